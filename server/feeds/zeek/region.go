package zeek

import (
	"cmp"
	"strings"
)

// The hosts of the two zones.
const (
	zone1 = "https://ap1-open-api.zeek.one" // Hong Kong and Taiwan
	zone2 = "https://ap2-open-api.zeek.one" // Singapore, Malaysia, Thailand and Vietnam
)

// zones are the hosts by region, in the platform's own codes. Vietnam has one for each province, VN and three letters, beside
// these two.
var zones = map[string]string{"HK": zone1, "TPE": zone1, "SG": zone2, "KUL": zone2, "BKK": zone2, "SGN": zone2, "HAN": zone2}

// hostOf is where a region's API is; "" when the region is not known.
func hostOf(region string) string {
	if len(region) == 5 && strings.HasPrefix(region, "VN") && strings.Trim(region, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		return zone2
	}
	return zones[region]
}

// place is where a call goes, and the region that it is made for.
type place struct{ host, region string }

// place is that of a region; its host is "" when the region is not known.
func (f *feed) place(region string) place { return place{cmp.Or(f.BaseURL, hostOf(region)), region} }
