package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"shopclerk/catalog"
)

// pageSizes are how many products are read by their ids at once, so that the statements that are kept prepared stay few.
// A page has up to 100.
var pageSizes = []int{3, 10, 30, 100}

// ProductsByID returns those of the products that exist, by id.
func (s *Store) ProductsByID(ctx context.Context, shop string, ids []int64) (map[int64]catalog.Product, error) {
	out := make(map[int64]catalog.Product, len(ids))
	most := pageSizes[len(pageSizes)-1]
	for len(ids) > 0 {
		n := min(len(ids), most)
		list, err := s.readByID(ctx, shop, ids[:n])
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			out[p.ID] = p
		}
		ids = ids[n:]
	}
	return out, nil
}

// readByID reads at least one product and at most a page. Where a statement has more places than there are ids, the last
// one stands in all that are left.
func (s *Store) readByID(ctx context.Context, shop string, ids []int64) ([]catalog.Product, error) {
	size := pageSizes[0]
	for _, n := range pageSizes[1:] {
		if len(ids) > size {
			size = n
		}
	}
	args := make([]any, 1, size+1)
	args[0] = shop
	for i := range size {
		args = append(args, ids[min(i, len(ids)-1)])
	}
	where := s.using("PRIMARY") + " WHERE shop = ? AND id IN (?" + strings.Repeat(", ?", size-1) + ")"
	return s.readProducts(ctx, productColumns+where, args...)
}

// PublishedProducts returns up to limit published products with from ≤ id < to, by id. The limit should be one of a few.
func (s *Store) PublishedProducts(ctx context.Context, shop string, from, to int64, limit int) ([]catalog.Product, error) {
	where := fmt.Sprintf("%s WHERE shop = ? AND id >= ? AND id < ? AND published = 1 ORDER BY id LIMIT %d", s.using("PRIMARY"), limit)
	return s.readProducts(ctx, productColumns+where, shop, from, to)
}

const productColumns = `
SELECT id, source, source_key, sku, codes, title, product_type, vendor, description, image_url, detail_url, buy_url, price,
currency, stock, published, created_at, updated_at, version FROM products`

func (s *Store) readProducts(ctx context.Context, query string, args ...any) (list []catalog.Product, err error) {
	err = s.read(ctx, query, scanProducts(&list), args...)
	return list, err
}

// scanProducts adds rows of productColumns to a list.
func scanProducts(list *[]catalog.Product) func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
		var r productRow
		err := rows.Scan(&r.ID, &r.Source, &r.SourceKey, &r.SKU, &r.Codes, &r.Title, &r.ProductType, &r.Vendor, &r.Description,
			&r.ImageURL, &r.DetailURL, &r.BuyURL, &r.Price, &r.Currency, &r.Stock, &r.Published, &r.CreatedAt, &r.UpdatedAt, &r.Version)
		*list = append(*list, toProduct(r))
		return err
	}
}
