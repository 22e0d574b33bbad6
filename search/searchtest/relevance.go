package searchtest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shopclerk/catalog"
	"shopclerk/internal/relevance"
	"shopclerk/search"
)

// Relevance puts the judged products of dir, which is testdata/search, into an engine, asks it the judged queries and logs
// the table of scores with the worst queries. It fails when the scores are below the goal.
func Relevance(t *testing.T, e search.Engine, dir string) {
	set, err := relevance.Load(os.DirFS(filepath.Clean(dir)))
	if err != nil {
		t.Fatal(err)
	}
	skus := make([]string, len(set.Products)+1)
	products := make([]catalog.Product, len(set.Products))
	for i, p := range set.Products {
		skus[i+1] = p.SKU
		products[i] = catalog.Product{
			ID: int64(i + 1), SKU: p.SKU, Title: p.Title, ProductType: p.ProductType, Vendor: p.Vendor, Desc: p.Desc,
			UpdatedAt: p.UpdatedAt, CreatedAt: p.UpdatedAt, Published: true,
		}
		if p.Barcode != "" {
			products[i].Codes = []string{p.Barcode}
		}
	}
	build(t, e, shop)
	put(t, e, products...)
	report, err := relevance.Evaluate(ctx, set, func(ctx context.Context, query string, limit int) (found []string, err error) {
		hits, err := e.Search(ctx, shop, catalog.Query{Title: query, Page: 1, Limit: limit})
		for _, id := range hits.IDs {
			found = append(found, skus[id])
		}
		return found, err
	})
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	if err := report.Write(&table, worst); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s\n%s", e.Name(), &table)
	_, mean := report.Mean(func(relevance.Query) bool { return true })
	if mean.Recall < goalRecall || mean.NDCG < goalNDCG {
		t.Errorf("recall@10 is %.3f and nDCG@10 %.3f; the goal is %.2f and %.2f", mean.Recall, mean.NDCG, goalRecall, goalNDCG)
	}
}

const (
	worst      = 40 // queries that are shown
	goalRecall = 0.97
	goalNDCG   = 0.92
)
