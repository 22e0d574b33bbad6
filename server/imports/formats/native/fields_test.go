package native_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/formats/native"
	"shopclerk/server/imports/tables"
)

var taipei = time.FixedZone("Asia/Taipei", 8*3600)

// read decodes one JSON object as a row of a format and returns the change and what its fields had to say.
func read[C any](t rapid.TB, f formats.Format[C], object string, zone *time.Location) (C, fields.Notes) {
	t.Helper()
	row, err := tables.ObjectRow(1, []byte(object))
	if err != nil {
		t.Fatalf("%s: %v", object, err)
	}
	var n fields.Notes
	return f.Read([]fields.Fields{fields.Of(row, &fields.Reading{Zone: zone}, &n)}, formats.Options{})[0], n
}

// unitOrders are orders whose prices are for one piece, or not.
type unitOrders struct{ unit bool }

func (unitOrders) Name() string { return "native" }

func (unitOrders) Recognises([]string) bool { return true }

func (unitOrders) Knows(string) bool { return true }

func (u unitOrders) Read(rows []fields.Fields, _ formats.Options) []orders.Change {
	return native.Orders{}.Read(rows, formats.Options{UnitPrices: u.unit})
}

type fieldCase struct{ name, object, want string }

// checkRefusals puts each object's fields into an otherwise good row and compares what is refused.
func checkRefusals[C any](t *testing.T, k formats.Format[C], good string, cases []fieldCase) {
	t.Helper()
	if _, n := read(t, k, "{"+good+"}", taipei); len(n.Problems) > 0 {
		t.Fatalf("the good row is refused: %q", n.Problems)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, n := read(t, k, "{"+good+","+c.object+"}", taipei) // of two equal keys the last counts
			if d := cmp.Diff(c.want, strings.Join(n.Problems, "; ")); d != "" {
				t.Error(d)
			}
		})
	}
}

const notATime = ` is not a time such as 2026-01-31T12:00:00Z, 2026-01-31 12:00:00 or 1769860800`

func long(n int) string { return strings.Repeat("長", n) }

func TestABadFieldOfAProductIsNamedWithItsValue(t *testing.T) {
	checkRefusals(t, native.Products{}, `"sku":"1","title":"x"`, []fieldCase{
		{"no SKU", `"sku":null`, "sku: is required"},
		{"an SKU of spaces", `"sku":" "`, "sku: is required"},
		{"an SKU without a letter or digit", `"sku":"#"`, `sku: "#" has no letter or digit`},
		{"an SKU that is too long", `"sku":"` + long(256) + `"`, "sku: is longer than 255 characters"},
		{"an SKU that is too long only when it is folded", `"sku":"` + strings.Repeat("ﬃ", 200) + `"`, "sku: is longer than 255 characters"},
		{"an SKU that is an object", `"sku":{"a":1}`, "sku: must be a single value; sku: is required"},
		{"a barcode that is an object", `"barcode":{"a":1}`, "barcode: must be a single value"},
		{"a barcode in a list that is a list", `"barcode":["1",["2"]]`, "barcode[1]: must be a single value"},
		{"barcodes that are too long", `"barcode":"` + long(2001) + `"`, "barcode: is longer than 2000 characters"},
		{"barcodes that are too long together", `"barcode":["` + long(1500) + `","` + long(501) + `"]`, "barcode: is longer than 2000 characters"},
		{"a title that is taken away", `"title":""`, "title: is required"},
		{"a title that is too long", `"title":"` + long(513) + `"`, "title: is longer than 512 characters"},
		{"a title that is a list", `"title":["x"]`, "title: must be a single value"},
		{"a product type that is too long", `"product_type":"` + long(256) + `"`, "product_type: is longer than 255 characters"},
		{"a vendor that is too long", `"vendor":"` + long(256) + `"`, "vendor: is longer than 255 characters"},
		{"a vendor that is too long only when it is folded", `"vendor":"` + strings.Repeat("ﬃ", 200) + `"`, "vendor: is longer than 255 characters"},
		{"a description that is too long", `"desc":"` + long(20001) + `"`, "desc: is longer than 20000 characters"},
		{"a picture's address that is too long", `"image_url":"https://s.example/` + long(2048) + `"`, "image_url: is longer than 2048 characters"},
		{"a price that is no number", `"price":"abc"`, `price: "abc" is not a number`},
		{"a price with a separator", `"price":"1,280"`, `price: "1,280" is not a number`},
		{"a price with an exponent", `"price":1e400`, `price: "1e400" is not a number`},
		{"a price that is not a number by its name", `"price":"NaN"`, `price: "NaN" is not a number`},
		{"a price with five decimals", `"price":0.00001`, `price: "0.00001" has more than 4 decimals`},
		{"a price that is too large", `"price":12345678901234567890`, `price: "12345678901234567890" is too large`},
		{"a price below nought", `"price":-1`, `price: "-1" must not be negative`},
		{"a price that is an object", `"price":{"amount":1}`, "price: must be a single value"},
		{"a price that is true", `"price":true`, `price: "true" is not a number`},
		{"a currency that is a sign", `"currency":"NT$"`, `currency: "NT$" is not a currency code such as TWD`},
		{"a currency that is a long text", `"currency":"` + long(50) + `"`, `currency: "` + long(40) + `…" is not a currency code such as TWD`},
		{"a stock with decimals", `"stock":1.5`, `stock: "1.5" is not a whole number`},
		{"a stock that is a word", `"stock":"many"`, `stock: "many" is not a whole number`},
		{"a stock that is too large", `"stock":99999999999999999999`, `stock: "99999999999999999999" is not a whole number`},
		{"a flag that is a word", `"published":"maybe"`, `published: "maybe" is neither true nor false`},
		{"a time that is a word", `"created_at":"yesterday"`, `created_at: "yesterday"` + notATime},
		{"a time in milliseconds", `"updated_at":1769860800000`, `updated_at: "1769860800000"` + notATime},
		{"several at once", `"sku":"","title":"","price":"x","stock":"y","updated_at":"z"`,
			`sku: is required; title: is required; price: "x" is not a number; stock: "y" is not a whole number; updated_at: "z"` + notATime},
	})
}

