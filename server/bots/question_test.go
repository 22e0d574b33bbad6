package bots_test

import (
	"errors"
	"flag"
	"os"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/server/bots"
	"shopclerk/server/bots/bothub"
	"shopclerk/server/bots/joinchat"
)

func TestMain(m *testing.M) {
	flag.Set("rapid.nofailfile", "true") // the seed that is printed is enough; no files in the source
	os.Exit(m.Run())
}

var dialects = []bots.Dialect{joinchat.Dialect{}, bothub.Dialect{}}

// text is what somebody can mean: no blank around it.
var text = rapid.String().Filter(func(s string) bool {
	return s == strings.TrimSpace(s) && utf8.RuneCountInString(s) <= catalog.MaxQueryTitle
})

var someText = text.Filter(func(s string) bool { return s != "" })

// drawQuestion draws a question together with the query that it asks.
func drawQuestion(t *rapid.T) (bots.Question, any) {
	page, limit := rapid.IntRange(1, 1_000_000).Draw(t, "page"), rapid.IntRange(1, bots.MaxLimit).Draw(t, "limit")
	q := bots.Question{PageID: text.Draw(t, "page id"), Page: strconv.Itoa(page), Limit: strconv.Itoa(limit)}
	switch q.Method = rapid.SampledFrom([]string{"products", "property", "orders", "packages", "test"}).Draw(t, "method"); q.Method {
	case "products":
		q.Title, q.ProductType, q.Vendor = text.Draw(t, "title"), text.Draw(t, "type"), text.Draw(t, "vendor")
		want := catalog.Query{Title: q.Title, ProductType: q.ProductType, Vendor: q.Vendor, Page: page, Limit: limit}
		if rapid.Bool().Draw(t, "sorted") {
			want.SortBy = rapid.SampledFrom([]catalog.SortField{catalog.ByTitle, catalog.ByCreated, catalog.ByUpdated}).Draw(t, "by")
			want.Descending = rapid.Bool().Draw(t, "descending")
			q.OrderType = string(want.SortBy) + map[bool]string{false: ",asc", true: ",desc"}[want.Descending]
		}
		return q, want
	case "property":
		q.Page, q.Limit = "", "" // only one of the platforms pages here
		q.SearchType = rapid.SampledFrom([]string{"product_type", "vendor"}).Draw(t, "search type")
		return q, catalog.Facet{ProductType: q.SearchType == "product_type", Vendor: q.SearchType == "vendor"}
	case "orders":
		if rapid.Bool().Draw(t, "by number") {
			q.OrderNumber = someText.Draw(t, "number")
			return q, orders.Query{Number: q.OrderNumber}
		}
		q.UserAccount, q.Filter = someText.Draw(t, "account"), rapid.SampledFrom([]string{"", "open", "unpaid", "closed"}).Draw(t, "filter")
		return q, orders.Query{Account: q.UserAccount, Filter: orders.Filter(q.Filter), Page: page, Limit: limit}
	case "packages":
		want := packages.Query{Page: page, Limit: limit}
		if rapid.Bool().Draw(t, "by order") {
			q.OrderNumber = someText.Draw(t, "order number")
			want.OrderNumber = q.OrderNumber
		} else {
			q.PackageNumber = someText.Draw(t, "package number")
			want.Number = q.PackageNumber
		}
		return q, want
	}
	q.Token = someText.Draw(t, "token")
	token, err := bots.Marshal(q.Token)
	if err != nil {
		t.Fatal(err)
	}
	return q, bots.Test{Token: token}
}

func TestWhatIsAskedIsWhatIsDecoded(t *testing.T) {
	for _, dialect := range dialects {
		t.Run(dialect.Platform(), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				question, want := drawQuestion(t)
				body, err := dialect.Ask(question)
				if err != nil {
					t.Fatal(err)
				}
				got, err := dialect.Decode(body)
				if err != nil {
					t.Fatalf("%s: %v", body, err)
				}
				if d := cmp.Diff(want, got.Query); d != "" || got.Method != question.Method {
					t.Errorf("%s\n%s", body, d)
				}
				if dialect.Platform() == "bothub" && got.PageID != question.PageID {
					t.Errorf("page %q became %q", question.PageID, got.PageID)
				}
			})
		})
	}
}

