package zeek

import (
	"time"

	"shopclerk/server/feeds"
)

// HostOf is where a region's API is.
var HostOf = hostOf

// PositionIn reads the data of an answer.
var PositionIn = positionIn

// Answered is what an answer says of a parcel.
func Answered(id string, parts []feeds.Part, body []byte, now time.Time) (feeds.News, error) {
	p, err := assemble(parts)
	if err != nil {
		return feeds.News{}, err
	}
	data, err := answered(body)
	return p.answered(id, asObject(data), err, now)
}
