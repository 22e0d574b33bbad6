package zeek

import (
	"time"

	"shopclerk/server/feeds"
)

// HostOf is the address of a region's API.
var HostOf = hostOf

// Answered is what an answer says of a parcel.
func Answered(id string, parts []feeds.Part, body []byte, now time.Time) (feeds.News, error) {
	p, err := assemble(parts)
	if err != nil {
		return feeds.News{}, err
	}
	data, err := answered(body)
	return p.answered(id, data, err, now)
}
