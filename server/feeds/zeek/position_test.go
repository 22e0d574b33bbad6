package zeek_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"shopclerk/server/feeds"
	"shopclerk/server/feeds/zeek"
	"shopclerk/server/feeds/zeek/zeektest"
)

// located asks where the courier of parcel FD1 is.
func (p *platform) located(t *testing.T, parts []feeds.Part) (feeds.Position, error) {
	t.Helper()
	return p.Locate(context.Background(), "FD1", func(group string) ([]feeds.Part, error) {
		if group != "parcel FD1" {
			t.Errorf("the parts of %q were read", group)
		}
		return parts, nil
	})
}

func TestWhereACourierIs(t *testing.T) {
	p := newPlatform(t, nil)
	p.Put("FD1", map[string]any{"order_status": 9015})
	p.Place("FD1", map[string]any{"position": "22.285944,114.158177"})
	at, err := p.located(t, kept(t, []happened{{9015, 0}}))
	if err != nil || at != (feeds.Position{Latitude: 22.285944, Longitude: 114.158177}) {
		t.Fatalf("%+v, %v", at, err)
	}
	if calls := fmt.Sprint(p.Calls()); calls != "[{/v1.3/tasker/takeaway/position_latest HK FD1}]" {
		t.Error(calls)
	}
	if _, err := p.located(t, kept(t, []happened{{9015, 0}})); err == nil || !strings.Contains(err.Error(), "within a minute") {
		t.Errorf("asking again: %v", err)
	}
	p.now = p.now.Add(time.Minute)
	p.Break(zeektest.Fault{Status: 403})
	if _, err := p.located(t, kept(t, []happened{{9015, 0}})); err == nil || errors.Is(err, feeds.ErrNotLocated) || !strings.Contains(err.Error(), "allow-list") {
		t.Errorf("an address that is not allowed: %v", err)
	}
}

func TestACourierOfWhomNothingIsAsked(t *testing.T) {
	for name, story := range map[string][]happened{
		"of a parcel of which nothing was told": nil,
		"of a parcel that was delivered":        {{9015, 0}, {9021, 1}},
		"of a parcel of ZeekDash":               {{9035, 0}},
	} {
		p := parcels(t, nil)
		p.Put("FD1", map[string]any{"order_status": 9015})
		p.Place("FD1", "22.285944,114.158177")
		if at, err := p.located(t, kept(t, story)); !errors.Is(err, feeds.ErrNotLocated) || at != (feeds.Position{}) || len(p.Calls()) > 0 {
			t.Errorf("%s: %+v, %v, %v", name, at, err, p.Calls())
		}
	}
	p := newPlatform(t, nil) // and one that it does not know
	if _, err := p.located(t, kept(t, []happened{{9015, 0}})); !errors.Is(err, feeds.ErrNotLocated) || len(p.Calls()) != 1 {
		t.Errorf("%v, %v", err, p.Calls())
	}
	away := errors.New("the database is away")
	if _, err := p.Locate(context.Background(), "FD1", func(string) ([]feeds.Part, error) { return nil, away }); err != away {
		t.Error(err)
	}
}

func TestTheOnePlaceOfAnAnswer(t *testing.T) {
	there := feeds.Position{Latitude: 22.285944, Longitude: 114.158177}
	for _, c := range []struct {
		data string
		want feeds.Position
		err  string
	}{
		{`"22.285944,114.158177"`, there, ""},
		{`{"position":" 22.285944 , 114.158177 ","time":1528793155}`, there, ""},
		{`{"partner":{"partner_name":"R","partner_location":"22.285944,114.158177"},"location":"22.285944,114.158177"}`, there, ""},
		{`[{"order_id":"FD1","location":"22.285944,114.158177"}]`, there, ""},
		{`{"location":"-33.9,-70.5"}`, feeds.Position{Latitude: -33.9, Longitude: -70.5}, ""},
		{`{"from":"22.1,114.1","location":"22.2,114.2"}`, feeds.Position{}, "several places"},
		{`{"location":"0,0"}`, feeds.Position{}, "does not tell"},
		{`{"location":""}`, feeds.Position{}, "does not tell"},
		{`{"location":null}`, feeds.Position{}, "does not tell"},
		{`{"location":"91,114"}`, feeds.Position{}, "does not tell"},
		{`{"location":"22,181"}`, feeds.Position{}, "does not tell"},
		{`{"location":"22,114,5"}`, feeds.Position{}, "does not tell"},
		{`{"total":"1,280"}`, feeds.Position{}, "does not tell"},
		{`{"22.1,114.1":1}`, feeds.Position{}, "does not tell"},
		{`[]`, feeds.Position{}, "does not tell"},
		{``, feeds.Position{}, "does not tell"},
	} {
		got, err := zeek.PositionIn([]byte(c.data))
		if got != c.want || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %+v, %v", c.data, got, err)
		}
	}
}
