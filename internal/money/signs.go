package money

import (
	"cmp"
	"slices"
	"strings"
)

// signs are the marks that stand beside amounts, in small letters and without space. "" is a sign that several currencies
// share: it tells nothing but that it is one of these, see shared.
var signs = map[string]string{
	"": "", "$": "", "¥": "", "£": "", "元": "", "圓": "", "圆": "", "塊": "", "块": "",
	"nt$": "TWD", "nt": "TWD", "nt.": "TWD", "ntd": "TWD", "ntd$": "TWD", "台幣": "TWD", "臺幣": "TWD", "台币": "TWD", "新台幣": "TWD", "新臺幣": "TWD", "新台币": "TWD",
	"hk$": "HKD", "港幣": "HKD", "港币": "HKD", "港元": "HKD", "mop$": "MOP",
	"rmb": "CNY", "cn¥": "CNY", "人民幣": "CNY", "人民币": "CNY",
	"円": "JPY", "日圓": "JPY", "日元": "JPY", "日幣": "JPY", "日币": "JPY", "jp¥": "JPY",
	"đ": "VND", "₫": "VND", "đồng": "VND", "dong": "VND", "vnđ": "VND",
	"us$": "USD", "美元": "USD", "美金": "USD", "s$": "SGD", "a$": "AUD", "c$": "CAD", "nz$": "NZD", "r$": "BRL",
	"rp": "IDR", "rp.": "IDR", "rm": "MYR", "€": "EUR", "₩": "KRW", "฿": "THB", "₱": "PHP", "₹": "INR",
}

// dollars are the currencies whose sign at home is $, pesos among them, and so are the ones that 元 can mean.
const dollars = "ARS AUD BBD BMD BND BSD BZD CAD CLP COP CUP DOP FJD GYD HKD JMD KYD LRD MOP MXN NAD NZD SBD SGD SRD TTD TWD USD UYU XCD"

// shared are the currencies that each of the signs in common can stand for.
var shared = map[string][]string{
	"$": strings.Fields(dollars), "¥": {"CNY", "JPY"}, "£": {"EGP", "FKP", "GBP", "GIP", "LBP", "SDG", "SHP", "SSP", "SYP"},
	"元": strings.Fields(dollars + " CNY JPY"), "圓": strings.Fields(dollars + " CNY JPY"), "圆": strings.Fields(dollars + " CNY JPY"),
	"塊": strings.Fields(dollars + " CNY"), "块": strings.Fields(dollars + " CNY"),
}

// inCommon returns the one of the marks beside an amount that several currencies share; "" when there is none.
func inCommon(marks ...string) string {
	for _, mark := range marks {
		if mark = compact(mark); shared[mark] != nil {
			return mark
		}
	}
	return ""
}

// compact is a mark as signs has it.
func compact(mark string) string { return strings.ToLower(strings.ReplaceAll(mark, " ", "")) }

// sign returns the currency that a mark names, "" when it is of several; false when it is no mark of money. ISO 4217 codes
// are marks, too, also with the sign of the currency behind, as in "USD$".
func sign(text string) (code string, ok bool) {
	folded := compact(text)
	if code, ok = signs[folded]; ok {
		return code, true
	}
	name := strings.TrimRight(folded, "$¥")
	code = strings.ToUpper(name)
	return code, IsCurrency(code) && (len(name) == len(folded) || slices.Contains(shared[folded[len(name):]], code))
}

// oneCurrency reads the marks on both sides of an amount: the currency that they name, and the sign that several share.
func oneCurrency(before, behind string) (code, common string, err error) {
	a, known := sign(before)
	b, knownToo := sign(behind)
	code, common = cmp.Or(a, b), inCommon(before, behind)
	switch {
	case !known || !knownToo:
		return "", "", ErrNotANumber
	case a != "" && b != "" && a != b, code != "" && common != "" && !slices.Contains(shared[common], code):
		return "", "", errTwoCurrencies
	}
	return code, common, nil
}
