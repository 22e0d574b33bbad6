package money

import "strings"

// signs are the marks that stand beside amounts, in small letters and without space. "" is a sign that several currencies
// share: it is taken, and tells nothing.
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

// sign returns the currency that a mark names, "" when it is of several; false when it is no mark of money. ISO 4217 codes
// are marks, too, also with the sign of the currency behind, as in "USD$".
func sign(text string) (code string, ok bool) {
	folded := strings.ToLower(strings.ReplaceAll(text, " ", ""))
	if code, ok = signs[folded]; ok {
		return code, true
	}
	code = strings.ToUpper(strings.TrimRight(folded, "$¥"))
	return code, IsCurrency(code)
}

// oneCurrency reads the marks on both sides of an amount.
func oneCurrency(before, behind string) (string, error) {
	a, known := sign(before)
	b, knownToo := sign(behind)
	switch {
	case !known || !knownToo:
		return "", ErrNotANumber
	case a != "" && b != "" && a != b:
		return "", errTwoCurrencies
	case a == "":
		return b, nil
	}
	return a, nil
}
