package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"gorm.io/gorm"

	"shopclerk/catalog"
)

// Products are written here, and read by their keys, without GORM's reflection, which took a third of an import's time.

var productRowColumns = []string{
	"shop", "id", "source", "source_key", "sku", "codes", "title", "product_type", "vendor", "description", "image_url", "detail_url",
	"buy_url", "price", "currency", "stock", "published", "created_at", "updated_at", "version", "search_text", "row_digest",
}

var productRepeats = newRepeats(productRowColumns, []string{"shop", "source", "codes", "currency", "published"},
	map[string]string{"sku": "source_key", "created_at": "updated_at", "version": "updated_at"})

// appendTo appends the values of the columns as a driver takes them.
func (r productRow) appendTo(values []any) []any {
	updated := plain(r.UpdatedAt)
	moment := func(at stamp) any {
		if at == r.UpdatedAt {
			return updated
		}
		return plain(at)
	}
	return append(values,
		r.Shop, r.ID, r.Source, r.SourceKey, r.SKU, plain(r.Codes), r.Title, r.ProductType, r.Vendor, r.Description, r.ImageURL, r.DetailURL,
		r.BuyURL, plain(r.Price), r.Currency, orNull(r.Stock), r.Published, moment(r.CreatedAt), updated, moment(r.Version),
		orNull(r.SearchText), r.RowDigest,
	)
}

// plain is a value of a type of ours, none of which fails.
func plain(v driver.Valuer) any {
	value, _ := v.Value()
	return value
}

func orNull[T any](v *T) any {
	if v == nil {
		return nil
	}
	return *v
}

// statementRows are how many rows one statement writes: always one of a few numbers, so that SQLite keeps few of them prepared.
var statementRows = []int{100, 10, 1}

// tupleOf appends the values of row i.
type tupleOf func(values []any, i int) []any

