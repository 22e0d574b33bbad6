package embedded

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"

	"shopclerk/catalog"
	"shopclerk/internal/fold"
	"shopclerk/search"
)

const (
	deepPage   = 10_000 // from here on it is asked first whether the page exists: bleve keeps all hits before it in memory
	maxWords   = 32     // of a typed title that are looked at
	oneTypo    = 5      // letters from which a word may have one typo, as Meilisearch has it
	twoTypos   = 9      // likewise two
	prefixFrom = 2      // letters from which the last word may be unfinished
)

// How much a kind of match counts.
const (
	exactBoost  = 3.0
	prefixBoost = 1.0
	typoBoost   = 0.5
	skuBoost    = 20.0
)

// Search runs a query.
func (e *Engine) Search(ctx context.Context, shop string, q catalog.Query) (search.Hits, error) {
	index, err := e.index(shop)
	if err != nil {
		return search.Hits{}, err
	}
	request := bleve.NewSearchRequestOptions(build(index, q), q.Limit, q.Offset(), false)
	request.SortBy(order(q))
	if request.From >= deepPage {
		count := bleve.NewSearchRequestOptions(request.Query, 0, 0, false)
		result, err := index.SearchInContext(ctx, count)
		if err != nil || uint64(request.From) >= result.Total { //nolint:gosec // not negative
			return search.Hits{Total: total(result)}, err
		}
	}
	result, err := index.SearchInContext(ctx, request)
	if err != nil {
		return search.Hits{}, err
	}
	hits := search.Hits{Total: total(result)}
	for _, hit := range result.Hits {
		id, err := productID(hit.ID)
		if err != nil {
			return search.Hits{}, err
		}
		hits.IDs = append(hits.IDs, id)
	}
	return hits, nil
}

func total(result *bleve.SearchResult) int {
	if result == nil {
		return 0
	}
	return int(result.Total) //nolint:gosec // a count of documents
}

// order is the sequence that is asked for; the id breaks ties the same way every time.
func order(q catalog.Query) []string {
	field := map[catalog.SortField]string{
		catalog.ByTitle: sortField, catalog.ByCreated: createdField, catalog.ByUpdated: updatedField,
	}[q.SortBy]
	switch {
	case field != "" && q.Descending:
		return []string{"-" + field, "_id"}
	case field != "":
		return []string{field, "_id"}
	case q.Title != "":
		return []string{"-_score", "_id"}
	}
	return []string{"-" + updatedField, "_id"}
}

func build(index bleve.Index, q catalog.Query) query.Query {
	var matching query.Query = bleve.NewMatchAllQuery()
	if !q.Everything() {
		either := bleve.NewDisjunctionQuery()
		if q.Title != "" {
			either.AddQuery(titleQuery(index, q.Title))
		}
		if q.ProductType != "" {
			either.AddQuery(value(typeField, fold.Text(q.ProductType), 1))
		}
		if q.Vendor != "" {
			either.AddQuery(value(vendorField, fold.Text(q.Vendor), 1))
		}
		matching = either
	}
	if !q.HideSoldOut {
		return matching
	}
	in := bleve.NewBooleanQuery()
	in.AddMust(matching)
	in.AddMustNot(term(soldOutField, yes, 1))
	return in
}

// titleQuery finds titles with at least one of the words, better those with more of them.
func titleQuery(index bleve.Index, title string) query.Query {
	either := bleve.NewDisjunctionQuery(value(skuField, fold.Number(title), skuBoost))
	typed := typedWords(index, title)
	for i, word := range typed {
		either.AddQuery(term(titleField, word, exactBoost))
		if letters := utf8.RuneCountInString(word); mayHaveTypos(word, letters) {
			fuzzy := bleve.NewFuzzyQuery(word)
			fuzzy.SetField(titleField)
			fuzzy.SetBoost(typoBoost)
			fuzzy.SetFuzziness(1)
			if letters >= twoTypos {
				fuzzy.SetFuzziness(2)
			}
			either.AddQuery(fuzzy)
		}
		if i == len(typed)-1 && utf8.RuneCountInString(word) >= prefixFrom {
			prefix := bleve.NewPrefixQuery(word)
			prefix.SetField(titleField)
			prefix.SetBoost(prefixBoost)
			either.AddQuery(prefix)
		}
	}
	return either
}

// typedWords splits what was typed as titles are split. Of Chinese it keeps the pairs: their single characters would
// match half the shop.
func typedWords(index bleve.Index, title string) []string {
	var out []string
	tokens := index.Mapping().AnalyzerNamed(titleAnalyzer).Analyze([]byte(words(title)))
	for i, t := range tokens {
		single := utf8.RuneCount(t.Term) == 1 && t.Term[0] >= utf8.RuneSelf
		pairFollows := i+1 < len(tokens) && tokens[i+1].Start <= t.Start && tokens[i+1].End > t.End
		pairBefore := i > 0 && tokens[i-1].End >= t.End && tokens[i-1].Start < t.Start
		if !single || !pairFollows && !pairBefore {
			out = append(out, string(t.Term))
		}
	}
	return out[:min(len(out), maxWords)]
}

func mayHaveTypos(word string, letters int) bool {
	return letters >= oneTypo && word[0] < utf8.RuneSelf && !strings.ContainsAny(word, "0123456789")
}

// value is the whole text of a field. Nothing, such as is left of "#", is no text: the field of a product without an SKU
// holds the same nothing.
func value(field, text string, boost float64) query.Query {
	if text == "" {
		return bleve.NewMatchNoneQuery()
	}
	return term(field, text, boost)
}

func term(field, value string, boost float64) query.Query {
	t := bleve.NewTermQuery(value)
	t.SetField(field)
	t.SetBoost(boost)
	return t
}
