package zeek

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"shopclerk/server/feeds"
)

// groupPrefix is what the name of a parcel's group begins with; its order_id follows.
const groupPrefix = "parcel "

// The names of parts: one for each code that a parcel had, so that there are no more of them than there are codes however
// often Zeek repeats itself, and one for when Zeek knew nothing of it.
const (
	statusPart  = "status " // and the code
	unknownPart = "unknown"
)

// told is the body of a part: a status, or without a code that Zeek knows nothing of the parcel.
type told struct {
	Code     int64  `json:"code,omitempty"`
	At       int64  `json:"at"` // Unix microseconds
	Order    string `json:"order,omitempty"`
	Shipment string `json:"shipment,omitempty"`
	Family   family `json:"family,omitempty"`
	Region   string `json:"region,omitempty"`
}

func (t told) at() time.Time { return time.UnixMicro(t.At).UTC() }

// mirror is what the versions of codes turn around that end a parcel's way.
var mirror = time.Date(2500, 1, 1, 0, 0, 0, 0, time.UTC)

// part is what is kept of a status. Of the parts of one name the store keeps the latest version. That is right for codes that
// count until another courier is assigned, but of one that ends everything the first time counts: the earlier it was, the
// later its version.
func (t told) part(id string) feeds.Part {
	p := feeds.Part{Group: groupPrefix + id, Name: unknownPart, Version: t.at()}
	if t.Code != 0 {
		p.Name = fmt.Sprintf("%s%d", statusPart, t.Code)
	}
	if ends(t.Code) {
		p.Version = time.UnixMicro(2*mirror.UnixMicro() - t.At).UTC()
	}
	body, err := json.Marshal(t)
	if err != nil { // numbers and texts always marshal
		panic(err)
	}
	p.Body = body
	return p
}

// idIn is the order_id of a group.
func idIn(group string) (string, error) {
	id, ok := strings.CutPrefix(group, groupPrefix)
	if !ok || id == "" {
		return "", fmt.Errorf("%w: no parcel is called %q", feeds.ErrUnreadable, group)
	}
	return id, nil
}
