package cyberbiz

import (
	"strings"

	"shopclerk/internal/fold"
	"shopclerk/orders"
)

// home is the country of an address that names none: the platform sells from Taiwan, and to it unless it says otherwise.
const home = "TW"

// countries are the names that are written in addresses, as fold.Text compares them. The platform documents "Taiwan" only;
// the others are where its shops deliver to.
var countries = map[string]string{
	"taiwan": home, "taiwan, province of china": home, "taiwan (r.o.c.)": home, "republic of china": home, "r.o.c.": home,
	"台灣": home, "臺灣": home, "台湾": home, "中華民國": home,
	"china": "CN", "中國": "CN", "中国": "CN", "中國大陸": "CN", "大陸": "CN", "hong kong": "HK", "hongkong": "HK", "香港": "HK",
	"macau": "MO", "macao": "MO", "澳門": "MO", "澳门": "MO", "japan": "JP", "日本": "JP",
	"korea": "KR", "south korea": "KR", "korea, republic of": "KR", "republic of korea": "KR", "韓國": "KR", "南韓": "KR", "韩国": "KR",
	"singapore": "SG", "新加坡": "SG", "malaysia": "MY", "馬來西亞": "MY", "马来西亚": "MY", "thailand": "TH", "泰國": "TH",
	"vietnam": "VN", "viet nam": "VN", "越南": "VN", "philippines": "PH", "菲律賓": "PH", "indonesia": "ID", "印尼": "ID", "印度尼西亞": "ID",
	"cambodia": "KH", "柬埔寨": "KH", "myanmar": "MM", "緬甸": "MM", "laos": "LA", "寮國": "LA", "brunei": "BN", "汶萊": "BN",
	"india": "IN", "印度": "IN", "united states": "US", "united states of america": "US", "usa": "US", "u.s.a.": "US", "美國": "US", "美国": "US",
	"canada": "CA", "加拿大": "CA", "mexico": "MX", "墨西哥": "MX", "brazil": "BR", "巴西": "BR",
	"united kingdom": "GB", "uk": "GB", "great britain": "GB", "england": "GB", "英國": "GB", "英国": "GB", "ireland": "IE", "愛爾蘭": "IE",
	"germany": "DE", "德國": "DE", "france": "FR", "法國": "FR", "italy": "IT", "義大利": "IT", "spain": "ES", "西班牙": "ES",
	"portugal": "PT", "葡萄牙": "PT", "netherlands": "NL", "荷蘭": "NL", "belgium": "BE", "比利時": "BE", "switzerland": "CH", "瑞士": "CH",
	"austria": "AT", "奧地利": "AT", "sweden": "SE", "瑞典": "SE", "norway": "NO", "挪威": "NO", "denmark": "DK", "丹麥": "DK",
	"finland": "FI", "芬蘭": "FI", "poland": "PL", "波蘭": "PL", "czech republic": "CZ", "czechia": "CZ", "捷克": "CZ",
	"australia": "AU", "澳洲": "AU", "澳大利亞": "AU", "new zealand": "NZ", "紐西蘭": "NZ",
	"united arab emirates": "AE", "阿拉伯聯合大公國": "AE", "israel": "IL", "以色列": "IL", "turkey": "TR", "土耳其": "TR",
	"south africa": "ZA", "南非": "ZA",
}

// country reads a country's name or code as ISO 3166 alpha-2. "" where it is not known: Messenger shows no address then.
func (r reader) country(key string) string {
	text := fold.Text(r.text(key, orders.MaxText))
	if text == "" {
		return home
	}
	if code, known := countries[text]; known {
		return code
	}
	if len(text) == 2 && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz") == "" {
		return strings.ToUpper(text)
	}
	r.warn(key, "is not a country that is known and was left out")
	return ""
}
