package abaha_test

import (
	"testing"

	"shopclerk/server/feeds"
	"shopclerk/server/feeds/feedstest"
)

// FuzzDecode reads any body at any address. Nothing panics, a refusal says which field is bad, and what is told can be stored
// and has the currency of the country and the name that the log has.
func FuzzDecode(f *testing.F) {
	feedstest.Seed(f, folder)
	fed := feed()
	f.Fuzz(func(t *testing.T, event string, body []byte) {
		s, news, _ := feedstest.Decode(t, fed, feeds.Delivery{Event: event, Body: body, At: arrival})
		for _, c := range news.Orders {
			same(t, s.Object, "order "+c.Key)
			same(t, *c.Currency, "VND")
		}
		for _, c := range news.Products {
			same(t, s.Object, "product "+c.Key)
			same(t, *c.Currency, "VND")
		}
		for _, c := range news.Customers {
			same(t, s.Object, "customer "+c.ID)
		}
	})
}

func same(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Fatalf("it is %q, and should be %q", got, want)
	}
}
