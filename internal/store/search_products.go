package store

import (
	"context"
	"database/sql"
	"strings"

	"shopclerk/catalog"
	"shopclerk/internal/words"
)

const hasText = "search_text LIKE ? ESCAPE '!'"

// condition is a part of a WHERE with its arguments.
type condition struct {
	text string
	args []any
}

func (c *condition) or(text string, args ...any) {
	if c.text != "" {
		c.text += " OR "
	}
	c.text += text
	c.args = append(c.args, args...)
}

// SearchProducts answers a product question without an index: the ids of one page and the exact number of all. Products
// with more of the words come first, then the newest update, then the smaller id. It is the one lookup that may walk all
// products of a shop; it has no tolerance for typos.
func (s *Store) SearchProducts(ctx context.Context, shop string, q catalog.Query) (ids []int64, total int, err error) {
	where := condition{text: "shop = ? AND published = 1", args: []any{shop}}
	if q.HideSoldOut {
		where.text += " AND (stock IS NULL OR stock > 0)"
	}
	matches, err := s.matches(ctx, where, q)
	if err != nil {
		return nil, 0, err
	}
	if !q.Everything() {
		var any condition
		for _, m := range matches {
			any.or(m.text, m.args...)
		}
		if any.text == "" {
			return nil, 0, nil
		}
		where.text += " AND (" + any.text + ")"
		where.args = append(where.args, any.args...)
	}
	return s.searchPage(ctx, where, fallbackOrder(q, matches), q)
}

// matches are the conditions of which a product must meet one: the words of the title, or a code that the title is, the
// product type and the vendor.
func (s *Store) matches(ctx context.Context, where condition, q catalog.Query) ([]condition, error) {
	var out []condition
	if code := words.Code(q.Title); code != "" {
		known := condition{text: where.text + " AND " + hasText, args: append(append([]any{}, where.args...), contains(codeSign+code+codeSign))}
		found := false
		err := s.readOnce(ctx, "SELECT 1 FROM products WHERE "+known.text+" LIMIT 1", func(*sql.Rows) error { found = true; return nil }, known.args...)
		if err != nil {
			return nil, err
		}
		if found {
			out = append(out, condition{hasText, []any{contains(codeSign + code + codeSign)}})
		}
	}
	if parsed := words.Parse(q.Title); len(out) == 0 {
		for i, w := range parsed.Words {
			out = append(out, wordCondition(parsed, i, w))
		}
	}
	for sign, value := range map[string]string{typeSign: q.ProductType, vendorSign: q.Vendor} {
		if value = wholeValue(value); value != "" {
			out = append(out, condition{hasText, []any{contains(sign + value + sign)}})
		}
	}
	return out, nil
}

func wordCondition(q words.Query, i int, w words.Word) condition {
	var c condition
	add := func(text string, prefix bool) {
		if !prefix {
			text += " "
		}
		c.or(hasText, contains(" "+text))
	}
	add(w.Text, w.Prefix)
	for _, j := range q.Joins {
		if j.First <= i && i <= j.Last {
			add(j.Text, q.Words[j.Last].Prefix)
		}
	}
	c.text = "(" + c.text + ")"
	return c
}

func fallbackOrder(q catalog.Query, matches []condition) condition {
	direction := ""
	if q.Descending {
		direction = " DESC"
	}
	switch q.SortBy {
	case catalog.ByTitle:
		return condition{text: "search_text" + direction + ", id"}
	case catalog.ByCreated:
		return condition{text: "created_at" + direction + ", id"}
	case catalog.ByUpdated:
		return condition{text: "updated_at" + direction + ", id"}
	}
	order := condition{}
	if len(matches) > 1 {
		parts := make([]string, len(matches))
		for i, m := range matches {
			parts[i] = "CASE WHEN " + m.text + " THEN 1 ELSE 0 END"
			order.args = append(order.args, m.args...)
		}
		order.text = strings.Join(parts, " + ") + " DESC, "
	}
	order.text += "updated_at DESC, id"
	return order
}

func (s *Store) searchPage(ctx context.Context, where, order condition, q catalog.Query) (ids []int64, total int, err error) {
	count := "SELECT COUNT(*) FROM products WHERE " + where.text
	if err := s.readOnce(ctx, count, func(rows *sql.Rows) error { return rows.Scan(&total) }, where.args...); err != nil || q.Offset() >= total {
		return nil, total, err
	}
	page := "SELECT id FROM products WHERE " + where.text + " ORDER BY " + order.text + " LIMIT ? OFFSET ?"
	args := append(append(append([]any{}, where.args...), order.args...), q.Limit, q.Offset())
	err = s.readOnce(ctx, page, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, args...)
	return ids, total, err
}
