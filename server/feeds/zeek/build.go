package zeek

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"shopclerk/packages"
	"shopclerk/server/feeds"
)

// carrier is what customers read, and what a link to a parcel is configured for. Zeek's callbacks carry none.
const carrier = "Zeek"

// parcel is what is known of one.
type parcel struct {
	told    []told    // its codes, each once, in the order of their times
	unknown time.Time // when Zeek knew nothing of it; zero when it was not asked or did
}

// build makes a parcel of its parts. Without the number of an order there is none yet.
func (f *feed) build(group string, parts []feeds.Part, now time.Time) (feeds.Built, error) {
	id, err := idIn(group)
	if err != nil {
		return feeds.Built{}, err
	}
	p, err := assemble(parts)
	if err != nil || len(p.told) == 0 {
		return feeds.Built{}, err
	}
	built := feeds.Built{Due: f.due(p, now)}
	order := p.order()
	if order == "" {
		return built, nil
	}
	status := p.status()
	var delivered *time.Time
	if end, ended := p.end(); ended && status == packages.Delivered {
		delivered = new(end.at())
	}
	built.Packages = []packages.Change{{
		OrderNumber: order, Number: id, Carrier: new(carrier), TrackingNumber: &id,
		Status: &status, DeliveredAt: &delivered, UpdatedAt: new(p.last()),
	}}
	return built, nil
}

func assemble(parts []feeds.Part) (p parcel, err error) {
	for _, part := range parts {
		var t told
		if json.Unmarshal(part.Body, &t) != nil {
			return p, fmt.Errorf("%w: the part %s", feeds.ErrUnreadable, part.Name)
		}
		if part.Name == unknownPart {
			p.unknown = t.at()
			continue
		}
		p.told = append(p.told, t)
	}
	p.sort()
	return p, nil
}

func (p parcel) sort() {
	slices.SortFunc(p.told, func(a, b told) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Code, b.Code)) })
}

// last is the time of the latest news.
func (p parcel) last() time.Time { return p.told[len(p.told)-1].at() }

// latest is the last that was told of something, "" when nothing was.
func latest[T ~string](p parcel, of func(told) T) T {
	for _, t := range slices.Backward(p.told) {
		if value := of(t); value != "" {
			return value
		}
	}
	return ""
}

// order is the number of the shop's order, else that of the shop's shipment.
func (p parcel) order() string {
	return cmp.Or(latest(p, func(t told) string { return t.Order }), latest(p, func(t told) string { return t.Shipment }))
}

// status is where a parcel is. At its end it stays; before, it is where the codes of the courier who has it have brought it
// at most, or an exception until that is told again.
func (p parcel) status() packages.Status {
	if end, ended := p.end(); ended {
		return states[end.Code]
	}
	var furthest, exception told
	for _, t := range p.current() {
		switch status, known := states[t.Code]; {
		case !known: // it says only that there is news
		case status == packages.Exception:
			exception = t
		case status.Rank() >= states[furthest.Code].Rank():
			furthest = t
		}
	}
	if exception.Code != 0 && exception.At >= furthest.At {
		return packages.Exception
	}
	return cmp.Or(states[furthest.Code], packages.Pending) // which promises nothing
}

// end is the code that ends a parcel's way: of several the first stays, and of those at one time the one that is further.
func (p parcel) end() (end told, ended bool) {
	for _, t := range p.told {
		switch {
		case !ends(t.Code):
		case !ended, t.At == end.At && states[t.Code].Rank() > states[end.Code].Rank():
			end, ended = t, true
		}
	}
	return end, ended
}

// current are the codes that count: those of the courier who has the parcel now.
func (p parcel) current() []told {
	i := slices.IndexFunc(p.told, func(t told) bool { return t.Code == reassigned })
	if i < 0 {
		return p.told
	}
	return slices.DeleteFunc(slices.Clone(p.told), func(t told) bool { return t.At < p.told[i].At })
}
