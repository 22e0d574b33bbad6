package server

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestEachTimeIsInTheBucketThatEndsAtOrAboveIt(t *testing.T) {
	for took := time.Microsecond; took < bucketEnd(lastBucket); took += took/7 + 1 {
		n := bucketOf(took)
		if took > bucketEnd(n)+time.Microsecond || n > 0 && took <= bucketEnd(n-1)-time.Microsecond {
			t.Errorf("%v is in bucket %d, which ends at %v", took, n, bucketEnd(n))
		}
	}
	for took, want := range map[time.Duration]int{0: 0, -time.Second: 0, firstBucket: 0, firstBucket + 1: 1, time.Hour: lastBucket} {
		if got := bucketOf(took); got != want {
			t.Errorf("%v is in bucket %d, want %d", took, got, want)
		}
	}
}

func TestAQuantileIsWithinAFifthOfTheRealOne(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for name, draw := range map[string]func() time.Duration{
		"times that are spread evenly":        func() time.Duration { return time.Duration(random.IntN(100_000)) * time.Microsecond },
		"times that are mostly short":         func() time.Duration { return time.Duration(random.ExpFloat64() * float64(3*time.Millisecond)) },
		"two kinds of answers":                func() time.Duration { return []time.Duration{time.Millisecond, 300 * time.Millisecond}[random.IntN(2)] },
		"answers that all take the same time": func() time.Duration { return 42 * time.Millisecond },
	} {
		var counted answerTimes
		var all []time.Duration
		for range 20_000 {
			took := max(draw(), firstBucket)
			all = append(all, took)
			counted.add(bucketOf(took), 1)
		}
		slices.Sort(all)
		for _, share := range []float64{0.25, 0.9, 0.99} {
			real := all[int(share*float64(len(all)))-1]
			if got := counted.quantile(share); float64(got) < 0.7*float64(real) || float64(got) > 1.42*float64(real) {
				t.Errorf("%s: the quantile %v is %v, really %v", name, share, got, real)
			}
		}
	}
}

func TestQuantilesOfFewAnswers(t *testing.T) {
	var none, one answerTimes
	one.add(bucketOf(10*time.Millisecond), 1)
	if got := none.quantile(0.5); got != 0 {
		t.Error(got)
	}
	for _, share := range []float64{0, 0.5, 0.99, 1} {
		if got := one.quantile(share); got < 8*time.Millisecond || got > 12*time.Millisecond {
			t.Errorf("the quantile %v of one answer is %v", share, got)
		}
	}
	one.add(999, 1) // of a newer program
	one.add(-1, 1)
	if got := one.quantile(1); got != bucketEnd(lastBucket) {
		t.Error(got)
	}
}
