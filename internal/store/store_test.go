package store_test

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/packages"
)

func TestMain(m *testing.M) {
	flag.Set("rapid.checks", "25") // a check is dozens of transactions on real databases; the command line can ask for more
	os.Exit(storetest.Main(m))
}

var (
	ctx  = context.Background()
	main = in("main", "file")
	noon = at("2026-03-01T12:00:00Z")
	all  = orders.All.Statuses()
)

func in(shop, source string) store.Write {
	return store.Write{Shop: shop, Source: source, Currency: "TWD", Region: "TW"}
}

func ptr[T any](v T) *T { return &v }

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return t
}

func amount(text string) decimal.NullDecimal {
	return decimal.NewNullDecimal(decimal.RequireFromString(text))
}

// eachAt runs a test on every database with a clock that stands at noon until the test turns it.
func eachAt(t *testing.T, test func(t *testing.T, s *store.Store, clock *storetest.Clock)) {
	t.Helper()
	for _, database := range storetest.All(t) {
		t.Run(database.Name, func(t *testing.T) {
			clock := &storetest.Clock{At: noon}
			o := database.New(t)
			o.Now = clock.Now
			test(t, storetest.Open(t, o), clock)
		})
	}
}

// equal compares by value: amounts and times can be the same and written differently.
func equal(t rapid.TB, want, got any, options ...cmp.Option) {
	t.Helper()
	options = append(options,
		cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) }),
		cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) }))
	if d := cmp.Diff(want, got, options...); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

// must is for a call that a test only needs to work.
func must[T any](t rapid.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func results(t rapid.TB, outcomes []store.Outcome, err error) []store.Result {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]store.Result, len(outcomes))
	for i, o := range outcomes {
		out[i] = o.Result
	}
	return out
}

func putProducts(t rapid.TB, s *store.Store, w store.Write, changes ...catalog.Change) []store.Result {
	t.Helper()
	outcomes, err := s.PutProducts(ctx, w, changes)
	return results(t, outcomes, err)
}

func putOrders(t rapid.TB, s *store.Store, w store.Write, changes ...orders.Change) []store.Result {
	t.Helper()
	outcomes, err := s.PutOrders(ctx, w, changes)
	return results(t, outcomes, err)
}

func putPackages(t rapid.TB, s *store.Store, w store.Write, changes ...packages.Change) []store.Result {
	t.Helper()
	outcomes, err := s.PutPackages(ctx, w, changes)
	return results(t, outcomes, err)
}

// productsOf reads every product of a shop that is or was there, the way an index does: by the changes.
func productsOf(t rapid.TB, s *store.Store, shop string) map[string]catalog.Product {
	t.Helper()
	var ids []int64
	for _, c := range must[[]store.ProductChange](t)(s.ProductChanges(ctx, shop, 0, math.MaxInt32)) {
		ids = append(ids, c.ProductID)
	}
	out := map[string]catalog.Product{}
	for _, p := range must[map[int64]catalog.Product](t)(s.ProductsByID(ctx, shop, ids)) {
		out[p.Source+"/"+p.Key] = p
	}
	return out
}

// orderOf reads the one order that carries a number.
func orderOf(t rapid.TB, s *store.Store, shop, number string) orders.Order {
	t.Helper()
	list := must[[]orders.Order](t)(s.OrdersByNumber(ctx, shop, number, all))
	if len(list) != 1 {
		t.Fatalf("%d orders of shop %q carry the number %q", len(list), shop, number)
	}
	return list[0]
}

// packageOf reads the one parcel that carries a number.
func packageOf(t rapid.TB, s *store.Store, shop, number string) packages.Package {
	t.Helper()
	list, total, err := s.PackagesByNumber(ctx, shop, number, 0, 10)
	if err != nil || total != 1 || len(list) != 1 {
		t.Fatalf("%d parcels of shop %q carry the number %q: %v", total, shop, number, err)
	}
	return list[0]
}

// tables names all tables of a database.
func tables(t rapid.TB, s *store.Store) (out []string) {
	t.Helper()
	query := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
	if s.Dialect() == store.MySQL {
		query = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY name"
	}
	for _, row := range rows(t, s, query) {
		out = append(out, row["name"])
	}
	return out
}

// rows reads what a query of the test's own finds, by column, each value as text.
func rows(t rapid.TB, s *store.Store, query string, args ...any) (out []map[string]string) {
	t.Helper()
	list, err := store.Pool(s).QueryContext(ctx, query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer list.Close()
	columns := must[[]string](t)(list.Columns())
	for list.Next() {
		values, targets := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := list.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		row := map[string]string{}
		for i, v := range values {
			if row[columns[i]] = v.String; !v.Valid {
				row[columns[i]] = "NULL"
			}
		}
		out = append(out, row)
	}
	if err := list.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// dump reads the whole database but what migrations keep, row by row as text.
func dump(t rapid.TB, s *store.Store) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, table := range tables(t, s) {
		if table == "goose_db_version" {
			continue
		}
		for _, row := range rows(t, s, "SELECT * FROM "+table) {
			out[table] = append(out[table], fmt.Sprint(row)) // maps are printed in the order of their keys
		}
		slices.Sort(out[table])
	}
	return out
}