func TestWhatIsSignedIsWhatIsVerified(t *testing.T) {
	for _, dialect := range dialects {
		t.Run(dialect.Platform(), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				secret, body := rapid.StringN(8, 40, -1).Draw(t, "secret"), rapid.SliceOf(rapid.Byte()).Draw(t, "body")
				header := dialect.Sign(secret, body)
				if !dialect.Verify(secret, header, body) {
					t.Fatalf("%q is not taken", header)
				}
				at := rapid.IntRange(0, len(body)).Draw(t, "at")
				longer := append(append(append([]byte{}, body[:at]...), rapid.Byte().Draw(t, "one more")), body[at:]...)
				for name, ok := range map[string]bool{
					"another secret": dialect.Verify(secret+"x", header, body), "no secret": dialect.Verify("", header, body),
					"a longer body": dialect.Verify(secret, header, longer), "half a header": dialect.Verify(secret, header[:len(header)/2], body),
					"no header": dialect.Verify(secret, "", body),
				} {
					if ok {
						t.Errorf("%s is taken", name)
					}
				}
			})
		})
	}
}

func TestAWrongPageIsSentAsItIs(t *testing.T) {
	cases := []struct{ name, page, limit, field string }{
		{"no number", "abc", "", "page"},
		{"zero", "0", "", "page"},
		{"a fraction", "1.5", "3", "page"},
		{"a limit that is too large", "1", "101", "limit"},
		{"a limit that is no number", "", "many", "limit"},
	}
	for _, dialect := range dialects {
		for _, c := range cases {
			t.Run(dialect.Platform()+": "+c.name, func(t *testing.T) {
				body, err := dialect.Ask(bots.Question{Method: "products", Page: c.page, Limit: c.limit})
				if err != nil {
					t.Fatal(err)
				}
				_, err = dialect.Decode(body)
				var refusal *bots.Refusal
				if !errors.As(err, &refusal) || refusal.Field != c.field {
					t.Errorf("%s: %v", body, err)
				}
			})
		}
	}
}

// TestTheQuestionsAreWrittenAsThePlatformsWriteThem holds Ask against the documents' own envelopes.
func TestTheQuestionsAreWrittenAsThePlatformsWriteThem(t *testing.T) {
	cases := []struct {
		name     string
		dialect  bots.Dialect
		question bots.Question
		want     string
	}{
		{"JoinChat asks for products", joinchat.Dialect{}, bots.Question{Method: "products", Title: "T_shirt", ProductType: "clothes", Vendor: "JACK & JONES", OrderType: "title,desc", Page: "1", Limit: "3"},
			`{"method":"products","params":{"title":"T_shirt","product_type":"clothes","vendor":"JACK & JONES","order_type":"title,desc"},"pagination":{"limit":3,"page":1}}`},
		{"JoinChat tests", joinchat.Dialect{}, bots.Question{Method: "test", Token: "T45RE"}, `{"method":"test","params":{"token":"T45RE"}}`},
		{"JoinChat asks for all", joinchat.Dialect{}, bots.Question{Method: "products"}, `{"method":"products","params":{}}`},
		{"Bothub tests", bothub.Dialect{}, bots.Question{Method: "test", Token: "12345", PageID: "231231232134111"},
			`{"request":{"category":"ecommerce","method":"test","id":"test_ask","page_id":"231231232134111","meta":""},"params":{"test_token":"12345"}}`},
		{"Bothub asks for an order", bothub.Dialect{}, bots.Question{Method: "orders", OrderNumber: "12344556", Filter: "open", Page: "x"},
			`{"request":{"category":"ecommerce","method":"orders","id":"orders_ask","page_id":"","meta":""},"params":{"order_number":"12344556","filter":"open"},"pagination":{"page":"x"}}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.dialect.Ask(c.question)
			if err != nil || string(got) != c.want {
				t.Errorf("got  %s (%v)\nwant %s", got, err, c.want)
			}
		})
	}
}
