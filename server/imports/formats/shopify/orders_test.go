package shopify_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"shopclerk/orders"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/formats/formatstest"
	"shopclerk/server/imports/formats/shopify"
)

var decimals = cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })

func nullable(text string) *decimal.NullDecimal {
	return new(decimal.NewNullDecimal(decimal.RequireFromString(text)))
}

func TestWhatBecomesOfAnOrderFile(t *testing.T) {
	formatstest.Golden(t, "testdata/orders", shopify.Orders{}, formatstest.Order)
}

func FuzzOrders(f *testing.F) {
	formatstest.Fuzz(f, "testdata/orders", shopify.Orders{}, formatstest.CheckOrder)
}

// order reads the rows of one order.
func order(t *testing.T, file string) (orders.Change, formatstest.Said) {
	t.Helper()
	var out orders.Change
	said := formatstest.Read(shopify.Orders{}, formatstest.Cells(file), formats.Options{}, func(c orders.Change) any { out = c; return nil })
	if len(said.Changes) != 1 {
		t.Fatalf("there are %d orders: %v", len(said.Changes), said.Refused)
	}
	return out, said
}

func TestTheStatusOfAnOrder(t *testing.T) {
	for _, c := range []struct {
		name, financial, fulfillment, cancelled, method string
		want                                            orders.Status
	}{
		{"paid and sent", "paid", "fulfilled", "", "", orders.Shipped},
		{"paid, sent and partly paid back", "partially_refunded", "fulfilled", "", "", orders.Shipped},
		{"paid and not sent", "paid", "unfulfilled", "", "", orders.Paid},
		{"paid and partly sent", "paid", "partial", "", "", orders.Paid},
		{"reserved on the card", "authorized", "unfulfilled", "", "", orders.Paid},
		{"partly paid", "partially_paid", "unfulfilled", "", "", orders.Paid},
		{"not paid", "pending", "unfulfilled", "", "Bank Deposit", orders.Unpaid},
		{"not paid, by a code that is scanned", "pending", "unfulfilled", "", "QR code", orders.Unpaid},
		{"a reservation that has run out", "expired", "unfulfilled", "", "", orders.Unpaid},
		{"to be paid on delivery", "pending", "unfulfilled", "", "Cash on Delivery (COD)", orders.Processing},
		{"to be paid on delivery, in short", "pending", "unfulfilled", "", "cod", orders.Processing},
		{"to be paid on delivery, in Chinese", "pending", "unfulfilled", "", "貨到付款", orders.Processing},
		{"to be paid on delivery, in Vietnamese", "pending", "unfulfilled", "", "Thanh toán khi nhận hàng", orders.Processing},
		{"paid back", "refunded", "fulfilled", "", "", orders.Refunded},
		{"never paid and given up", "voided", "unfulfilled", "", "", orders.Cancelled},
		{"cancelled after it was paid", "paid", "unfulfilled", "2026-05-01 10:00:00 +0800", "", orders.Cancelled},
		{"cancelled and paid back", "refunded", "unfulfilled", "2026-05-01 10:00:00 +0800", "", orders.Cancelled},
		{"in capitals", "PAID", "Fulfilled", "", "", orders.Shipped},
	} {
		t.Run(c.name, func(t *testing.T) {
			row := strings.Join([]string{"#1", c.financial, c.fulfillment, c.cancelled, c.method}, "\t")
			got, said := order(t, "Name\tFinancial Status\tFulfillment Status\tCancelled at\tPayment Method\n"+row)
			if got.Status == nil || *got.Status != c.want || len(said.Warnings) > 0 {
				t.Errorf("got %v, want %s; %q", got.Status, c.want, said.Warnings)
			}
		})
	}
}

func TestAnUnknownStatusWarnsAndNoneSaysNothing(t *testing.T) {
	got, said := order(t, "Name\tFinancial Status\n1\tlost")
	if d := cmp.Diff([]string{`2: Financial Status: "lost" is not known and was taken for paid`}, said.Warnings); d != "" || *got.Status != orders.Paid {
		t.Error(d, *got.Status)
	}
	if got, said := order(t, "Name\tFinancial Status\n1\t"); got.Status != nil || len(said.Warnings) > 0 {
		t.Errorf("no status is %s, %q", *got.Status, said.Warnings)
	}
}

