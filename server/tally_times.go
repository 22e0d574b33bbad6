package server

import (
	"math"
	"time"
)

// The buckets of answer times grow by the square root of two: each tells a time to within a fifth, and a hundred questions an hour
// fill a dozen. What the numbers mean is in the database for good: other bounds would need another table.
const (
	firstBucket = 250 * time.Microsecond // the upper end of bucket 0
	lastBucket  = 32                     // whatever takes longer than 11 s
)

// bucketOf is the bucket of a time.
func bucketOf(took time.Duration) int {
	if took <= firstBucket {
		return 0
	}
	n := math.Ceil(2 * math.Log2(float64(took)/float64(firstBucket)))
	return min(int(n), lastBucket)
}

// bucketEnd is the longest time of a bucket.
func bucketEnd(bucket int) time.Duration {
	return time.Duration(float64(firstBucket) * math.Pow(2, float64(bucket)/2))
}

// answerTimes are how many answers there were of each bucket.
type answerTimes [lastBucket + 1]int64

// add counts answers; a bucket that there is not, as of a newer program, is the last one.
func (a *answerTimes) add(bucket int, n int64) { a[min(max(bucket, 0), lastBucket)] += n }

// quantile is the time that a share of the answers, such as 0.99, did not take longer than; 0 when there are none. Within its
// bucket answers are taken to be spread evenly.
func (a *answerTimes) quantile(share float64) time.Duration {
	total := int64(0)
	for _, n := range a {
		total += n
	}
	if total == 0 {
		return 0
	}
	rank, before := max(int64(math.Ceil(share*float64(total))), 1), int64(0)
	for bucket, n := range a {
		if before+n < rank {
			before += n
			continue
		}
		start := time.Duration(0)
		if bucket > 0 {
			start = bucketEnd(bucket - 1)
		}
		return start + time.Duration(float64(bucketEnd(bucket)-start)*float64(rank-before)/float64(n))
	}
	return bucketEnd(lastBucket)
}
