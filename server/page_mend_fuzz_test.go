package server

import (
	"errors"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"shopclerk/config"
	"shopclerk/internal/store"
)

// Whatever stands in a filter, it is a query of the visitor's shop within bounds, or refused; and never all of a shop at once where
// things are sent again.
func FuzzDeliveryFilter(f *testing.F) {
	f.Add("abaha", "orders/create", "order 1", "failed", "2026-03-01T12:00", "2026-03-02T12:00:00+08:00", "17")
	f.Add("", "", "", "queued", "", "", "")
	f.Add("<script>", "\x00", "\xff", "dead", "0000-00-00T00:00", "9999-12-31T23:59", "-1")
	f.Add("a&shop=other", "%26", "=", " done ", "+", "2026-03-01 12:00", "99999999999999999999")
	taipei, err := time.LoadLocation("Asia/Taipei")
	if err != nil {
		f.Fatal(err)
	}
	shop := config.Shop{ID: "main", Timezone: taipei}
	f.Fuzz(func(t *testing.T, feed, event, object, state, from, until, before string) {
		typed := map[string]string{"feed": feed, "event": event, "object": object, "state": state, "from": from, "until": until}
		filter := readDeliveryFilter(func(name string) string { return typed[name] })
		for _, paged := range []bool{true, false} {
			at := before
			if !paged {
				at = ""
			}
			q, err := filter.query(shop, at, paged)
			var refused *echo.HTTPError
			if err != nil {
				if !errors.As(err, &refused) {
					t.Fatalf("%T %v", err, err)
				}
				continue
			}
			if q.Shop != "main" || q.ID != 0 || paged && (q.Limit < 1 || q.Limit > maxDeliveries) || !paged && (q.Limit != 0 || q.Before != 0) {
				t.Fatalf("%+v", q)
			}
			if filter.Resendable() && q == (store.DeliveryQuery{Shop: "main", Limit: q.Limit}) {
				t.Fatalf("%+v is everything", filter)
			}
			if q.Feed != filter.Feed || q.Event != filter.Event || q.Object != filter.Object || q.State != filter.State {
				t.Fatalf("%+v became %+v", filter, q)
			}
		}
	})
}

// Whatever a platform sent, what is shown of it is text of a bounded length.
func FuzzShownBody(f *testing.F) {
	f.Add([]byte(`{"a":[1,{"b":null}],"<":"&"}`), 1)
	f.Add([]byte("\xff\x00"), 1)
	f.Add([]byte("長"), 100_000)
	f.Add([]byte("[["), 70_000)
	f.Add([]byte(""), 1)
	f.Fuzz(func(t *testing.T, body []byte, times int) {
		if times > 1 && len(body) > 0 {
			whole := make([]byte, 0, min(times, 200_000)+len(body))
			for len(whole) < min(times, 200_000) {
				whole = append(whole, body...)
			}
			body = whole
		}
		var p deliveryPage
		p.show(body)
		if !utf8.ValidString(p.Text) || len(p.Text) > shownBodyBytes || p.Binary && p.Text != "" || p.Shown > len(p.Text) {
			t.Fatalf("%d bytes are shown, %+v", len(p.Text), p.Shown)
		}
		if !p.Binary && len(body) > 0 && p.Text == "" {
			t.Fatal("nothing is shown")
		}
	})
}
