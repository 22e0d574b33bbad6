package money_test

import (
	"errors"
	"testing"

	"shopclerk/internal/money"
)

// learned is the style of a column with these cells.
func learned(cells ...string) (s money.Style) {
	for _, c := range cells {
		s.Learn(c)
	}
	return s
}

func TestAmountsAreReadAsPeopleWriteThem(t *testing.T) {
	for _, c := range []struct{ name, text, shop, want, currency string }{
		{"a plain number", "1280", "USD", "1280", ""},
		{"decimals behind a point", "19.99", "USD", "19.99", ""},
		{"decimals behind a comma", "19,99", "EUR", "19.99", ""},
		{"one decimal behind a comma", "7,5", "EUR", "7.5", ""},
		{"four decimals behind a comma", "0,1234", "EUR", "0.1234", ""},
		{"thousands of dollars that have no cents", "1,280", "TWD", "1280", ""},
		{"thousands of đồng", "1.280", "VND", "1280", ""},
		{"thousands and decimals in English", "1,280.50", "USD", "1280.5", ""},
		{"thousands and decimals in German", "1.280,50", "EUR", "1280.5", ""},
		{"three decimals behind thousands", "1,280.500", "USD", "1280.5", ""},
		{"millions", "1,280,000", "USD", "1280000", ""},
		{"millions with points", "1.280.000", "EUR", "1280000", ""},
		{"millions in Swiss", "1'280'000.50", "CHF", "1280000.5", ""},
		{"the curved apostrophe of the Swiss", "1’280.50", "CHF", "1280.5", ""},
		{"a space of thousands", "1 280", "USD", "1280", ""},
		{"a space of thousands and a comma", "1 280,50", "EUR", "1280.5", ""},
		{"a space of thousands and three decimals", "1 280,500", "EUR", "1280.5", ""},
		{"a space that does not break a line", "1\u00a0280,50", "EUR", "1280.5", ""},
		{"a thin space", "1\u2009280,50", "EUR", "1280.5", ""},
		{"a thin space that does not break a line", "1\u202f280", "EUR", "1280", ""},
		{"a nought before three decimals", "0.125", "USD", "0.125", ""},
		{"a nought and a comma before three decimals", "0,125", "USD", "0.125", ""},
		{"four digits before three decimals", "1280.500", "USD", "1280.5", ""},
		{"full-width digits", "１２８０元", "TWD", "1280", ""},
		{"full-width marks", "１，２８０．５０", "USD", "1280.5", ""},
		{"NT$", "NT$1,280", "USD", "1280", "TWD"},
		{"NT$ in full width", "ＮＴ＄１，２８０", "USD", "1280", "TWD"},
		{"NT$ as a word", "ntd 1,280", "USD", "1280", "TWD"},
		{"NT with a point", "NT. 1280", "USD", "1280", "TWD"},
		{"HK$ and a space", "HK$ 45", "TWD", "45", "HKD"},
		{"US$", "US$19.99", "TWD", "19.99", "USD"},
		{"a dollar of the shop's country", "$19.99", "USD", "19.99", ""},
		{"a dollar of Singapore", "S$19.99", "USD", "19.99", "SGD"},
		{"a dollar in Singapore", "$19.99", "SGD", "19.99", ""},
		{"a dollar in Hong Kong", "$19.90", "HKD", "19.9", ""},
		{"a dollar in Taiwan", "$1,280", "TWD", "1280", ""},
		{"a dollar in Taiwan with noughts for cents", "$1,280.00", "TWD", "1280", ""},
		{"a dollar where nobody knows the currency", "$19.99", "", "19.99", ""},
		{"dollars in a shop of another currency that say which", "US$19.99", "VND", "19.99", "USD"},
		{"new dollars of Taiwan in Vietnam", "NT$1,280", "VND", "1280", "TWD"},
		{"đồng in Taiwan", "1.280 ₫", "TWD", "1280", "VND"},
		{"a pound in Britain", "£5", "GBP", "5", ""},
		{"a code before it", "USD 9.99", "TWD", "9.99", "USD"},
		{"a code behind it", "9.99 USD", "TWD", "9.99", "USD"},
		{"a code in small letters", "9.99usd", "TWD", "9.99", "USD"},
		{"a code with the sign behind", "USD$9.99", "TWD", "9.99", "USD"},
		{"a code and the sign of several", "$9.99 USD", "TWD", "9.99", "USD"},
		{"the same currency twice", "NT$ 1280 TWD", "USD", "1280", "TWD"},
		{"đồng by their code", "VND 1.280.000", "USD", "1280000", "VND"},
		{"đồng by their sign", "1 280 ₫", "USD", "1280", "VND"},
		{"đồng by their letter", "1.280.000đ", "USD", "1280000", "VND"},
		{"a capital Đ", "1.280Đ", "USD", "1280", "VND"},
		{"đồng by their word", "1.280 đồng", "USD", "1280", "VND"},
		{"đồng by their word in another normal form", "1.280 đo\u0302\u0300ng", "USD", "1280", "VND"},
		{"a yuan or a yen in full width", "￥1,280.00", "CNY", "1280", ""},
		{"a yuan or a yen in Japan", "￥1,280", "JPY", "1280", ""},
		{"yen", "1,280円", "USD", "1280", "JPY"},
		{"圓", "1,280圓", "TWD", "1280", ""},
		{"塊", "80塊", "TWD", "80", ""},
		{"元 in a shop that counts cents", "19.50 元", "CNY", "19.5", ""},
		{"rupiah", "Rp 1.280.000", "USD", "1280000", "IDR"},
		{"rupiah with a point", "Rp.1.280.000", "USD", "1280000", "IDR"},
		{"space around it", " \t12\n", "TWD", "12", ""},
		{"a minus", "-5", "TWD", "-5", ""},
		{"a typeset minus", "−5.5", "USD", "-5.5", ""},
		{"a minus before the sign", "-$5", "USD", "-5", ""},
		{"a minus behind the sign", "NT$ -5", "USD", "-5", "TWD"},
		{"the largest", "999,999,999,999,999.9999", "USD", "999999999999999.9999", ""},
		{"leading zeros", "007", "USD", "7", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := money.Style{}.Parse(c.text, c.shop)
			if err != nil || got.Amount.String() != c.want || got.Currency != c.currency {
				t.Errorf("%q is %s %q, %v; want %s %q", c.text, got.Amount, got.Currency, err, c.want, c.currency)
			}
		})
	}
}

