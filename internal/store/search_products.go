package store

import (
	"bytes"
	"context"
	"database/sql"
	"strings"

	"shopclerk/catalog"
	"shopclerk/internal/words"
)

// maxSifted is up to how many texts the database looks for in a product. For more it is quicker to read all products of
// the shop and look here (measured at 100,000 products: each costs the databases 20 to 40 ms, all of them cost 170 ms on
// MariaDB and 250 ms on SQLite to read).
const maxSifted = 5

// SearchProducts answers a product question without an index: the ids of one page and the exact number of all, in one
// walk over the products of the shop, the one lookup that may do so. Products with more of the words come first, then the
// newest update, then the smaller id. A title that is a code finds the products that carry it alone. There is no
// tolerance for typos.
func (s *Store) SearchProducts(ctx context.Context, shop string, q catalog.Query) (ids []int64, total int, err error) {
	want := newSought(q)
	if len(want.parts) == 0 && !q.Everything() {
		return nil, 0, nil
	}
	found, alone := newRanking(q), newRanking(q)
	coded := false
	query, args := s.walk(shop, q, want)
	err = s.readOnce(ctx, query, func(rows *sql.Rows) error {
		var id int64
		var text, key sql.RawBytes
		if err := rows.Scan(&id, &text, &key); err != nil {
			return err
		}
		whole, code := count(text, want.whole), count(text, want.code)
		coded = coded || code > 0
		found.add(id, whole+count(text, want.words), key, q.Everything())
		alone.add(id, whole+code, key, false)
		return nil
	}, args...)
	if err != nil {
		return nil, 0, err
	}
	if coded {
		found = alone
	}
	return found.page(), found.total, nil
}

// walk is the query for what SearchProducts looks at: of each product its id, its text and what it is sorted by.
func (s *Store) walk(shop string, q catalog.Query, want sought) (query string, args []any) {
	text, key := "search_text", "updated_at"
	switch {
	case q.SortBy == catalog.ByTitle:
		key = "search_text"
	case q.SortBy == catalog.ByCreated:
		key = "created_at"
	}
	if q.Everything() {
		text = "''"
	}
	query = "SELECT id, " + text + ", " + key + " FROM products" + s.using("PRIMARY") + " WHERE shop = ? AND published = 1"
	args = []any{shop}
	if q.HideSoldOut {
		query += " AND (stock IS NULL OR stock > 0)"
	}
	if n := len(want.parts); n > 0 && n <= maxSifted {
		has := "INSTR(search_text, ?) > 0" // takes every sign for itself, and texts of any length
		if s.dialect == MySQL {
			has = "INSTR(CAST(search_text AS BINARY), ?) > 0" // without regard to characters, which costs a third less
		}
		query += " AND (" + strings.Repeat(has+" OR ", n-1) + has + ")"
		for _, part := range want.parts {
			args = append(args, part)
		}
	}
	return query, args
}

// sought is what a product must have something of.
type sought struct {
	words []forms
	whole []forms  // the product type, the vendor
	code  []forms  // the title, should it be a code
	parts []string // of which every product that is wanted has one; others may, too
}

// forms are parts of a search text each of which will do.
type forms [][]byte

func newSought(q catalog.Query) (w sought) {
	parsed := words.Parse(q.Title)
	for i, word := range parsed.Words {
		w.words = append(w.words, formsOf(parsed, i, word))
		w.parts = append(w.parts, " "+word.Text)
	}
	for _, j := range parsed.Joins {
		if !strings.HasPrefix(j.Text, parsed.Words[j.First].Text) { // else the word has it in the sieve
			w.parts = append(w.parts, " "+j.Text)
		}
	}
	add := func(list *[]forms, sign, value string) {
		if value != "" {
			*list = append(*list, forms{[]byte(sign + value + sign)})
			w.parts = append(w.parts, sign+value+sign)
		}
	}
	add(&w.code, codeSign, words.Code(q.Title))
	add(&w.whole, typeSign, wholeValue(q.ProductType))
	add(&w.whole, vendorSign, wholeValue(q.Vendor))
	return w
}

func formsOf(q words.Query, i int, word words.Word) (out forms) {
	add := func(text string, prefix bool) {
		if !prefix {
			text += " "
		}
		out = append(out, []byte(" "+text))
	}
	add(word.Text, word.Prefix)
	for _, j := range q.Joins {
		if j.First <= i && i <= j.Last {
			add(j.Text, q.Words[j.Last].Prefix)
		}
	}
	return out
}

// count is of how many of the wanted parts a text has a form.
func count(text []byte, list []forms) (n int) {
	for _, part := range list {
		for _, form := range part {
			if bytes.Contains(text, form) {
				n++
				break
			}
		}
	}
	return n
}
