package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/fold"
)

// ProductList says which products a list has; what is empty or zero is any.
type ProductList struct {
	Shop, Source string
	Published    string    // "1" or "0"
	Words        string    // all of which a product has; see catalog.Query for a search by what customers type
	Vendor       string    // the whole value, without regard to case, width or accents
	From, Until  time.Time // it was updated at From or later, and before Until
	After        string    // Next of the page before
	Limit        int
}

// ListProducts returns one page of a shop's products: the newest first, or those of a source in the order of their keys.
func (s *Store) ListProducts(ctx context.Context, q ProductList) (Listed[catalog.Product], error) {
	w := way[catalog.Product]{
		table: "products", columns: productColumns, index: "PRIMARY", fixed: "shop = ?", args: []any{q.Shop}, keys: []listKey{byID}, down: true,
		scan: scanProducts, spot: func(p catalog.Product) []string { return []string{strconv.FormatInt(p.ID, 10)} },
	}
	switch {
	case q.Published == "0": // written out, for SQLite's index has no others
		w.index, w.fixed = "products_by_published", "shop = ? AND published = 0"
		w.is("source", q.Source)
	case q.Source != "":
		w.index, w.fixed, w.args = "products_by_key", "shop = ? AND source = ?", []any{q.Shop, q.Source}
		w.keys, w.down = []listKey{byText("source_key")}, false
		w.spot = func(p catalog.Product) []string { return []string{p.Key} }
	}
	if q.Published == "1" {
		w.where("+published = 1")
	}
	w.between("updated_at", q.From, q.Until)
	want := newSought(catalog.Query{Title: q.Words, Vendor: q.Vendor})
	for _, list := range [][]forms{want.words, want.whole} {
		for _, part := range list {
			w.where(s.hasOneOf(part), texts(part)...)
		}
	}
	return listAlong(ctx, s, w, q.After, q.Limit)
}

// hasOneOf is the condition that a search text has one of some forms.
func (s *Store) hasOneOf(part forms) string {
	has := "INSTR(search_text, ?) > 0"
	if s.dialect == MySQL {
		has = "INSTR(CAST(search_text AS BINARY), ?) > 0"
	}
	return "(" + strings.Repeat(has+" OR ", len(part)-1) + has + ")"
}

func texts(part forms) []any {
	args := make([]any, len(part))
	for i, form := range part {
		args[i] = string(form)
	}
	return args
}

// ProductsByKey returns the products of whatever source that have a key: for a file's products that is the SKU, for others the
// shop system's own id. Products that are not published are among them.
func (s *Store) ProductsByKey(ctx context.Context, shop, key string) (list []catalog.Product, err error) {
	sources, err := s.SourcesOf(ctx, shop, KindProducts)
	if err != nil || len(sources) == 0 {
		return nil, err
	}
	query := productColumns + s.using("products_by_key") + " WHERE shop = ? AND source IN (?" + strings.Repeat(", ?", len(sources)-1) + ") AND source_key = ?"
	args := []any{shop}
	for _, source := range sources {
		args = append(args, source)
	}
	err = s.readOnce(ctx, query, scanProducts(&list), append(args, fold.Number(key))...)
	return list, err
}