func TestABadFieldOfAnOrderIsNamedWithItsValue(t *testing.T) {
	checkRefusals(t, native.Orders{}, `"order_number":"1","summary":{"total_cost":5}`, []fieldCase{
		{"no number", `"order_number":""`, "order_number: is required"},
		{"a name that is too long", `"recipient_name":"` + long(513) + `"`, "recipient_name: is longer than 512 characters"},
		{"a payment method that is an object", `"payment_method":{}`, "payment_method: must be a single value"},
		{"a currency that is none", `"currency":"XXX"`, `currency: "XXX" is not a currency code such as TWD`},
		{"a link that is too long", `"order_url":"https://s.example/` + long(2048) + `"`, "order_url: is longer than 2048 characters"},
		{"a time that is none", `"timestamp":"soon"`, `timestamp: "soon"` + notATime},
		{"a status that there is not", `"status":"lost"`, `status: "lost" is not a status; one of unpaid, processing, paid, shipped, delivered, completed, cancelled, refunded`},
		{"an e-mail that is a list", `"email":["a@b.example"]`, "email: must be a single value"},
		{"a phone that is too long", `"phone":"` + long(513) + `"`, "phone: is longer than 512 characters"},
		{"an address that is a text", `"address":"1 Road"`, "address: must be an object"},
		{"a city that is too long", `"address":{"city":"` + long(513) + `"}`, "address.city: is longer than 512 characters"},
		{"a street that is a list", `"address":{"street_1":["x"]}`, "address.street_1: must be a single value"},
		{"a summary that is a number", `"summary":5`, "summary: must be an object"},
		{"a total that is emptied", `"summary":{"total_cost":""}`, "summary.total_cost: is required"},
		{"a total that is no number", `"summary":{"total_cost":"x"}`, `summary.total_cost: "x" is not a number`},
		{"every amount of the summary", `"summary":{"subtotal":"a","shipping_cost":"b","total_tax":"c","total_cost":"d"}`,
			`summary.subtotal: "a" is not a number; summary.shipping_cost: "b" is not a number; summary.total_tax: "c" is not a number; summary.total_cost: "d" is not a number`},
		{"adjustments that are an object", `"adjustments":{"name":"x"}`, "adjustments: must be a list of at most 1000 objects"},
		{"an adjustment that is a text", `"adjustments":["x"]`, "adjustments[0]: must be an object; adjustments[0].name: is required; adjustments[0].amount: is required"},
		{"the second adjustment without amount", `"adjustments":[{"name":"a","amount":1},{"name":"b"}]`, "adjustments[1].amount: is required"},
		{"an adjustment whose amount is emptied", `"adjustments":[{"name":"a","amount":""}]`, "adjustments[0].amount: is required"},
		{"an adjustment whose amount is no number", `"adjustments":[{"name":"a","amount":"x"}]`, `adjustments[0].amount: "x" is not a number`},
		{"elements that are too many", `"elements":[` + strings.Repeat("{},", 1000) + `{}]`, "elements: must be a list of at most 1000 objects"},
		{"an element without anything", `"elements":[{}]`, "elements[0].title: is required; elements[0].price: is required"},
		{"an element's bad fields", `"elements":[{"title":"a","price":-1,"quantity":0,"currency":"x","image_url":"/` + long(2048) + `"}]`,
			`elements[0].price: "-1" must not be negative; elements[0].quantity: must be 1 or more; elements[0].currency: "x" is not a currency code such as TWD; elements[0].image_url: is longer than 2048 characters`},
		{"a quantity with decimals", `"elements":[{"title":"a","price":1,"quantity":1.5}]`, `elements[0].quantity: "1.5" is not a whole number`},
	})
}