func TestSumsAreReadInTheMeaningInWhichTheyAddUp(t *testing.T) {
	for _, c := range []struct {
		name, sums string // subtotal, shipping, taxes, total, discount, price of the only line
		want       string // subtotal, shipping, taxes, total
		warning    string
	}{
		{"taxes on top", "100 10 5 115 0 100", "100 10 5 115", ""},
		{"taxes in the prices", "100 10 5 110 0 100", "100 10 - 110", ""},
		{"a discount after the subtotal", "100 10 5 95 20 100", "100 10 5 95", ""},
		{"a discount in the subtotal", "80 10 4 94 20 100", "100 10 4 94", ""},
		{"a discount in the subtotal and taxes in the prices", "80 10 4 90 20 100", "100 10 - 90", ""},
		{"a discount after the subtotal and taxes in the prices", "100 10 4 90 20 100", "100 10 - 90", ""},
		{"a discount that is as large as the taxes in the prices", "95 0 5 95 5 100", "100 0 - 95", ""},
		{"a discount that is as large as the taxes on top", "100 0 5 100 5 100", "100 0 5 100", ""},
		{"nothing that adds up", "100 10 5 99 0 100", "100 10 5 99", "2: Total: is 99, but Subtotal + Shipping + Taxes - Discount Amount is 115"},
		{"no subtotal", "- 10 5 99 0 100", "- 10 5 99", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			cells := strings.ReplaceAll(strings.ReplaceAll(c.sums, " ", "\t"), "-", "")
			got, said := order(t, "Name\tSubtotal\tShipping\tTaxes\tTotal\tDiscount Amount\tLineitem price\tLineitem name\n#1\t"+cells+"\tTea")
			var sums []string
			for _, d := range []*decimal.NullDecimal{got.Subtotal, got.Shipping, got.Tax} {
				if d == nil || !d.Valid {
					sums = append(sums, "-")
				} else {
					sums = append(sums, d.Decimal.String())
				}
			}
			if d := cmp.Diff(c.want, strings.Join(append(sums, got.Total.String()), " ")); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(c.warning, strings.Join(said.Warnings, "; ")); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestWhenAnOrderWasPlaced(t *testing.T) {
	want := time.Date(2026, 5, 1, 1, 58, 12, 0, time.UTC)
	for _, text := range []string{"2026-05-01 09:58:12 +0800", "2026-05-01 01:58:12 +0000", "2026-05-01T01:58:12Z", "2026-05-01 09:58:12"} {
		if got, _ := order(t, "Name\tCreated at\n#1\t"+text); got.PlacedAt == nil || !got.PlacedAt.Equal(want) {
			t.Errorf("%s is %v", text, got.PlacedAt)
		}
	}
	for _, text := range []string{"1969-12-31 23:59:59 -0500", "9999-12-31 23:00:00 -0900", "yesterday"} {
		said := formatstest.Read(shopify.Orders{}, formatstest.Cells("Name\tCreated at\n#1\t"+text), formats.Options{}, formatstest.Order)
		if len(said.Refused) != 1 || !strings.HasPrefix(said.Refused[0], "2: Created at: ") {
			t.Errorf("%s: %q", text, said.Refused)
		}
	}
}

func TestRowsOfAnOrderAreOneHoweverItsNumberIsWritten(t *testing.T) {
	got, _ := order(t, "Name\tTotal\tLineitem name\tLineitem price\n1001\t\tTea\t5\n#1001\t15\tCup\t10\n")
	if got.Number != "#1001" || got.Total == nil || len(*got.Elements) != 2 {
		t.Errorf("number %q, total %v, lines %v", got.Number, got.Total, got.Elements)
	}
}

func TestABadOrderIsRefusedWithItsColumn(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"no name", "Name\tTotal\n\t5", "2: Name: is required"},
		{"no total", "Name\tTotal\n#1\t", "2: Total: is required"},
		{"a line without a price", "Name\tLineitem name\tLineitem price\n#1\tTea\t", "2: Lineitem price: is required"},
		{"a line without a name", "Name\tLineitem name\tLineitem price\n#1\t\t5", "2: Lineitem name: is required"},
		{"a line of less than none", "Name\tLineitem name\tLineitem price\tLineitem quantity\n#1\tTea\t5\t-1", "2: Lineitem quantity: must be 1 or more"},
		{"a currency that is none", "Name\tCurrency\n#1\tNT$", `2: Currency: "NT$" is not a currency code such as TWD`},
		{"more lines than an order has", "Name\tLineitem name\tLineitem price" + strings.Repeat("\n#1\tTea\t5", 1001),
			"1002: Lineitem name: is a line too many; an order has at most 1000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			said := formatstest.Read(shopify.Orders{}, formatstest.Cells(c.file), formats.Options{}, formatstest.Order)
			if d := cmp.Diff(c.want, strings.Join(said.Refused, "; ")); d != "" || len(said.Changes) > 0 {
				t.Error(d, said.Changes)
			}
		})
	}
}