func TestWhatIsNoWrittenAmountIsRefused(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       error
	}{
		{"nothing", "", money.ErrNotANumber},
		{"a sign alone", "NT$", money.ErrNotANumber},
		{"a word", "ask us", money.ErrNotANumber},
		{"a loss in brackets", "(12.50)", money.ErrNotANumber},
		{"a minus behind", "5-", money.ErrNotANumber},
		{"two minuses", "-$-5", money.ErrNotANumber},
		{"a minus inside the sign", "NT-$5", money.ErrNotANumber},
		{"a plus", "+5", money.ErrNotANumber},
		{"a range", "100-200", money.ErrNotANumber},
		{"a range with a tilde", "100~200", money.ErrNotANumber},
		{"two amounts on two lines", "100\n200", money.ErrNotANumber},
		{"two amounts with a tab between", "100\t200", money.ErrNotANumber},
		{"a word behind", "1280 up", money.ErrNotANumber},
		{"起 behind", "1280起", money.ErrNotANumber},
		{"an amount for a piece", "1280/pc", money.ErrNotANumber},
		{"thousands as a letter", "120k", money.ErrNotANumber},
		{"萬", "1.2萬", money.ErrNotANumber},
		{"a percentage", "20%", money.ErrNotANumber},
		{"no digit before the point", ".50", money.ErrNotANumber},
		{"no digit before the point and a sign", "$.50", money.ErrNotANumber},
		{"no digit before the point and a code", "USD .50", money.ErrNotANumber},
		{"no digit behind the point", "5.", money.ErrNotANumber},
		{"two points together", "1..5", money.ErrNotANumber},
		{"groups of two", "1,28,000", money.ErrNotANumber},
		{"a last group of two", "1,280,00", money.ErrNotANumber},
		{"a group of four", "1 2800", money.ErrNotANumber},
		{"two digits behind a space", "12 50", money.ErrNotANumber},
		{"two digits behind an apostrophe", "12'50", money.ErrNotANumber},
		{"groups that begin with a nought", "0,280,000", money.ErrNotANumber},
		{"a point and a comma, and a point again", "1.280,500.00", money.ErrNotANumber},
		{"three kinds of marks", "1'280 000.50", money.ErrNotANumber},
		{"an underscore", "1_280", money.ErrNotANumber},
		{"hexadecimal", "0x10", money.ErrNotANumber},
		{"a number that is raised", "5²", money.ErrNotANumber},
		{"a fraction", "1½", money.ErrNotANumber},
		{"Arabic digits", "١٢", money.ErrNotANumber},
		{"an exponent", "1e3", money.ErrNotANumber},
		{"a currency that there is not", "ABC 5", money.ErrNotANumber},
		{"two currencies", "USD 5 TWD", money.ErrNotANumber},
		{"a currency with the sign of others", "$5 EUR", money.ErrNotANumber},
		{"a currency with the sign of others behind", "EUR$5", money.ErrNotANumber},
		{"a yen in Taiwan", "￥500", money.ErrWhichCurrency},
		{"a pound in Taiwan", "£5", money.ErrWhichCurrency},
		{"a dollar with cents in Taiwan", "$19.99", money.ErrWhichCurrency},
		{"a dollar below nought with cents in Taiwan", "-$0.5", money.ErrWhichCurrency},
		{"half a 元 in Taiwan", "12.5元", money.ErrWhichCurrency},
		{"bytes that are no text", "5\xff", money.ErrNotANumber},
		{"shortened by a spreadsheet", "1.23E+12", money.ErrShortened},
		{"shortened with a comma", "4,71E+12", money.ErrShortened},
		{"shortened to one digit", "4E+12", money.ErrShortened},
		{"shortened and very small", "1.5e-05", money.ErrShortened},
		{"shortened is no number", "1.23E+12", money.ErrNotANumber},
		{"five decimals", "1,280.12345", money.ErrTooManyDecimals},
		{"sixteen digits", "1,000,000,000,000,000", money.ErrTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := (money.Style{}).Parse(c.text, "TWD"); !errors.Is(err, c.want) {
				t.Errorf("%q is %s, %v; want %v", c.text, got.Amount, err, c.want)
			}
		})
	}
}

