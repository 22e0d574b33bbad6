package zeek

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"strconv"

	"shopclerk/server/feeds"
)

// coordinates are "latitude,longitude" in degrees, as Zeek writes every place.
var coordinates = regexp.MustCompile(`^\s*(-?\d{1,2}(?:\.\d{1,20})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,20})?)\s*$`)

// locate asks where the courier is who has a parcel. Only takeaway has a call for it. Nothing of the answer is kept.
func (f *feed) locate(ctx context.Context, number string, known func(group string) ([]feeds.Part, error)) (feeds.Position, error) {
	parts, err := known(groupPrefix + number)
	if err != nil {
		return feeds.Position{}, err
	}
	p, err := assemble(parts)
	if err != nil {
		return feeds.Position{}, err
	}
	if len(p.told) == 0 || p.family() != takeaway || !f.asks(p) {
		return feeds.Position{}, feeds.ErrNotLocated
	}
	if _, ended := p.end(); ended {
		return feeds.Position{}, feeds.ErrNotLocated
	}
	data, err := f.takeaway.position(ctx, f.place(f.region(p)), number)
	var refused *refusal
	switch {
	case errors.As(err, &refused) && refused.code == codeNoOrder:
		return feeds.Position{}, feeds.ErrNotLocated
	case err != nil:
		return feeds.Position{}, err
	}
	return positionIn(data)
}

// positionIn finds the one place in the data of an answer. No public document says in which field it stands; how Zeek writes a
// place, one does.
func positionIn(data json.RawMessage) (found feeds.Position, err error) {
	var value any
	if len(data) > 0 && json.Unmarshal(data, &value) != nil {
		return found, feeds.ErrNotLocated
	}
	for _, at := range places(value) {
		switch {
		case found == feeds.Position{}:
			found = at
		case found != at:
			return feeds.Position{}, errors.New("the answer names several places, and it is not known which is the courier's")
		}
	}
	if found == (feeds.Position{}) {
		return found, feeds.ErrNotLocated
	}
	return found, nil
}

// places are those in a JSON value. 0,0 is none: it is what is written where nothing is known.
func places(value any) (all []feeds.Position) {
	switch v := value.(type) {
	case string:
		if at, ok := parsePlace(v); ok {
			all = append(all, at)
		}
	case []any:
		for _, one := range v {
			all = append(all, places(one)...)
		}
	case map[string]any:
		for _, one := range v {
			all = append(all, places(one)...)
		}
	}
	return all
}

func parsePlace(text string) (at feeds.Position, ok bool) {
	m := coordinates.FindStringSubmatch(text)
	if m == nil {
		return at, false
	}
	at.Latitude, _ = strconv.ParseFloat(m[1], 64) // the pattern lets only numbers through
	at.Longitude, _ = strconv.ParseFloat(m[2], 64)
	return at, at != feeds.Position{} && max(at.Latitude, -at.Latitude) <= 90 && max(at.Longitude, -at.Longitude) <= 180
}
