package money_test

import (
	"errors"
	"strings"
	"testing"

	"shopclerk/internal/money"
)

// A sign that several currencies share is the shop's own only where it is that of the shop's currency.
func TestASignOfSeveralCurrenciesIsNotTakenForAnotherOne(t *testing.T) {
	for _, c := range []struct{ text, own, others string }{
		{"$5", "TWD HKD USD SGD AUD CAD MXN", "VND EUR CNY JPY GBP THB KRW"},
		{"5$", "USD", "VND"},
		{"¥5", "CNY JPY", "TWD USD VND"},
		{"￥5", "CNY JPY", "TWD"},
		{"£5", "GBP EGP", "EUR USD TWD"},
		{"5元", "TWD CNY HKD MOP SGD", "VND EUR KRW"},
		{"5 圓", "TWD JPY", "VND"},
		{"5塊", "TWD HKD CNY", "JPY VND"},
		{"$5元", "TWD", "CNY"}, // the one before it counts
		{"5", "TWD USD VND EUR", ""},
	} {
		for _, currency := range strings.Fields(c.own) {
			if got, err := (money.Style{}).Parse(c.text, currency); err != nil || got.Currency != "" || got.Amount.String() != "5" {
				t.Errorf("%s in %s: %v, %v", c.text, currency, got, err)
			}
		}
		for _, currency := range strings.Fields(c.others) {
			if got, err := (money.Style{}).Parse(c.text, currency); !errors.Is(err, money.ErrWhichCurrency) {
				t.Errorf("%s in %s: %v, %v", c.text, currency, got, err)
			}
		}
	}
}

func TestARefusalOfCentsNamesTheCurrency(t *testing.T) {
	const want = `"$19.99" has the sign of several currencies, and decimals, which TWD does not have; write which one it is, as in USD 5`
	if _, err := (money.Style{}).Parse("$19.99", "TWD"); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