func TestABadFieldOfAParcelIsNamedWithItsValue(t *testing.T) {
	checkRefusals(t, native.Packages{}, `"order_number":"1","package_number":"2"`, []fieldCase{
		{"neither number", `"order_number":null,"package_number":" "`, "order_number: is required; package_number: is required"},
		{"texts that are too long", `"product_name":"` + long(513) + `","carrier":"` + long(513) + `","tracking_number":"` + long(513) + `","package_status":"` + long(513) + `"`,
			"product_name: is longer than 512 characters; carrier: is longer than 512 characters; tracking_number: is longer than 512 characters; package_status: is longer than 512 characters"},
		{"links that are too long", `"tracking_url":"https://s.example/` + long(2048) + `","image_url":"/` + long(2048) + `"`,
			"tracking_url: is longer than 2048 characters; image_url: is longer than 2048 characters"},
		{"a day that is none", `"exp_delivery":"tomorrow"`, `exp_delivery: "tomorrow"` + notATime},
		{"a day that there is not", `"exp_delivery":"2026-02-30"`, `exp_delivery: "2026-02-30"` + notATime},
		{"a time that is an object", `"updated_at":{}`, "updated_at: must be a single value"},
	})
}

func TestALinkThatIsNoneWarnsAndIsLeftOut(t *testing.T) {
	for _, c := range []struct {
		name, link string
		taken      bool
	}{
		{"https", "https://s.example/1?a=b#c", true},
		{"http", "http://s.example", true},
		{"a scheme in capitals", "HTTPS://s.example/1", true},
		{"letters beyond ASCII", "https://商店.example/茶", true},
		{"a path on this server", "/pictures/a.png", true},
		{"nothing", "", true},
		{"an address without scheme", "s.example/1", false},
		{"an address that takes the page's scheme", "//s.example/1", false},
		{"another scheme", "ftp://s.example/1", false},
		{"a script", "javascript:alert(1)", false},
		{"a picture that is its own address", "data:image/png;base64,AAAA", false},
		{"no host", "https:///1", false},
		{"a space inside", "https://s.example/a b", false},
		{"a line break inside", `https://s.example/a\nb`, false},
		{"a tag around", "<https://s.example/1>", false},
		{"a bad port", "https://s.example:port/1", false},
		{"a word", "none", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			change, n := read(t, native.Products{}, `{"sku":"1","image_url":"`+c.link+`"}`, taipei)
			if len(n.Problems) > 0 || change.ImageURL == nil {
				t.Fatalf("refused: %q", n.Problems)
			}
			if c.taken && (*change.ImageURL != c.link || len(n.Warnings) > 0) {
				t.Errorf("taken as %q with warnings %q", *change.ImageURL, n.Warnings)
			}
			if !c.taken && (*change.ImageURL != "" || len(n.Warnings) != 1 || !strings.HasSuffix(n.Warnings[0], " is not a web address and was left out")) {
				t.Errorf("taken as %q with warnings %q", *change.ImageURL, n.Warnings)
			}
		})
	}
}

