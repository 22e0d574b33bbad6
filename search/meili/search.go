package meili

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"shopclerk/catalog"
	"shopclerk/internal/words"
	"shopclerk/search"
)

// wholeWeight is how much a type or vendor asked for by its whole name counts beside words.
const wholeWeight = 0.9 * steep

// far is from how deep a page on the total is asked for first: a page number is whatever a caller writes.
const far = 1000

// Search finds the page of a query: first products whose code the title is, else those with its words, else those whose
// descriptions have them; type and vendor are asked for along with each.
func (e *Engine) Search(ctx context.Context, shop string, q catalog.Query) (search.Hits, error) {
	if err := e.ready(ctx, shop); err != nil {
		return search.Hits{}, err
	}
	hits, err := e.lookUp(ctx, e.uid(shop), q)
	if errors.Is(err, search.ErrNotBuilt) {
		e.believe(shop, time.Time{})
	}
	return hits, err
}

func (e *Engine) lookUp(ctx context.Context, uid string, q catalog.Query) (search.Hits, error) {
	if q.Everything() {
		return e.page(ctx, q, []*meilisearch.SearchRequest{{IndexUID: uid, Filter: shown(q, nil), Sort: sorting(q)}})
	}
	wholes := wholeParts(uid, q)
	parsed := words.Parse(q.Title)
	if code := words.Code(q.Title); code != "" {
		alone := filtered(uid, q, "codes = "+key(code))
		n, err := e.page(ctx, catalog.Query{Page: 1, Limit: 1}, []*meilisearch.SearchRequest{alone})
		if err != nil {
			return search.Hits{}, err
		}
		if n.Total > 0 {
			return e.page(ctx, q, append(wholes, alone))
		}
	}
	if len(parsed.Words) > 0 {
		typed := typedParts(uid, q, parsed, matched)
		probe := q // beside other conditions the words have to be asked for alone
		if len(wholes) > 0 {
			probe = catalog.Query{Page: 1, Limit: 1}
		}
		n, err := e.page(ctx, probe, typed)
		if err != nil || n.Total > 0 && len(wholes) == 0 {
			return n, err
		}
		if n.Total == 0 {
			typed = typedParts(uid, q, parsed, described)
		}
		wholes = append(typed, wholes...)
	}
	return e.page(ctx, q, wholes)
}

// typedParts are the sub-queries of the words of a title.
func typedParts(uid string, q catalog.Query, parsed words.Query, on []string) []*meilisearch.SearchRequest {
	var out []*meilisearch.SearchRequest
	for _, p := range partsOf(parsed) {
		out = append(out, &meilisearch.SearchRequest{
			IndexUID: uid, Query: p.text, AttributesToSearchOn: on, MatchingStrategy: meilisearch.All, Filter: shown(q, nil), Sort: sorting(q),
			FederationOptions: &meilisearch.SearchFederationOptions{Weight: p.weight},
		})
	}
	return out
}

// wholeParts are the sub-queries of type and vendor.
func wholeParts(uid string, q catalog.Query) []*meilisearch.SearchRequest {
	var out []*meilisearch.SearchRequest
	for _, c := range []struct{ attribute, value string }{{"type_key", q.ProductType}, {"vendor_key", q.Vendor}} {
		if k := wholeKey(c.value); k != "" {
			out = append(out, filtered(uid, q, c.attribute+" = "+k))
		}
	}
	return out
}

// filtered finds by a filter alone. It looks up the word that every document has: Meilisearch does not rank a sub-query
// without words beside others that have some.
func filtered(uid string, q catalog.Query, filter string) *meilisearch.SearchRequest {
	return &meilisearch.SearchRequest{
		IndexUID: uid, Query: everyToken + " ", AttributesToSearchOn: everyone, MatchingStrategy: meilisearch.All,
		Filter: shown(q, []string{filter}), Sort: sorting(q), FederationOptions: &meilisearch.SearchFederationOptions{Weight: wholeWeight},
	}
}

func shown(q catalog.Query, filters []string) any {
	if q.HideSoldOut {
		filters = append(slices.Clone(filters), "sold_out = false")
	}
	if len(filters) == 0 {
		return nil
	}
	return filters
}

func sorting(q catalog.Query) []string {
	direction := ":asc"
	if q.Descending {
		direction = ":desc"
	}
	switch {
	case q.SortBy == catalog.ByTitle:
		return []string{"title_sort" + direction, "id:asc"}
	case q.SortBy == catalog.ByCreated:
		return []string{"created_at" + direction, "id:asc"}
	case q.SortBy == catalog.ByUpdated:
		return []string{"updated_at" + direction, "id:asc"}
	case q.Everything():
		return []string{"updated_at:desc", "id:asc"}
	}
	return nil
}

// page asks sub-queries as one federated search. Its estimated total is exact: the union of the candidates of all
// sub-queries, which with the strategy "all" and without a distinct attribute are what they find.
func (e *Engine) page(ctx context.Context, q catalog.Query, queries []*meilisearch.SearchRequest) (search.Hits, error) {
	if len(queries) == 0 {
		return search.Hits{}, nil
	}
	if q.Offset() >= far {
		first, err := e.page(ctx, catalog.Query{Page: 1, Limit: 1}, queries)
		if err != nil || first.Total <= q.Offset() {
			return search.Hits{Total: first.Total}, err
		}
	}
	for _, one := range queries {
		one.AttributesToRetrieve = []string{primaryKey}
	}
	answer, err := e.server.MultiSearch(ctx, &meilisearch.MultiSearchRequest{
		Federation: &meilisearch.MultiSearchFederation{Offset: int64(q.Offset()), Limit: int64(q.Limit)}, Queries: queries,
	})
	if err != nil {
		return search.Hits{}, failure(err)
	}
	hits := search.Hits{Total: int(answer.EstimatedTotalHits)}
	for _, hit := range answer.Hits {
		var id int64
		if err := json.Unmarshal(hit[primaryKey], &id); err != nil {
			return search.Hits{}, fmt.Errorf("%w: a hit without an id", ErrGarbage)
		}
		hits.IDs = append(hits.IDs, id)
	}
	return hits, nil
}
