package money_test

import (
	"strings"
	"testing"

	"shopclerk/internal/money"
)

// current are the codes of ISO 4217, list one, of 2026, without those that are no money: XXX, and testing's XTS.
const current = `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG
HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT
MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR
SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES
VND VUV WST XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XUA YER ZAR ZMW ZWG`

func TestEveryCodeOfISO4217IsACurrency(t *testing.T) {
	for _, code := range strings.Fields(current) {
		if !money.IsCurrency(code) {
			t.Errorf("%s is not known", code)
		}
	}
}

func TestACodeOfAnOldOrderIsACurrency(t *testing.T) {
	for _, code := range strings.Fields("HRK BGN ANG DEM FRF") {
		if !money.IsCurrency(code) {
			t.Errorf("%s is not known", code)
		}
	}
}

func TestNoOtherTextIsACurrency(t *testing.T) {
	for _, text := range []string{"", "TW", "TWDD", "twd", "Twd", "NTD", "NT$", "RMB", "$", "XXX", "ABC", "ＴＷＤ", "T D", "TWD ", "12A", "mru", "\x00\x00\x00"} {
		if money.IsCurrency(text) {
			t.Errorf("%q is taken for a currency", text)
		}
	}
}

// The decimals are those of ISO 4217; TWD is the exception that money.go explains.
func TestCurrenciesHaveTheDecimalsOfISO4217(t *testing.T) {
	others := map[string]int32{}
	for decimals, codes := range map[int32]string{
		0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF TWD UGX UYI VND VUV XAF XOF XPF",
		3: "BHD IQD JOD KWD LYD OMR TND",
		4: "CLF UYW",
	} {
		for _, code := range strings.Fields(codes) {
			others[code] = decimals
		}
	}
	for _, code := range strings.Fields(current) {
		want, ok := others[code]
		if !ok {
			want = 2
		}
		if got := money.MinorUnits(code); got != want {
			t.Errorf("%s has %d decimals, want %d", code, got, want)
		}
	}
}
