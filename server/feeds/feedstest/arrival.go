package feedstest

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"shopclerk/server/feeds"
)

// AnyOrderEndsTheSame draws bodies of one order or product and has them arrive at a moment in two orders, in the second one
// each of them twice. It fails when one ends otherwise than the other, or when nothing was ever told.
func AnyOrderEndsTheSame(t *testing.T, f feeds.Feed, d feeds.Delivery, bodies *rapid.Generator[string]) {
	t.Helper()
	told := 0
	rapid.Check(t, func(t *rapid.T) {
		arrived := rapid.SliceOfN(bodies, 1, 6).Draw(t, "bodies")
		one := arriving(t, f, d, arrived)
		other := arriving(t, f, d, rapid.Permutation(append(arrived, arrived...)).Draw(t, "another order"))
		told += len(one.Orders) + len(one.Products)
		same(t, last(t, one.Orders, d.At), last(t, other.Orders, d.At))
		same(t, last(t, one.Products, d.At), last(t, other.Products, d.At))
	})
	if told == 0 {
		t.Error("no order and no product was told")
	}
}

func arriving(t *rapid.T, f feeds.Feed, d feeds.Delivery, bodies []string) (all feeds.News) {
	for _, body := range bodies {
		d.Body = []byte(body)
		news, _, err := f.Decode(d)
		if err != nil {
			t.Fatal(err)
		}
		all.Orders, all.Products = append(all.Orders, news.Orders...), append(all.Products, news.Products...)
	}
	return all
}

// noun is one that the store keeps the last version of, and change what is told of it.
type (
	noun[N any]   interface{ Supersedes(old N) bool }
	change[N any] interface {
		Apply(old *N, currency string, now time.Time) (N, error)
	}
)

// last is the version that the store keeps, nil when there is none.
func last[N noun[N], C change[N]](t *rapid.T, changes []C, at time.Time) (kept *N) {
	for _, c := range changes {
		next, err := c.Apply(kept, "TWD", at)
		if err != nil {
			t.Fatal(err)
		}
		if kept == nil || next.Supersedes(*kept) {
			kept = &next
		}
	}
	return kept
}

// same compares two versions, of which one supersedes the other when they differ in anything.
func same[N noun[N]](t *rapid.T, a, b *N) {
	if (a == nil) != (b == nil) || a != nil && ((*a).Supersedes(*b) || (*b).Supersedes(*a)) {
		t.Fatalf("one ends with %+v, the other with %+v", a, b)
	}
}
