package zeek

import (
	"crypto/md5" //nolint:gosec // it is what the platform signs with
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"shopclerk/server/feeds"
)

// sign is the signature of a call: 32 lower-case hex digits. It is over the texts and numbers at the top of data, by the bytes
// of their keys, and neither over what is nested in it, such as meta, nor over truths and nulls.
// https://www.zeek.technology/zh-HK/food-delivery/api.html
func sign(data feeds.Object, appID, secretKey, timestamp string) string {
	var signed []string
	for _, key := range slices.Sorted(maps.Keys(data)) {
		if value, ok := scalar(data[key]); ok {
			signed = append(signed, key+"="+value)
		}
	}
	text := strings.Join(signed, "&") + "&" + appID + "&" + secretKey + "&" + timestamp
	sum := md5.Sum([]byte(text)) //nolint:gosec // see above
	return hex.EncodeToString(sum[:])
}
