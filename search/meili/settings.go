package meili

import "github.com/meilisearch/meilisearch-go"

const (
	primaryKey   = "id"
	maxTotalHits = 100_000_000 // the default of 1,000 would cut totals
)

var (
	// matched are the attributes in which a title is looked up, the best first; described only when they say nothing.
	matched   = []string{"title", "title_x", "sku", "sku_x", "vendor", "vendor_x", "product_type", "product_type_x"}
	described = []string{"desc", "desc_x"}
	everyone  = []string{"every"}
)

func indexSettings() *meilisearch.Settings {
	all := append(append(append([]string{}, matched...), described...), everyone...)
	return &meilisearch.Settings{
		RankingRules:         []string{"sort", "words", "typo", "proximity", "attribute", "exactness", "updated_at:desc", "id:asc"},
		SearchableAttributes: all,
		DisplayedAttributes:  []string{"id", "digest"},
		FilterableAttributes: []string{"id", "codes", "type_key", "vendor_key", "sold_out"},
		SortableAttributes:   []string{"id", "updated_at", "created_at", "title_sort"},
		TypoTolerance: &meilisearch.TypoTolerance{
			Enabled: true, MinWordSizeForTypos: meilisearch.MinWordSizeForTypos{OneTypo: 5, TwoTypos: 9},
			DisableOnWords: []string{}, DisableOnNumbers: true,
			DisableOnAttributes: []string{"title_x", "sku", "sku_x", "vendor_x", "product_type_x", "desc_x", "every"},
		},
		Pagination: &meilisearch.Pagination{MaxTotalHits: maxTotalHits},
	}
}
