package store_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var (
	ctx  = context.Background()
	main = store.Write{Shop: "main", Source: "file", Currency: "TWD", Region: "TW"}
)

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

func TestAProductIsReadAsItWasWritten(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		change := catalog.Change{
			SKU: "TS-1", Title: ptr("白色T恤 \u0000 'quoted' \\ 😀"), ProductType: ptr("衣服"), Vendor: ptr("O'Neil"), Desc: ptr("d"),
			ImageURL: ptr("/i.png"), DetailURL: ptr("https://s.example/1"), BuyURL: ptr("https://s.example/b"), Price: ptr(amount("75.5000")),
			Currency: ptr("USD"), Stock: ptr(ptr(int64(3))), Published: ptr(true),
			CreatedAt: ptr(at("2026-01-01T08:00:00.123456+08:00")), UpdatedAt: ptr(at("2026-01-02T00:00:00Z")),
		}
		outcomes, err := s.PutProducts(ctx, main, []catalog.Change{change})
		if err != nil || outcomes[0].Result != store.New {
			t.Fatal(outcomes, err)
		}
		got, err := s.ProductsByID(ctx, "main", []int64{1})
		if err != nil {
			t.Fatal(err)
		}
		want, err := change.Apply(nil, "TWD", time.Now())
		if err != nil {
			t.Fatal(err)
		}
		want.ID, want.Source = 1, "file"
		if d := cmp.Diff(want, got[1], cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) }),
			cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); d != "" {
			t.Error(d)
		}
		if got[1].Digest() != want.Digest() {
			t.Error("a stored product has another digest than the one that was written")
		}
	})
}
