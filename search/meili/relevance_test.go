package meili_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"shopclerk/catalog"
	"shopclerk/internal/relevance"
	"shopclerk/search"
)

// The goals of the set, of all queries.
const (
	goalRecall = 0.97
	goalNDCG   = 0.92
)

func TestTheRelevanceSetOnMeilisearch(t *testing.T) {
	e, ctx := onServer(t), context.Background()
	set, err := relevance.Load(os.DirFS("../../testdata/search"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := e.Build(ctx, "main")
	if err != nil {
		t.Fatal(err)
	}
	var step search.Step
	for i, p := range set.Products {
		step.Put = append(step.Put, catalog.Product{
			ID: int64(i + 1), SKU: p.SKU, Codes: []string{p.Barcode}, Title: p.Title, ProductType: p.ProductType, Vendor: p.Vendor, Desc: p.Desc,
			UpdatedAt: p.UpdatedAt, CreatedAt: p.UpdatedAt,
		})
	}
	if err := b.Apply(ctx, step); err != nil {
		t.Fatal(err)
	}
	if err := b.Swap(ctx, search.Mark{Built: true}); err != nil {
		t.Fatal(err)
	}
	report, err := relevance.Evaluate(ctx, set, func(ctx context.Context, text string, limit int) ([]string, error) {
		hits, err := e.Search(ctx, "main", catalog.Query{Title: text, Page: 1, Limit: limit})
		var skus []string
		for _, id := range hits.IDs {
			skus = append(skus, set.Products[id-1].SKU)
		}
		return skus, err
	})
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := report.Write(&text, 20); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + text.String())
	_, mean := report.Mean(func(relevance.Query) bool { return true })
	if mean.Recall < goalRecall || mean.NDCG < goalNDCG {
		t.Errorf("recall %.3f and nDCG %.3f; the goals are %.2f and %.2f", mean.Recall, mean.NDCG, goalRecall, goalNDCG)
	}
}