func TestAColumnSettlesWhatCanBeReadTwoWays(t *testing.T) {
	for _, c := range []struct {
		name           string
		column         []string
		text, currency string
		want           string // "" when it stays open
	}{
		{"nothing is known", nil, "1,280", "USD", ""},
		{"nothing is known of a point", nil, "1.280", "USD", ""},
		{"nothing is known of the currency either", nil, "1.280", "", ""},
		{"a dinar has three decimals", nil, "1.280", "KWD", ""},
		{"the currency stands in the text", nil, "1.280đ", "USD", "1280"},
		{"the text's currency counts before the shop's", nil, "USD 1,280", "TWD", ""},
		{"a point of decimals makes the comma one of thousands", []string{"19.99"}, "1,280", "USD", "1280"},
		{"a point of decimals makes another one such", []string{"19.99"}, "1.280", "USD", "1.28"},
		{"a comma of decimals makes the point one of thousands", []string{"19,99"}, "1.280", "EUR", "1280"},
		{"a comma of decimals makes another one such", []string{"19,99"}, "1,280", "EUR", "1.28"},
		{"millions with commas", []string{"1,280,000"}, "1,280", "USD", "1280"},
		{"millions with points", []string{"1.280.000"}, "1.280", "USD", "1280"},
		{"thousands and decimals", []string{"1.280,50"}, "1.280", "USD", "1280"},
		{"a nought before three decimals", []string{"0.125"}, "1.280", "USD", "1.28"},
		{"a row that its own sign makes clear", []string{"NT$1,280"}, "2,560", "", "2560"},
		{"whole numbers tell nothing", []string{"5", "1280"}, "1,280", "USD", ""},
		{"spaces tell nothing", []string{"1 280", "1'280"}, "1,280", "USD", ""},
		{"rows that can be read two ways tell nothing", []string{"1,500", "2.500"}, "1,280", "USD", ""},
		{"what is no amount tells nothing", []string{"ask us", "12.5kg", "1.5E+12", ""}, "1,280", "USD", ""},
		{"rows that contradict each other settle nothing", []string{"1.280,50", "1,280.50"}, "1,280", "USD", ""},
		{"rows that contradict each other leave what the currency settles", []string{"1.280,50", "1,280.50"}, "1,280", "TWD", "1280"},
		{"rows that contradict each other leave clear rows", []string{"1.280,50", "1,280.50"}, "1.280.000", "USD", "1280000"},
		{"the column speaks against the currency", []string{"3.5"}, "120.000", "VND", ""},
		{"the column speaks with the currency", []string{"3.5"}, "120,000", "VND", "120000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := learned(c.column...).Parse(c.text, c.currency)
			switch {
			case c.want == "" && !errors.Is(err, money.ErrTwoWays):
				t.Errorf("%q is %s, %v", c.text, got.Amount, err)
			case c.want != "" && (err != nil || got.Amount.String() != c.want):
				t.Errorf("%q is %s, %v; want %s", c.text, got.Amount, err, c.want)
			}
		})
	}
}

