package money_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"shopclerk/internal/money"
)

func TestParseReadsPlainDecimals(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a whole number", "1280", "1280"},
		{"two decimals", "75.00", "75"},
		{"one decimal", "4.5", "4.5"},
		{"four decimals", "0.1234", "0.1234"},
		{"more decimals than four when the rest are zeros", "0.12340000000000", "0.1234"},
		{"nothing but zeros behind the point", "12.000000", "12"},
		{"nought", "0", "0"},
		{"a negative amount", "-20.5", "-20.5"},
		{"a negative nought is nought", "-0.00", "0"},
		{"leading zeros", "007.10", "7.1"},
		{"space around it", " \t12\n", "12"},
		{"fifteen digits before the point", "999999999999999.9999", "999999999999999.9999"},
		{"leading zeros do not count as digits", strings.Repeat("0", 10_000) + "1", "1"},
		{"trailing zeros do not count as decimals", "1." + strings.Repeat("0", 10_000), "1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := money.Parse(c.text)
			if err != nil || got.String() != c.want {
				t.Errorf("Parse(%.40q) = %s, %v; want %s", c.text, got, err, c.want)
			}
		})
	}
}

func TestParseRefusesWhatIsNoPlainAmount(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       error
	}{
		{"nothing", "", money.ErrNotANumber},
		{"space alone", " ", money.ErrNotANumber},
		{"a word", "abc", money.ErrNotANumber},
		{"an exponent", "1e3", money.ErrNotANumber},
		{"a capital exponent", "1E3", money.ErrNotANumber},
		{"an exponent that names an endless number", "1e999999999", money.ErrNotANumber},
		{"a separator of thousands", "1,280", money.ErrNotANumber},
		{"a decimal comma", "75,00", money.ErrNotANumber},
		{"an underscore", "1_280", money.ErrNotANumber},
		{"a space inside", "1 280", money.ErrNotANumber},
		{"a plus", "+5", money.ErrNotANumber},
		{"two minuses", "--5", money.ErrNotANumber},
		{"a minus behind", "5-", money.ErrNotANumber},
		{"a minus alone", "-", money.ErrNotANumber},
		{"a point alone", ".", money.ErrNotANumber},
		{"a minus and a point", "-.", money.ErrNotANumber},
		{"no digit before the point", ".5", money.ErrNotANumber},
		{"no digit before the point of a negative one", "-.5", money.ErrNotANumber},
		{"no digit behind the point", "1.", money.ErrNotANumber},
		{"two points", "1.2.3", money.ErrNotANumber},
		{"a sign of a currency", "$5", money.ErrNotANumber},
		{"a name of a currency", "5 USD", money.ErrNotANumber},
		{"full-width digits", "１２８０", money.ErrNotANumber},
		{"Arabic digits", "١٢", money.ErrNotANumber},
		{"hexadecimal", "0x10", money.ErrNotANumber},
		{"not a number", "NaN", money.ErrNotANumber},
		{"infinity", "Infinity", money.ErrNotANumber},
		{"a NUL inside", "1\x002", money.ErrNotANumber},
		{"a broken character", "1\xff", money.ErrNotANumber},
		{"five decimals", "0.00001", money.ErrTooManyDecimals},
		{"a fifth decimal behind zeros", "1.10000001", money.ErrTooManyDecimals},
		{"sixteen digits before the point", "1000000000000000", money.ErrTooLarge},
		{"sixteen digits of a negative one", "-1000000000000000", money.ErrTooLarge},
		{"ten thousand digits", strings.Repeat("9", 10_000), money.ErrTooLarge},
		{"ten thousand decimals", "0." + strings.Repeat("1", 10_000), money.ErrTooManyDecimals},
		{"ten thousand letters", strings.Repeat("é", 10_000), money.ErrNotANumber},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := money.Parse(c.text)
			if !errors.Is(err, c.want) {
				t.Fatalf("Parse(%.40q) = %s, %v; want %v", c.text, got, err, c.want)
			}
			if len(err.Error()) > 300 {
				t.Errorf("the message has %d bytes", len(err.Error()))
			}
		})
	}
}

func TestAMessageNamesTheText(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"abc", `"abc" is not a number`},
		{"1.23456", `"1.23456" has more than 4 decimals`},
		{"1234567890123456", `"1234567890123456" is too large`},
		{"-1", `"-1" must not be negative`},
		{strings.Repeat("價", 41), `"` + strings.Repeat("價", 40) + `…" is not a number`},
	} {
		if _, err := money.ParsePositive(c.text); err == nil || err.Error() != c.want {
			t.Errorf("ParsePositive(%q): %v; want %s", c.text, err, c.want)
		}
	}
}