func TestEveryLinkOfEveryKindIsChecked(t *testing.T) {
	_, product := read(t, native.Products{}, `{"sku":"1","image_url":"a","detail_url":"b","buy_url":"c"}`, taipei)
	_, order := read(t, native.Orders{}, `{"order_number":"1","order_url":"d","elements":[{"title":"x","price":1,"image_url":"e"}]}`, taipei)
	_, parcel := read(t, native.Packages{}, `{"order_number":"1","package_number":"2","tracking_url":"f","image_url":"g"}`, taipei)
	const left = " is not a web address and was left out"
	want := [][]string{
		{`image_url: "a"` + left, `detail_url: "b"` + left, `buy_url: "c"` + left},
		{`order_url: "d"` + left, `elements[0].image_url: "e"` + left},
		{`tracking_url: "f"` + left, `image_url: "g"` + left},
	}
	if d := cmp.Diff(want, [][]string{product.Warnings, order.Warnings, parcel.Warnings}); d != "" {
		t.Error(d)
	}
}

func TestTextsLoseControlCharactersButKeepTheirLines(t *testing.T) {
	change, n := read(t, native.Products{}, `{"sku":" A\u00001 ","title":"a\r\nb\u0007\tc \u0085","desc":" \n "}`, taipei)
	if len(n.Problems) > 0 {
		t.Fatal(n.Problems)
	}
	if d := cmp.Diff([]string{"A1", "a\nb\tc", ""}, []string{change.SKU, *change.Title, *change.Desc}); d != "" {
		t.Error(d)
	}
}

func TestAbsentFieldsAreNotMentionedAndEmptyOnesAreCleared(t *testing.T) {
	absent, _ := read(t, native.Products{}, `{"sku":"1"}`, taipei)
	if d := cmp.Diff(catalog.Change{SKU: "1"}, absent); d != "" {
		t.Error(d)
	}
	for _, empty := range []string{`""`, `null`, `" "`} {
		fields := `"product_type":` + empty + `,"vendor":` + empty + `,"desc":` + empty + `,"image_url":` + empty + `,"price":` + empty +
			`,"currency":` + empty + `,"stock":` + empty + `,"published":` + empty + `,"created_at":` + empty
		cleared, n := read(t, native.Products{}, `{"sku":"1",`+fields+`}`, taipei)
		if len(n.Problems) > 0 {
			t.Errorf("%s is refused: %q", empty, n.Problems)
		}
		var none *int64
		want := catalog.Change{
			SKU: "1", ProductType: new(string), Vendor: new(string), Desc: new(string), ImageURL: new(string), Currency: new(string),
			Stock: &none, Published: new(true), Price: cleared.Price,
		}
		if d := cmp.Diff(want, cleared); d != "" || cleared.Price == nil || cleared.Price.Valid {
			t.Errorf("%s: %s", empty, d)
		}
	}
}

func TestBarcodesAreReadHoweverTheyAreListed(t *testing.T) {
	for written, want := range map[string][]string{
		`"4710000000017"`: {"4710000000017"}, `4710000000017`: {"4710000000017"}, `" 1 2,3 | 4,,"`: {"1", "2", "3", "4"},
		`["4710000000017","AX 200"]`: {"4710000000017", "AX 200"}, `[" 1 ",2,null,""]`: {"1", "2"}, `[]`: {}, `""`: {}, `null`: {},
	} {
		change, n := read(t, native.Products{}, `{"sku":"1","barcode":`+written+`}`, taipei)
		if d := cmp.Diff(&want, change.Codes); d != "" || len(n.Problems) > 0 {
			t.Errorf("%s: %s %q", written, d, n.Problems)
		}
	}
}

func TestFlagsAreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]bool{
		"true": true, `"TRUE"`: true, "1": true, `"yes"`: true, `"Y"`: true, `"on"`: true, `""`: true, "null": true,
		"false": false, `"False"`: false, "0": false, `"no"`: false, `"n"`: false, `"OFF"`: false,
	} {
		change, n := read(t, native.Products{}, `{"sku":"1","published":`+text+`}`, taipei)
		if len(n.Problems) > 0 || *change.Published != want {
			t.Errorf("%s is %v, %q", text, *change.Published, n.Problems)
		}
	}
}

func TestACurrencyIsReadInAnyCase(t *testing.T) {
	change, n := read(t, native.Products{}, `{"sku":"1","currency":" twd "}`, taipei)
	if len(n.Problems) > 0 || *change.Currency != "TWD" {
		t.Errorf("got %q, %q", *change.Currency, n.Problems)
	}
}