func TestARefusalQuotesTheTextOfTheFile(t *testing.T) {
	for text, want := range map[string]string{
		"1,280":         `"1,280" can be read as 1280 or as 1.28`,
		"HK$1.000":      `"HK$1.000" can be read as 1000 or as 1`,
		"1.23E+12":      `"1.23E+12" was shortened by a spreadsheet; format the column as text`,
		"1.280,55555":   `"1.280,55555" has more than 4 decimals`,
		"(12.50)":       `"(12.50)" is not a number`,
		"US$5 to HK$30": `"US$5 to HK$30" is not a number`,
		"US$5 HKD":      `"US$5 HKD" names two currencies`,
		"$5 EUR":        `"$5 EUR" names two currencies`,
		"¥500":          `"¥500" has the sign of several currencies, of which USD is none; write which one it is, as in USD 5`,
	} {
		if _, err := (money.Style{}).Parse(text, "USD"); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestACurrencyIsToldEvenWhenItsAmountCanBeReadTwoWays(t *testing.T) {
	if got, err := (money.Style{}).Parse("HK$1,280", "TWD"); got.Currency != "HKD" || !errors.Is(err, money.ErrTwoWays) {
		t.Errorf("got %q, %v", got.Currency, err)
	}
}

// Whatever is read must be the same amount when it is written plainly and read again, in a column of its own kind too.
func FuzzWrittenAmounts(f *testing.F) {
	for _, text := range []string{
		"1280", "1,280", "1.280,50", "NT$1,280", "1 280 ₫", "$19.99", "１２８０元", "HK$ 45", "USD 9.99", "VND 1.280.000", "￥1,280",
		"1'280.50", "(12.50)", "1.280.000đ", "Rp.5", "-0", "−5", "1.23E+12", "\xff1", "0.125", "999999999999999.9999", "1 280\u202f000", "USD5TWD", "$-5",
	} {
		for _, other := range []string{"", "19.99", "1.280.000"} {
			f.Add(text, other, "USD")
			f.Add(text, other, "TWD")
		}
	}
	f.Fuzz(func(t *testing.T, text, other, currency string) {
		got, err := learned(other).Parse(text, currency)
		if err != nil {
			if errors.Unwrap(err) == nil {
				t.Fatalf("%q is refused for no known reason: %v", text, err)
			}
			return
		}
		if got.Currency != "" && !money.IsCurrency(got.Currency) {
			t.Fatalf("%q is in %q", text, got.Currency)
		}
		plain := money.Format(got.Amount, "")
		if again, err := money.Parse(plain); err != nil || !again.Equal(got.Amount) {
			t.Fatalf("%q is %s, which is %s when it is read again, %v", text, plain, again, err)
		}
		if again, err := learned("0.5").Parse(plain, "USD"); err != nil || !again.Amount.Equal(got.Amount) {
			t.Fatalf("%q is %s, which is %s in a column of its kind, %v", text, plain, again.Amount, err)
		}
	})
}
