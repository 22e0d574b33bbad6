package server_test

import (
	"strings"
	"testing"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/imports"
)

// badConfig has an English shop with both bots.
const badConfig = `
shops:
  - {id: main, language: en, bots: [{platform: joinchat, secrets: [jc-test-secret]}, {platform: bothub, secrets: [bh-test-secret]}]}
`

const (
	badProducts = `
{"sku":"1","title":"Tea","product_type":"Drinks","vendor":"Acme","price":1,"updated_at":"2026-01-01T00:00:00Z"}
{"sku":"2","title":"Cup","product_type":"Things","vendor":"Acme","price":2,"updated_at":"2026-01-02T00:00:00Z"}
`
	badOrders = `
{"order_number":"AB1","email":"a@example.com","summary":{"total_cost":1}}
{"order_number":"A%B_C'D\\E\"F","email":"a@example.com","summary":{"total_cost":2}}
`
	badPackages = `{"order_number":"A%B_C'D\\E\"F","package_number":"P%_'\\"}`
)

func badShop(t *testing.T, s *store.Store) *clerk {
	t.Helper()
	k := start(t, s, badConfig)
	k.loadBad(t)
	return k
}

func (k *clerk) loadBad(t *testing.T) {
	t.Helper()
	k.loadText(t, "main", "file", imports.Products, badProducts)
	k.loadText(t, "main", "file", imports.Orders, badOrders)
	k.loadText(t, "main", "file", imports.Packages, badPackages)
	k.index(t)
}

// Replies of the cases below.
const (
	unreadable    = `{"success":false,"errors":"The request could not be read."}`
	hubUnreadable = `{"success":false,"error":{"code":14400,"message":"The request could not be read."}}`
	notSupported  = `{"success":false,"errors":"This question is not supported."}`
	noOrder       = `{"success":false,"errors":"Order not found"}`
	noOrders      = `{"success":true,"total":0,"data":[]}`
	noPackage     = `{"success":false,"errors":"Package not found"}`
	bothProducts  = `{"success":true,"total":2,"data":[{"title":"Cup","image_url":"","product_type":"Things","vendor":"Acme","buy_url":"","price":"2"},` +
		`{"title":"Tea","image_url":"","product_type":"Drinks","vendor":"Acme","buy_url":"","price":"1"}]}`
	pastTheEnd = `{"success":true,"total":2,"data":[]}`
	noProducts = `{"success":true,"total":0,"data":[]}`
	tricky     = `{"success":true,"total":1,"data":[{"template_type":"receipt","recipient_name":"-","order_number":"A%B_C'D\\E\"F","currency":"TWD","payment_method":"-","summary":{"total_cost":2}}]}`
	badPage    = `{"success":false,"errors":"page must be a whole number from 1"}`
	badLimit   = `{"success":false,"errors":"limit must be a whole number from 1 to 100"}`
	badSort    = `{"success":false,"errors":"order_type must be one of title,asc title,desc created_at,asc created_at,desc updated_at,asc updated_at,desc"}`
)

// padded is a body of exactly so many bytes: a test with blanks behind it.
func padded(size int) string {
	const body = `{"method":"test","params":{"token":1}}`
	return body + strings.Repeat(" ", size-len(body))
}

func productQuestion(params, pagination string) string {
	return `{"method":"products","params":{` + params + `},"pagination":{` + pagination + `}}`
}

func orderNumber(text string) string {
	return `{"method":"orders","params":{"order_number":` + text + `}}`
}