// writeTuples writes n rows with as few statements as statementRows allow; query is that for so many rows.
func (s *Store) writeTuples(tx *gorm.DB, n int, query func(rows int) string, tuple tupleOf) error {
	var args []any
	at, sizes := 0, statementRows
	if s.dialect == MySQL { // its statements are not prepared
		sizes = []int{BatchSize, n % BatchSize}
	}
	for _, size := range sizes {
		text := ""
		for ; size > 0 && n-at >= size; at += size {
			if text == "" {
				text = query(size)
			}
			args = args[:0]
			for i := at; i < at+size; i++ {
				args = tuple(args, i)
			}
			if err := s.exec(tx, text, args...); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeProductRows inserts the rows that are new, and replaces the others.
func (s *Store) writeProductRows(tx *gorm.DB, shop string, fresh, old []*slot[catalog.Product]) error {
	tuples := func(slots []*slot[catalog.Product]) tupleOf {
		return func(values []any, i int) []any { return productRowOf(shop, slots[i]).appendTo(values) }
	}
	table := "products (" + strings.Join(productRowColumns, ", ") + ")"
	done, err := s.writeRepeating(tx, len(fresh), table, "", productRepeats, tuples(fresh))
	if err != nil {
		return err
	}
	fresh = fresh[done:]
	if err := s.insertTuples(tx, len(fresh), table, tuples(fresh)); err != nil {
		return err
	}
	return s.writeTuples(tx, len(old), s.productUpsert, tuples(old))
}

func (s *Store) productUpsert(rows int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO products (" + strings.Join(productRowColumns, ", ") + ") VALUES ")
	b.WriteString(tuples(rows, len(productRowColumns)))
	b.WriteString(map[string]string{SQLite: " ON CONFLICT (shop, id) DO UPDATE SET ", MySQL: " ON DUPLICATE KEY UPDATE "}[s.dialect])
	for i, column := range productRowColumns[2:] {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(column + " = " + s.incoming(column))
	}
	return b.String()
}

// tuples is so many of "(?, ?, …)".
func tuples(rows, columns int) string {
	one := "(" + strings.TrimSuffix(strings.Repeat("?, ", columns), ", ") + ")"
	return strings.TrimSuffix(strings.Repeat(one+", ", rows), ", ")
}

// probeFrom is from how many keys on it is worth a query to see that there is none of them.
const probeFrom = 100

// productsByKey reads a source's products in a transaction, or outside of one.
func (s *Store) productsByKey(ctx context.Context, tx *gorm.DB, w Write, keys []string) (list []catalog.Product, err error) {
	if len(keys) >= probeFrom {
		if some, err := s.anyBetween(ctx, tx, w, keys); err != nil || !some {
			return nil, err
		}
	}
	err = inKeys(keys, func(places string, args []any) error {
		query := productColumns + " WHERE shop = ? AND source = ? AND source_key IN " + places
		return s.query(ctx, tx, query, scanProducts(&list), append([]any{w.Shop, w.Source}, args...)...)
	})
	return list, err
}

// anyBetween reports whether a source has any product from the smallest to the largest of some keys. The rows of a file mostly
// stand in the order of their keys, so that of those that are new the database need not look each up (measured: a sixth of
// the time that MariaDB takes for them).
func (s *Store) anyBetween(ctx context.Context, tx *gorm.DB, w Write, keys []string) (some bool, err error) {
	const query = "SELECT id FROM products WHERE shop = ? AND source = ? AND source_key BETWEEN ? AND ? LIMIT 1"
	err = s.query(ctx, tx, query, func(rows *sql.Rows) error {
		some = true
		return nil
	}, w.Shop, w.Source, slices.Min(keys), slices.Max(keys))
	return some, err
}

// inKeys calls f with the places and values of "IN (…)", for as many keys at a time as a statement takes. Where a statement has
// more places than there are keys, the last one stands in all that are left.
func inKeys(keys []string, f func(places string, args []any) error) error {
	for len(keys) > 0 {
		n := min(len(keys), BatchSize)
		size := n
		if n > 10 {
			size = BatchSize
		}
		args := make([]any, size)
		for i := range args {
			args[i] = keys[min(i, n-1)]
		}
		if err := f("("+strings.TrimSuffix(strings.Repeat("?, ", size), ", ")+")", args); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

// RowDigest is what an import knows of a product that it wrote.
type RowDigest struct {
	ID     int64
	Digest uint64 // of the file's rows, 0 when it was changed by anybody else since
	Priced bool
}

// RowDigests returns, by key, what is known of those of a source's products that exist, and of some others.
func (s *Store) RowDigests(ctx context.Context, shop, source string, keys []string) (map[string]RowDigest, error) {
	out := make(map[string]RowDigest, len(keys))
	scan := func(rows *sql.Rows) error {
		var key string
		var d RowDigest
		var digest int64
		err := rows.Scan(&key, &d.ID, &digest, &d.Priced)
		d.Digest = uint64(digest) //nolint:gosec // bits, not a number
		out[key] = d
		return err
	}
	query := "SELECT source_key, id, row_digest, price IS NOT NULL FROM products" + s.using("products_by_key") + " WHERE shop = ? AND source = ? AND source_key "
	for part := range slices.Chunk(keys, BatchSize) {
		alone, err := s.areAlone(ctx, shop, source, part)
		if err == nil && alone {
			err = s.read(ctx, query+"BETWEEN ? AND ?", scan, shop, source, slices.Min(part), slices.Max(part))
		} else if err == nil {
			err = inKeys(part, func(places string, args []any) error {
				return s.read(ctx, query+"IN "+places, scan, append([]any{shop, source}, args...)...)
			})
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// areAlone reports whether a source has few other products from the smallest to the largest of some keys, as of a file whose rows
// stand in the order of their keys. To read all of these is cheaper than to look each up (measured: half the time).
func (s *Store) areAlone(ctx context.Context, shop, source string, keys []string) (bool, error) {
	if len(keys) < probeFrom {
		return false, nil
	}
	query := "SELECT 1 FROM products" + s.using("products_by_key") + " WHERE shop = ? AND source = ? AND source_key BETWEEN ? AND ? " +
		"LIMIT 1 OFFSET " + strconv.Itoa(2*BatchSize)
	alone := true
	err := s.read(ctx, query, func(*sql.Rows) error {
		alone = false
		return nil
	}, shop, source, slices.Min(keys), slices.Max(keys))
	return alone, err
}

// inBackground runs f where a processor is free, and returns what gives its result: until f has begun, that runs it itself.
func inBackground[T any](f func() T) (result func() T) {
	result = sync.OnceValue(f)
	go result()
	return result
}

// inParallel runs f for the numbers below n, on all processors.
func inParallel(n int, f func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), n/64)
	if workers < 2 {
		for i := range n {
			f(i)
		}
		return
	}
	var all sync.WaitGroup
	for k := range workers {
		all.Go(func() {
			for i := k * n / workers; i < (k+1)*n/workers; i++ {
				f(i)
			}
		})
	}
	all.Wait()
}