func TestParsePositiveRefusesOnlyWhatIsBelowNought(t *testing.T) {
	for text, want := range map[string]error{"0": nil, "-0": nil, "0.01": nil, "-0.01": money.ErrNegative, "-x": money.ErrNotANumber} {
		if _, err := money.ParsePositive(text); !errors.Is(err, want) {
			t.Errorf("ParsePositive(%q): %v; want %v", text, err, want)
		}
	}
}

func TestFormatShowsTheDecimalsOfTheCurrencyAndNeverRounds(t *testing.T) {
	for _, c := range []struct{ name, amount, currency, want string }{
		{"TWD has none", "1280", "TWD", "1280"},
		{"VND has none", "189000.00", "VND", "189000"},
		{"JPY has none", "100", "JPY", "100"},
		{"USD has two", "75", "USD", "75.00"},
		{"USD has two, also where one is given", "4.5", "USD", "4.50"},
		{"KWD has three", "1.5", "KWD", "1.500"},
		{"CLF has four", "1", "CLF", "1.0000"},
		{"a currency that nobody knows has two", "1", "ABC", "1.00"},
		{"no currency has two", "1", "", "1.00"},
		{"more decimals than the currency has stay", "0.125", "USD", "0.125"},
		{"a half dollar of Taiwan stays", "12.5", "TWD", "12.5"},
		{"a negative amount", "-20", "USD", "-20.00"},
		{"a negative amount with more decimals", "-0.0001", "USD", "-0.0001"},
		{"nought", "0", "USD", "0.00"},
		{"nought of Taiwan", "0.00", "TWD", "0"},
		{"the largest", "999999999999999.9999", "USD", "999999999999999.9999"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := money.Format(decimal.RequireFromString(c.amount), c.currency); got != c.want {
				t.Errorf("Format(%s, %s) = %s, want %s", c.amount, c.currency, got, c.want)
			}
		})
	}
}

func TestFormatWritesNoExponent(t *testing.T) {
	if got := money.Format(decimal.New(12, 5), "TWD"); got != "1200000" {
		t.Errorf("got %s", got)
	}
}

// amounts are texts that Parse takes.
var amounts = rapid.Custom(func(t *rapid.T) string {
	return rapid.StringMatching(`-?[0-9]{1,15}(\.[0-9]{1,4}0{0,6})?`).Draw(t, "amount")
})

var currencies = rapid.SampledFrom([]string{"TWD", "USD", "KWD", "CLF", "VND", "ABC", ""})

func TestWhatIsFormattedIsTheSameNumberAndValidJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, currency := amounts.Draw(t, "text"), currencies.Draw(t, "currency")
		parsed, err := money.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if !parsed.Equal(decimal.RequireFromString(text)) {
			t.Fatalf("Parse(%q) = %s", text, parsed)
		}
		shown := money.Format(parsed, currency)
		if !json.Valid([]byte(shown)) {
			t.Fatalf("Format = %q, which is not JSON", shown)
		}
		again, err := money.Parse(shown)
		if err != nil || !again.Equal(parsed) {
			t.Fatalf("Parse(Format(%q)) = %s, %v", text, again, err)
		}
		if _, fraction, _ := strings.Cut(shown, "."); len(fraction) < int(money.MinorUnits(currency)) {
			t.Fatalf("%s shows fewer decimals than %s has", shown, currency)
		}
	})
}

func TestWhateverParseTakesIsADecimalThatFitsTheColumn(t *testing.T) {
	limit := decimal.RequireFromString("1e15")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ +-]?[0-9.,eE_x]{0,25}`)).Draw(t, "text")
		d, err := money.Parse(text)
		if err != nil {
			return
		}
		if want, err := decimal.NewFromString(strings.TrimSpace(text)); err != nil || !want.Equal(d) {
			t.Fatalf("Parse(%q) = %s, decimal says %s, %v", text, d, want, err)
		}
		if d.Abs().GreaterThanOrEqual(limit) || !d.Equal(d.Truncate(4)) {
			t.Fatalf("Parse(%q) = %s does not fit DECIMAL(19,4)", text, d)
		}
	})
}