func TestNoInputIsAnsweredWithMoreThanItDeserves(t *testing.T) {
	nested := strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000)
	const tested = `{"success":true,"token":1,"test_token":1}`
	cases := []struct {
		name, body string
		status     int
		want       string
	}{
		{"64 KiB", padded(64 << 10), 200, tested},
		{"64 KiB and one byte", padded(64<<10 + 1), 413, `{"success":false,"errors":"The request is too large."}`},
		{"a megabyte", padded(1 << 20), 413, `{"success":false,"errors":"The request is too large."}`},

		{"no JSON", `method=products`, 400, unreadable},
		{"half of a JSON object", `{"method":"products"`, 400, unreadable},
		{"JSON with a comma too many, as the documents print it", `{"method":"products","params":{"title":"a",}}`, 400, unreadable},
		{"JSON with a comment, as the documents print it", "{\"method\":\"products\" // the method\n}", 400, unreadable},
		{"two JSON objects", `{"method":"test","params":{"token":1}}{}`, 400, unreadable},
		{"a JSON array", `[{"method":"products"}]`, 400, unreadable},
		{"a JSON text", `"products"`, 400, unreadable},
		{"null", `null`, 400, unreadable},
		{"blanks", " \r\n\t", 400, unreadable},
		{"a byte order mark", "\xef\xbb\xbf{\"method\":\"products\"}", 400, unreadable},
		{"an empty object", `{}`, 400, unreadable},
		{"UTF-16", "{\x00\"\x00m\x00\"\x00:\x001\x00}\x00", 400, unreadable},
		{"10,000 arrays in each other alone", nested, 400, unreadable},
		{"10,000 arrays in each other under a key of no matter", `{"method":"test","params":{"token":1},"x":` + nested + `}`, 400, unreadable},
		{"9,000 arrays in each other under a key of no matter", `{"method":"test","params":{"token":1},"x":` + nested[1000:19000] + `}`, 200, tested},
		{"9,000 arrays in each other for a title", productQuestion(`"title":`+nested[1000:19000], ""), 200, `{"success":false,"errors":"title must be a text or a number"}`},
		{"9,000 arrays in each other for the params", `{"method":"test","params":` + nested[1000:19000] + `}`, 200, `{"success":false,"errors":"params must be an object"}`},

		{"the last of two methods counts", `{"method":"orders","method":"test","params":{"order_number":"1"},"params":{"token":1}}`, 200, tested},
		{"the last of two order numbers counts", `{"method":"orders","params":{"order_number":"AB1","order_number":"404"}}`, 200, noOrder},
		{"a key in other letters is another key", `{"method":"test","Method":"orders","params":{"token":1},"PARAMS":5}`, 200, tested},

		{"a raw NUL", "{\"method\":\"orders\",\"params\":{\"order_number\":\"A\x00B1\"}}", 400, unreadable},
		{"a NUL between the objects", "{\"method\":\"test\",\x00\"params\":{\"token\":1}}", 400, unreadable},
		{"an escaped NUL in an order number", orderNumber(`"A\u0000B1"`), 200, noOrder},
		{"an escaped NUL behind an order number", orderNumber(`"404\u0000"`), 200, noOrder},
		{"an escaped NUL in an account", `{"method":"orders","params":{"user_account":"a\u0000@example.com"}}`, 200, noOrders},
		{"an escaped NUL in a title", productQuestion(`"title":"\u0000"`, ""), 200, noProducts},
		{"an escaped NUL in a type", productQuestion(`"product_type":"Drinks\u0000"`, ""), 200, noProducts},
		{"an escaped NUL in a method", `{"method":"test\u0000","params":{"token":1}}`, 200, notSupported},
		{"a lone surrogate in an order number", orderNumber(`"\ud800"`), 200, noOrder},
		{"a lone surrogate in an account", `{"method":"orders","params":{"user_account":"\udc00@example.com"}}`, 200, noOrders},
		{"a lone surrogate in a title", productQuestion(`"title":"\ud83d"`, ""), 200, noProducts},
		{"a lone surrogate in a token", `{"method":"test","params":{"token":"\ud800"}}`, 200, `{"success":true,"token":"\ud800","test_token":"\ud800"}`},
		{"invalid UTF-8 in a title", productQuestion("\"title\":\"\xff\xfe\"", ""), 400, unreadable},
		{"an overlong encoding in an order number", orderNumber("\"\xc0\xaf\""), 400, unreadable},
		{"a surrogate in UTF-8", orderNumber("\"\xed\xa0\x80\""), 400, unreadable},

		{"no method", `{"params":{"token":1}}`, 400, unreadable},
		{"a method of null", `{"method":null}`, 400, unreadable},
		{"a method of nothing", `{"method":""}`, 400, unreadable},
		{"a method of PHP's nothing", `{"method":[]}`, 400, unreadable},
		{"a method that is a number", `{"method":1}`, 200, notSupported},
		{"a method that is true", `{"method":true}`, 200, notSupported},
		{"a method that is an object", `{"method":{"name":"products"}}`, 200, notSupported},
		{"a method that is a list", `{"method":["products"]}`, 200, notSupported},
		{"params that are a number", `{"method":"products","params":5}`, 200, `{"success":false,"errors":"params must be an object"}`},
		{"params that are a list", `{"method":"products","params":["title"]}`, 200, `{"success":false,"errors":"params must be an object"}`},
		{"pagination that is a list", `{"method":"products","pagination":[1,3]}`, 200, `{"success":false,"errors":"pagination must be an object"}`},

		{"page 0", productQuestion("", `"page":0`), 200, badPage},
		{"page -1", productQuestion("", `"page":-1`), 200, badPage},
		{"page 1.5", productQuestion("", `"page":1.5`), 200, badPage},
		{"page 1.0", productQuestion("", `"page":1.0`), 200, badPage},
		{"page abc", productQuestion("", `"page":"abc"`), 200, badPage},
		{"page 1e300", productQuestion("", `"page":1e300`), 200, badPage},
		{"page 1e2", productQuestion("", `"page":1e2`), 200, badPage},
		{"page true", productQuestion("", `"page":true`), 200, badPage},
		{"page as an object", productQuestion("", `"page":{"number":1}`), 200, badPage},
		{"page in full-width digits", productQuestion("", `"page":"１"`), 200, badPage},
		{"page as text", productQuestion("", `"page":"1"`), 200, bothProducts},
		{"a page of 20 digits", productQuestion("", `"page":99999999999999999999`), 200, pastTheEnd},
		{"a page of 1,000 digits", productQuestion("", `"page":"`+strings.Repeat("9", 1000)+`","limit":100`), 200, pastTheEnd},
		{"the largest int64", productQuestion("", `"page":9223372036854775807,"limit":100`), 200, pastTheEnd},
		{"a huge page of an account", `{"method":"orders","params":{"user_account":"a@example.com"},"pagination":{"page":9223372036854775807,"limit":100}}`, 200, pastTheEnd},
		{"a huge page of parcels", `{"method":"packages","params":{"package_number":"P%_'\\"},"pagination":{"page":9223372036854775807,"limit":100}}`, 200, `{"success":true,"total":1,"has_next_page":false,"packages":[]}`},
		{"limit 0", productQuestion("", `"limit":0`), 200, badLimit},
		{"limit 101", productQuestion("", `"limit":101`), 200, badLimit},
		{"limit -3", productQuestion("", `"limit":-3`), 200, badLimit},
		{"limit of 20 digits", productQuestion("", `"limit":99999999999999999999`), 200, badLimit},
		{"limit 3.0", productQuestion("", `"limit":3.0`), 200, badLimit},
		{"limit as text", productQuestion("", `"limit":"3"`), 200, bothProducts},
		{"limit 100", productQuestion("", `"limit":100`), 200, bothProducts},
		{"a wrong limit of an account", `{"method":"orders","params":{"user_account":"a@example.com"},"pagination":{"limit":"all"}}`, 200, badLimit},
		{"a wrong page of parcels", `{"method":"packages","params":{"order_number":"1"},"pagination":{"page":0}}`, 200, badPage},

		{"an unknown search_type", `{"method":"property","params":{"search_type":"colour"}}`, 200, `{"success":false,"errors":"search_type must be one of product_type, vendor"}`},
		{"a search_type that is a list", `{"method":"property","params":{"search_type":["vendor"]}}`, 200, `{"success":false,"errors":"search_type must be a text or a number"}`},
		{"no search_type", `{"method":"property"}`, 200, `{"success":false,"errors":"search_type is required"}`},
		{"an unknown filter", `{"method":"orders","params":{"user_account":"a@example.com","filter":"all"}}`, 200, `{"success":false,"errors":"filter must be one of open, unpaid, closed, past"}`},
		{"a filter that is a number", `{"method":"orders","params":{"user_account":"a@example.com","filter":1}}`, 200, `{"success":false,"errors":"filter must be one of open, unpaid, closed, past"}`},
		{"an unknown order_type", productQuestion(`"order_type":"price,asc"`, ""), 200, badSort},
		{"an order_type of SQL", productQuestion(`"order_type":"title,asc;DROP TABLE products"`, ""), 200, badSort},
		{"an order_type of three", productQuestion(`"order_type":"title,asc,desc"`, ""), 200, badSort},

		{"an order number with %, _, ', \\ and a quote is found whole", orderNumber(`"a%b_c'd\\e\"f"`), 200, tricky},
		{"% stands for nothing", orderNumber(`"AB%"`), 200, noOrder},
		{"% alone stands for nothing", orderNumber(`"%"`), 200, noOrder},
		{"_ stands for nothing", orderNumber(`"AB_"`), 200, noOrder},
		{"a quote ends nothing", orderNumber(`"AB1' OR '1'='1"`), 200, noOrder},
		{"a backslash escapes nothing", orderNumber(`"AB1\\' OR 1=1 -- "`), 200, noOrder},
		{"SQL is an order number like any other", orderNumber(`"'; DROP TABLE orders; --"`), 200, noOrder},
		{"a hash is no order number", orderNumber(`"#"`), 200, noOrder},
		{"an order number of 60,000 characters", orderNumber(`"` + strings.Repeat("9", 60_000) + `"`), 200, noOrder},
		{"an order number of true", orderNumber(`true`), 200, `{"success":false,"errors":"order_number must be a text or a number"}`},
		{"a question mark and a colon are no placeholders", orderNumber(`"? @shop :shop $1"`), 200, noOrder},
		{"SQL in an account", `{"method":"orders","params":{"user_account":"' OR 1=1 -- @example.com"}}`, 200, noOrders},
		{"an account of 60,000 characters", `{"method":"orders","params":{"user_account":"` + strings.Repeat("a", 60_000) + `@example.com"}}`, 200, noOrders},
		{"a phone of 60,000 digits", `{"method":"orders","params":{"user_account":"` + strings.Repeat("9", 60_000) + `"}}`, 200, noOrders},
		{"SQL in a package number", `{"method":"packages","params":{"package_number":"P%' OR 1=1 -- "}}`, 200, noPackage},
		{"a package number with %, _, ' and \\ is found whole", `{"method":"packages","params":{"package_number":"p%_'\\"}}`, 200,
			`{"success":true,"total":1,"has_next_page":false,"packages":[{"order_number":"A%B_C'D\\E\"F","package_number":"P%_'\\","product_name":"","carrier":"","tracking_number":"","tracking_url":"","package_status":"","exp_delivery":"","image_url":""}]}`},
		{"SQL in a vendor", productQuestion(`"vendor":"Acme' OR '1'='1"`, ""), 200, noProducts},

		{"a title of 10,000 characters without a blank", productQuestion(`"title":"`+strings.Repeat("x", 10_000)+`"`, ""), 200, noProducts},
		{"a title of 10,000 different letters", productQuestion(`"title":"`+strings.Repeat("qzxjvkwy", 1250)+`"`, ""), 200, noProducts},
		{"a title of 10,000 words", productQuestion(`"title":"`+strings.Repeat("tea ", 10_000)+`"`, `"limit":1`), 200, `{"success":true,"total":1,"data":[{"title":"Tea","image_url":"","product_type":"Drinks","vendor":"Acme","buy_url":"","price":"1"}]}`},
		{"a title of 10,000 Chinese characters", productQuestion(`"title":"`+strings.Repeat("茶", 10_000)+`"`, ""), 200, noProducts},
		{"a title of 10,000 emoji", productQuestion(`"title":"`+strings.Repeat("😀", 10_000)+`"`, ""), 200, noProducts},
		{"a title of marks", productQuestion(`"title":"*?~^:/\\()[]{}!&|+-\"'<>"`, ""), 200, noProducts},
		{"a title of a regular expression", productQuestion(`"title":"(.*a){100}$"`, ""), 200, ""},
		{"a vendor of 60,000 characters", productQuestion(`"vendor":"`+strings.Repeat("x", 60_000)+`"`, ""), 200, noProducts},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := badShop(t, s)
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				got := k.ask(t, joinchatBot, c.body)
				if c.want == "" {
					c.want = got.body
				}
				got.is(t, c.status, c.want)
				if got.header.Get("Content-Type") != jsonType {
					t.Errorf("content type %q", got.header.Get("Content-Type"))
				}
			})
		}
		if text := k.log.Text(); strings.Contains(text, "panic") || strings.Contains(text, `"ERROR"`) {
			t.Errorf("the log has an error:\n%s", text)
		}
	})
}

