package zeek

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"shopclerk/server/feeds"
)

// named is the family that an address or an event begins with; "" when it names none.
func named(path string) family {
	word, _, _ := strings.Cut(strings.ToLower(strings.Trim(path, "/")), "/")
	switch f := family(word); f {
	case takeaway, twoDoor, dash:
		return f
	}
	return ""
}

// familyOf tells the family of a callback. What only one of them has counts before the address, for one address is easily
// given to all three.
func familyOf(event string, data feeds.Object) family {
	id, _ := idOf(data)
	code, _ := codeOf(data)
	switch {
	case data.Text("client_shipment_code") != "":
		return twoDoor
	case families[code] != "":
		return families[code]
	case named(event) != "":
		return named(event)
	case strings.HasPrefix(id, "FD"): // as in the documented calls for takeaway orders
		return takeaway
	}
	return ""
}

// subject names a delivery by family and code, such as "takeaway/9015", for the log.
func subject(d feeds.Delivery) feeds.Subject {
	s := feeds.Subject{Event: d.Event}
	e, err := open(d.Body)
	if err != nil {
		return s
	}
	s.At, _ = timeOf(e.auth, d.At)
	if id, err := idOf(e.data); err == nil {
		s.Object = groupPrefix + id
	}
	if code, err := codeOf(e.data); err == nil {
		of := familyOf(d.Event, e.data)
		s.Event = strings.TrimPrefix(string(of)+"/"+strconv.FormatInt(code, 10), "/")
	}
	return s
}

// decode reads a delivery: one status of one parcel. Of the courier, who is a person, nothing is kept.
func decode(d feeds.Delivery) (feeds.News, []string, error) {
	e, err := open(d.Body)
	if err != nil {
		return feeds.News{}, nil, err
	}
	id, err := idOf(e.data)
	if err != nil {
		return feeds.News{}, nil, err
	}
	code, err := codeOf(e.data)
	if err != nil {
		return feeds.News{}, nil, err
	}
	at, lateness := timeOf(e.auth, d.At)
	if at.IsZero() {
		at = d.At
	}
	order, odd := orderOf(e)
	shipment, odder := shipmentOf(e.data)
	s := told{Code: code, At: at.UnixMicro(), Order: order, Shipment: shipment, Family: familyOf(d.Event, e.data), Region: regionOf(e.data)}
	var warnings []string
	for _, text := range []string{lateness, odd, odder, s.doubt()} {
		if text != "" {
			warnings = append(warnings, text)
		}
	}
	return feeds.News{Parts: []feeds.Part{s.part(id)}}, warnings, nil
}

// doubt is what has to be warned of in a status that can be read.
func (s told) doubt() string {
	_, known := states[s.Code]
	switch {
	case !known:
		return fmt.Sprintf("order_status: %d is not known and moves no parcel", s.Code)
	case cmp.Or(s.Order, s.Shipment) == "":
		return "client_order_id: is missing, so that it is not known of which order the parcel is"
	case s.Order == "":
		return "client_order_id: is missing, and client_shipment_code was taken for it"
	}
	return ""
}
