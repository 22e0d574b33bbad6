package money

import "golang.org/x/text/currency"

// minorUnits lists the currencies that do not have two decimals (ISO 4217, list one). TWD differs from the list on
// purpose: its cents are out of use and Messenger receipts show whole dollars.
var minorUnits = map[string]int32{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "TWD": 0,
	"UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
	"CLF": 4, "UYW": 4,
}

// recent lists the codes that are younger than the tables of golang.org/x/text.
var recent = map[string]bool{
	"MRU": true, "SLE": true, "UYW": true, "VED": true, "VES": true, "XCG": true, "ZWG": true,
}

// MinorUnits returns how many decimals amounts of a currency are shown with: 0 for TWD, 2 for USD, 3 for KWD.
func MinorUnits(code string) int32 {
	if n, ok := minorUnits[code]; ok {
		return n
	}
	return 2
}

// IsCurrency reports whether code is an ISO 4217 code in capital letters, be it withdrawn: old orders carry those.
// Messenger refuses a receipt with any other.
func IsCurrency(code string) bool {
	unit, err := currency.ParseISO(code)
	return recent[code] || err == nil && unit.String() == code && code != "XXX"
}
