package cyberbiz_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"shopclerk/server/feeds"
	"shopclerk/server/feeds/feedstest"
)

// FuzzDecode reads any body of any event. Nothing panics, a refusal says which field is bad, and what is told can be built and
// stored.
func FuzzDecode(f *testing.F) {
	feedstest.Seed(f, folder)
	fed := feed(choice{})
	f.Fuzz(func(t *testing.T, event string, body []byte) {
		s, news, _ := feedstest.Decode(t, fed, feeds.Delivery{Event: event, Body: body, At: arrival})
		if len(news.Products) > 0 || len(news.Orders)+len(news.Customers) > 1 {
			t.Fatalf("%+v", news)
		}
		for _, c := range news.Orders {
			if !strings.HasPrefix(s.Object, "order ") && utf8.RuneCountInString(c.Number) <= 64 {
				t.Fatalf("the log calls order %s %q", c.Number, s.Object)
			}
			if *c.PaymentMethod == "" || *c.Currency != "TWD" {
				t.Fatalf("paid by %q in %q", *c.PaymentMethod, *c.Currency)
			}
		}
		for _, c := range news.Customers {
			if s.Object != "customer "+c.ID {
				t.Fatalf("%+v is called %q", c, s.Object)
			}
		}
		for _, p := range news.Parts {
			if p.Group != news.Parts[0].Group {
				t.Fatalf("there are parts of %s and of %s", news.Parts[0].Group, p.Group)
			}
		}
		for _, b := range feedstest.Build(t, fed, news.Parts, arrival) {
			if len(b.Packages) > 0 {
				t.Fatalf("%+v", b)
			}
			for _, c := range b.Products {
				if *c.Currency != "TWD" || *c.Stock != nil && **c.Stock < 0 {
					t.Fatalf("%+v", c)
				}
			}
		}
	})
}
