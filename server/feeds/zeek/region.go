package zeek

import (
	"cmp"
	"strings"
)

// The hosts of the two zones, with the version of the API of the takeaway family.
const (
	zone1 = "https://ap1-open-api.zeek.one/v1.3" // Hong Kong and Taiwan
	zone2 = "https://ap2-open-api.zeek.one/v1.3" // Singapore, Malaysia, Thailand and Vietnam
)

// zones are the hosts by region, in the platform's own codes. Vietnam has one for each province, VN and three letters, beside
// these two.
var zones = map[string]string{"HK": zone1, "TPE": zone1, "SG": zone2, "KUL": zone2, "BKK": zone2, "SGN": zone2, "HAN": zone2}

// hostOf is the address of a region's API; "" when the region is not known.
func hostOf(region string) string {
	if len(region) == 5 && strings.HasPrefix(region, "VN") && strings.Trim(region, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		return zone2
	}
	return zones[region]
}

// base is where a region's calls go.
func (f *feed) base(region string) string { return cmp.Or(f.BaseURL, hostOf(region)) }