func TestBadInputInTheOtherEnvelope(t *testing.T) {
	cases := []struct {
		name, body string
		status     int
		want       string
	}{
		{"64 KiB and one byte", padded(64<<10 + 1), 413, `{"success":false,"error":{"code":14413,"message":"The request is too large."}}`},
		{"no JSON", `request[method]=test`, 400, hubUnreadable},
		{"the other platform's envelope", `{"method":"test","params":{"token":1}}`, 400, hubUnreadable},
		{"a request that is a text", `{"request":"test"}`, 400, hubUnreadable},
		{"a request that is a list", `{"request":["test"]}`, 400, hubUnreadable},
		{"a request that is PHP's nothing", `{"request":[]}`, 400, hubUnreadable},
		{"a request without a method", `{"request":{"category":"ecommerce","id":"1"}}`, 400, hubUnreadable},
		{"a method that is an object", `{"request":{"method":{}}}`, 200, `{"success":false,"error":{"code":14405,"message":"This question is not supported."}}`},
		{"an id that is an object", `{"request":{"method":"test","id":{"a":[]},"page_id":[],"category":5,"meta":[[]]},"params":{"test_token":"x"}}`, 200, `{"success":true,"object":"test","test_token":"x"}`},
		{"a token that is no JSON", `{"request":{"method":"test"},"params":{"test_token":x}}`, 400, hubUnreadable},
		{"a token of null", `{"request":{"method":"test"},"params":{"test_token":null}}`, 200, `{"success":true,"object":"test","test_token":null}`},
		{"a number that no float holds", `{"request":{"method":"test"},"params":{"test_token":-1E+9999}}`, 200, `{"success":true,"object":"test","test_token":-1E+9999}`},
		{"page 0 of properties", `{"request":{"method":"property"},"params":{"search_type":"vendor"},"pagination":{"page":0}}`, 200, `{"success":false,"error":{"code":14400,"message":"page must be a whole number from 1"}}`},
		{"a huge page of properties", `{"request":{"method":"property"},"params":{"search_type":"vendor"},"pagination":{"page":9223372036854775807,"limit":100}}`, 200, `{"success":true,"object":"property","has_next_page":false,"property":[]}`},
		{"a wrong field has the code of a wrong request", `{"request":{"method":"packages"},"params":{"order_number":{}}}`, 200, `{"success":false,"error":{"code":14400,"message":"order_number must be a text or a number"}}`},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := badShop(t, s)
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) { k.ask(t, bothubBot, c.body).is(t, c.status, c.want) })
		}
	})
}
