package relevance

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
)

// Depth is how many products of an answer are looked at: what Messenger shows at once.
const Depth = 10

// Score says how good one ranking is, or a mean of such. Each number is from 0 to 1, higher is better.
type Score struct {
	Recall float64 // relevant products among the first Depth, divided by Depth or their number, whichever is smaller
	MRR    float64 // 1/rank of the first relevant product among the first Depth, 0 when there is none
	NDCG   float64 // discounted gain (2^grade - 1) / log2(rank + 1), divided by that of the best possible ranking
}

// Ranker answers a query with SKUs, the best first and at most limit of them. It is how an engine comes in.
type Ranker func(ctx context.Context, query string, limit int) (skus []string, err error)

// Result is one query of a set with what was found for it: at most Depth SKUs, the best first.
type Result struct {
	Query
	Found []string
	Score Score
}

// Report holds one Result for each query of a set, in its order.
type Report struct {
	Results []Result
	titles  map[string]string // by SKU
}

// Evaluate asks ranker every query of the set, one after the other. The first error of the ranker or of ctx ends it and
// is wrapped with the query.
func Evaluate(ctx context.Context, set Set, ranker Ranker) (Report, error) {
	report := Report{titles: map[string]string{}}
	for _, p := range set.Products {
		report.titles[p.SKU] = p.Title
	}
	for _, q := range set.Queries {
		if err := ctx.Err(); err != nil {
			return report, fmt.Errorf("query %q: %w", q.Text, err)
		}
		found, err := ranker(ctx, q.Text, Depth)
		if err != nil {
			return report, fmt.Errorf("query %q: %w", q.Text, err)
		}
		found = slices.Clone(found[:min(len(found), Depth)])
		report.Results = append(report.Results, Result{Query: q, Found: found, Score: Rate(found, q.Relevant)})
	}
	return report, nil
}

// Rate scores one ranking: found is SKUs, the best first, of which the first Depth count. A SKU that comes again earns
// nothing but keeps its rank, so that an engine which repeats itself does not gain by it. No grades give a zero Score.
func Rate(found []string, grades Grades) Score {
	if len(grades) == 0 {
		return Score{}
	}
	var s Score
	hits, gained, seen := 0, 0.0, map[string]bool{}
	for i, sku := range found[:min(len(found), Depth)] {
		grade := grades[sku]
		if grade < 1 || seen[sku] {
			continue
		}
		seen[sku] = true
		if hits++; hits == 1 {
			s.MRR = 1 / float64(i+1)
		}
		gained += gain(grade, i+1)
	}
	s.Recall = float64(hits) / float64(min(Depth, len(grades)))
	s.NDCG = gained / ideal(grades)
	return s
}

// gain is what a product of a grade is worth at a rank, which counts from 1.
func gain(grade, rank int) float64 {
	return (math.Exp2(float64(grade)) - 1) / math.Log2(float64(rank+1))
}

func ideal(grades Grades) float64 {
	best := slices.Sorted(maps.Values(grades))
	slices.Reverse(best)
	sum := 0.0
	for i, grade := range best[:min(len(best), Depth)] {
		sum += gain(grade, i+1)
	}
	return sum
}

// Mean returns how many queries keep holds true for and the mean of their scores, each query counting alike; a zero Score
// when there is none.
func (r Report) Mean(keep func(Query) bool) (queries int, mean Score) {
	for _, one := range r.Results {
		if keep(one.Query) {
			queries++
			mean.Recall += one.Score.Recall
			mean.MRR += one.Score.MRR
			mean.NDCG += one.Score.NDCG
		}
	}
	if n := float64(queries); n > 0 {
		mean.Recall, mean.MRR, mean.NDCG = mean.Recall/n, mean.MRR/n, mean.NDCG/n
	}
	return queries, mean
}
