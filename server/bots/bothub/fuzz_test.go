package bothub

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"unicode/utf8"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/server/bots"
)

// FuzzDecode holds that whatever comes is either a query within the contract's bounds or a refusal that can be said.
func FuzzDecode(f *testing.F) {
	for _, pattern := range []string{"joinchat", "bothub"} {
		seeds, err := filepath.Glob("../../../testdata/" + pattern + "/*.request.json")
		if err != nil || len(seeds) < 20 {
			f.Fatalf("%d seeds: %v", len(seeds), err)
		}
		for _, seed := range seeds {
			body, err := os.ReadFile(seed)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(body)
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		request, err := Dialect{}.Decode(body)
		var refusal *bots.Refusal
		switch {
		case err == nil:
			checkQuery(t, request.Query)
		case !errors.As(err, &refusal):
			t.Errorf("the error is a %T: %v", err, err)
		default:
			for _, language := range bots.Languages {
				if reply := (Dialect{}).Refuse(refusal.Reason, refusal.Words(language)); !json.Valid(reply) || refusal.Words(language) == "" {
					t.Errorf("the refusal is %s", reply)
				}
			}
		}
	})
}

func checkQuery(t *testing.T, query any) {
	t.Helper()
	switch q := query.(type) {
	case catalog.Query:
		checkPaging(t, q.Page, q.Limit)
		if utf8.RuneCountInString(q.Title) > catalog.MaxQueryTitle {
			t.Errorf("a title of %d characters", utf8.RuneCountInString(q.Title))
		}
		if !slices.Contains([]catalog.SortField{catalog.ByRelevance, catalog.ByTitle, catalog.ByCreated, catalog.ByUpdated}, q.SortBy) {
			t.Errorf("sorted by %q", q.SortBy)
		}
	case catalog.Facet:
		if q.Limit != 0 {
			checkPaging(t, q.Page, q.Limit)
		}
		if !q.ProductType && !q.Vendor {
			t.Error("neither property")
		}
	case orders.Query:
		if (q.Number == "") == (q.Account == "") {
			t.Errorf("number %q and account %q", q.Number, q.Account)
		}
		if q.Account != "" {
			checkPaging(t, q.Page, q.Limit)
		}
	case packages.Query:
		checkPaging(t, q.Page, q.Limit)
		if (q.OrderNumber == "") == (q.Number == "") {
			t.Errorf("order number %q and package number %q", q.OrderNumber, q.Number)
		}
	case bots.Test:
		reply, err := Dialect{}.Encode(bots.Tested(q))
		if err != nil || !json.Valid(reply) {
			t.Errorf("the token %s makes the reply %s (%v)", q.Token, reply, err)
		}
	default:
		t.Errorf("a query of %T", query)
	}
}

func checkPaging(t *testing.T, page, limit int) {
	t.Helper()
	if page < 1 || limit < 1 || limit > bots.MaxLimit || (page-1)*limit < 0 {
		t.Errorf("page %d of %d", page, limit)
	}
}
