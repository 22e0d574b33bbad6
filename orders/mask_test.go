package orders_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"shopclerk/orders"
)

func TestANameKeepsTheFirstCharacterOfEachWord(t *testing.T) {
	for _, c := range []struct{ name, full, want string }{
		{"no name", "", ""},
		{"two words", "Stephane Crozatier", "S*** C***"},
		{"three words", "Nguyễn Thị Mai", "N*** T*** M***"},
		{"a Chinese name is one word", "林美玲", "林***"},
		{"a word of one character", "A Bo", "*** B***"},
		{"a Chinese word of one character", "林 美玲", "*** 美***"},
		{"much space", "  Ann \t Bo\n", "A*** B***"},
		{"an ideographic space", "林　美玲", "*** 美***"},
		{"a letter of several bytes", "Đỗ", "Đ***"},
		{"a word that is hidden already", "***", "****"},
		{"an e-mail in place of a name", "bob@shop.example", "b***"},
		{"a broken byte", "\xff\xfe", "\xff***"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := (orders.Receipt{RecipientName: c.full}).Masked().RecipientName; got != c.want {
				t.Errorf("%q is shown as %q, want %q", c.full, got, c.want)
			}
		})
	}
}

func TestAPostalCodeKeepsTwoCharacters(t *testing.T) {
	for code, want := range map[string]string{"": "", "1": "***", "10": "***", "110": "11***", "94025": "94***", "SW1A 1AA": "SW***", "郵便番号": "郵便***"} {
		got := orders.Receipt{Address: &orders.Address{PostalCode: code}}.Masked().Address.PostalCode
		if got != want {
			t.Errorf("%q is shown as %q, want %q", code, got, want)
		}
	}
}

func TestStreetsAreHiddenAndTheRestOfTheAddressStays(t *testing.T) {
	full := orders.Address{Street1: "1 Hacker Way", Street2: "Floor 2", City: "Menlo Park", PostalCode: "94025", State: "CA", Country: "US"}
	got := orders.Receipt{Address: &full}.Masked().Address
	want := &orders.Address{Street1: "***", Street2: "***", City: "Menlo Park", PostalCode: "94***", State: "CA", Country: "US"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if full.Street1 != "1 Hacker Way" {
		t.Error("the original address was changed")
	}
	if !got.Complete() {
		t.Error("a complete address is not complete once it is masked")
	}
}

func TestAStreetThatIsNotThereStaysAway(t *testing.T) {
	got := orders.Receipt{Address: &orders.Address{Street1: "1 Road"}}.Masked().Address
	if got.Street2 != "" {
		t.Errorf("street_2 is shown as %q", got.Street2)
	}
}

func TestOnlyAPrivateLinkIsTakenOut(t *testing.T) {
	for _, private := range []bool{true, false} {
		got := orders.Receipt{URL: "https://pay.example/secret", LinkPrivate: private}.Masked().URL
		if (got == "") != private {
			t.Errorf("private %v is shown as %q", private, got)
		}
	}
}

func TestAmountsAndGoodsAreNotMasked(t *testing.T) {
	full := receipt()
	got := full.Masked()
	if d := cmp.Diff(full.Summary, got.Summary, decimals); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(full.Elements, got.Elements, decimals); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(full.Adjustments, got.Adjustments, decimals); d != "" {
		t.Error(d)
	}
}

var decimals = cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })

func receipt() orders.Receipt {
	return orders.Receipt{
		RecipientName: "Stephane Crozatier", Currency: "USD", PaymentMethod: "Visa 2345", URL: "https://shop.example/o/1",
		Address: &orders.Address{Street1: "1 Hacker Way", City: "Menlo Park", PostalCode: "94025", State: "CA", Country: "US"},
		Summary: orders.Summary{
			Subtotal: nullable("75.00"), ShippingCost: nullable("4.95"), TotalTax: nullable("6.19"), TotalCost: amount("56.14"),
		},
		Adjustments: []orders.Adjustment{{Name: "New Customer Discount", Amount: amount("20")}, {Name: "$10 Off Coupon", Amount: amount("10")}},
		Elements: []orders.Element{
			{Title: "Classic White T-Shirt", Quantity: 2, Price: amount("50"), Currency: "USD"},
			{Title: "Classic Gray T-Shirt", Quantity: 1, Price: amount("25"), Currency: "USD"},
		},
	}
}

func amount(text string) decimal.Decimal { return decimal.RequireFromString(text) }

func nullable(text string) decimal.NullDecimal { return decimal.NewNullDecimal(amount(text)) }

// The words are long and random, so what stands in the masked receipt by chance is not taken for a leak.
var secretWord = rapid.StringMatching(`[a-zà-ÿ林美玲Đđ0-9]{6,12}`)

func TestAMaskedReceiptNeverLeaksAndTheOriginalStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(secretWord, 1, 4).Draw(t, "name")
		streets := rapid.SliceOfN(secretWord, 2, 2).Draw(t, "streets")
		code, link := secretWord.Draw(t, "code"), secretWord.Draw(t, "link")
		full := receipt()
		full.RecipientName = strings.Join(words, " ")
		full.Address.Street1, full.Address.Street2, full.Address.PostalCode = streets[0], streets[1]+" 2F", code
		full.URL, full.LinkPrivate = "https://pay.example/"+link, true
		before := marshal(full)
		shown := marshal(full.Masked())
		secrets := append([]string{streets[0], streets[1], string([]rune(code)[2:]), link}, words...)
		for _, word := range words {
			_, size := utf8.DecodeRuneInString(word)
			secrets = append(secrets, word[size:])
		}
		for _, secret := range secrets {
			if strings.Contains(shown, secret) {
				t.Fatalf("%q is still in %s", secret, shown)
			}
		}
		if after := marshal(full); after != before {
			t.Fatalf("the original was\n%s and is\n%s", before, after)
		}
	})
}

func TestAMaskedNameTellsOneCharacterAWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		words := strings.Fields(name)
		shown := strings.Fields(orders.Receipt{RecipientName: name}.Masked().RecipientName)
		if len(words) != len(shown) {
			t.Fatalf("%q is shown as %q", name, shown)
		}
		for i, word := range words {
			kept, ok := strings.CutSuffix(shown[i], "***")
			if !ok || !strings.HasPrefix(word, kept) || utf8.RuneCountInString(kept) > 1 || kept == word {
				t.Fatalf("%q is shown as %q", word, shown[i])
			}
		}
	})
}

func marshal(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}
