package relevance_test

import (
	"context"
	"errors"
	"math"
	"strconv"
	"strings"
	"testing"

	"shopclerk/internal/relevance"
)

// numbered returns the SKUs from a to b, such as s1, s2, s3.
func numbered(a, b int) []string {
	var skus []string
	for i := a; i <= b; i++ {
		skus = append(skus, "s"+strconv.Itoa(i))
	}
	return skus
}

func graded(grade int, skus ...string) relevance.Grades {
	grades := relevance.Grades{}
	for _, sku := range skus {
		grades[sku] = grade
	}
	return grades
}

// The discounts 1/log2(rank+1) of ranks 1 to 4 are 1, 0.63093, 0.5 and 0.43068; the gains of grades 1 to 3 are 1, 3 and 7.
func TestRateScoresARanking(t *testing.T) {
	three := relevance.Grades{"a": 3, "b": 2, "c": 1} // at best 7 + 3*0.63093 + 1*0.5 = 9.39279
	for _, c := range []struct {
		name   string
		found  []string
		grades relevance.Grades
		want   relevance.Score
	}{
		{"the best order scores one everywhere", []string{"a", "b", "c"}, three, relevance.Score{Recall: 1, MRR: 1, NDCG: 1}},
		{"what comes behind the last relevant one costs nothing", []string{"a", "b", "c", "x", "y"}, three, relevance.Score{Recall: 1, MRR: 1, NDCG: 1}},
		{"the reverse order costs gain only: (1 + 3*0.63093 + 7*0.5) / 9.39279", []string{"c", "b", "a"}, three, relevance.Score{Recall: 1, MRR: 1, NDCG: 0.680605}},
		{"a stranger in front halves the reciprocal rank: (7*0.63093 + 3*0.5 + 1*0.43068) / 9.39279", []string{"x", "a", "b", "c"}, three, relevance.Score{Recall: 1, MRR: 0.5, NDCG: 0.675748}},
		{"one of three found, at rank 4: 3*0.43068 / 9.39279", []string{"x", "y", "z", "b"}, three, relevance.Score{Recall: 1. / 3, MRR: 0.25, NDCG: 0.137555}},
		{"strangers alone score nothing", []string{"x", "y"}, three, relevance.Score{}},
		{"nothing found scores nothing", nil, three, relevance.Score{}},
		{"no grades score nothing", []string{"a"}, nil, relevance.Score{}},
		{"a repeated one counts once: 7 / (7 + 7*0.63093)", []string{"a", "a"}, graded(3, "a", "b"), relevance.Score{Recall: 0.5, MRR: 1, NDCG: 0.613147}},
		{"rank 10 still counts: 1/log2(11)", append(numbered(1, 9), "a"), graded(1, "a"), relevance.Score{Recall: 1, MRR: 0.1, NDCG: 0.289065}},
		{"rank 11 does not count", append(numbered(1, 10), "a"), graded(1, "a"), relevance.Score{}},
		{"ten of twelve relevant ones are all that ten places can hold", numbered(1, 10), graded(2, numbered(1, 12)...), relevance.Score{Recall: 1, MRR: 1, NDCG: 1}},
		{"five of twelve relevant ones are half of ten places: 2.94846 / 4.54356", numbered(1, 5), graded(2, numbered(1, 12)...), relevance.Score{Recall: 0.5, MRR: 1, NDCG: 0.648932}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := relevance.Rate(c.found, c.grades); !near(got, c.want) {
				t.Errorf("Rate is %+v, want %+v", got, c.want)
			}
		})
	}
}

func near(a, b relevance.Score) bool {
	const most = 1e-5
	return math.Abs(a.Recall-b.Recall) < most && math.Abs(a.MRR-b.MRR) < most && math.Abs(a.NDCG-b.NDCG) < most
}

func small() relevance.Set {
	return relevance.Set{
		Products: []relevance.Product{{SKU: "a", Title: "Green Tea"}, {SKU: "b", Title: "Black Tea"}, {SKU: "c", Title: "白色馬克杯"}},
		Queries: []relevance.Query{
			{Text: "green tea", Language: "en", Kind: "words", Relevant: relevance.Grades{"a": 3, "b": 1}},
			{Text: "a", Language: "en", Kind: "sku", Relevant: relevance.Grades{"a": 3}},
			{Text: "馬克", Language: "zh-TW", Kind: "half-word", Relevant: relevance.Grades{"c": 3}},
		},
	}
}

func answers(_ context.Context, query string, _ int) ([]string, error) {
	return map[string][]string{"green tea": {"a", "b"}, "a": {"b", "a"}}[query], nil
}

func TestEvaluateAsksEachQueryOnceForTenProducts(t *testing.T) {
	var asked []string
	report, err := relevance.Evaluate(t.Context(), small(), func(_ context.Context, query string, limit int) ([]string, error) {
		asked = append(asked, query)
		return numbered(1, limit+5), nil // more than it was asked for
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(asked, "|"); got != "green tea|a|馬克" {
		t.Errorf("asked %s", got)
	}
	for _, one := range report.Results {
		if len(one.Found) != relevance.Depth {
			t.Errorf("%q keeps %d found products, want %d", one.Text, len(one.Found), relevance.Depth)
		}
	}
}

func TestEvaluateEndsWithTheFirstError(t *testing.T) {
	broken := errors.New("engine away")
	_, err := relevance.Evaluate(t.Context(), small(), func(_ context.Context, query string, _ int) ([]string, error) {
		if query == "a" {
			return nil, broken
		}
		return nil, nil
	})
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), `"a"`) {
		t.Errorf("Evaluate fails with %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := relevance.Evaluate(ctx, small(), answers); !errors.Is(err, context.Canceled) {
		t.Errorf("Evaluate under an ended context fails with %v", err)
	}
}

// The three queries score 1, 1/log2(3) = 0.63093 and 0.
func TestMeanCountsEachQueryAlike(t *testing.T) {
	report, err := relevance.Evaluate(t.Context(), small(), answers)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		keep    func(relevance.Query) bool
		queries int
		want    relevance.Score
	}{
		{"all", func(relevance.Query) bool { return true }, 3, relevance.Score{Recall: 2. / 3, MRR: 0.5, NDCG: 0.543643}},
		{"English", func(q relevance.Query) bool { return q.Language == "en" }, 2, relevance.Score{Recall: 1, MRR: 0.75, NDCG: 0.815465}},
		{"a kind without queries", func(q relevance.Query) bool { return q.Kind == "typo" }, 0, relevance.Score{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if queries, mean := report.Mean(c.keep); queries != c.queries || !near(mean, c.want) {
				t.Errorf("Mean is %d, %+v; want %d, %+v", queries, mean, c.queries, c.want)
			}
		})
	}
}
