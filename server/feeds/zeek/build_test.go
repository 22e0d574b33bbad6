package zeek_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"shopclerk/packages"
	"shopclerk/server/feeds"
	"shopclerk/server/feeds/feedstest"
	"shopclerk/server/feeds/zeek"
)

// happened is one callback: a code, and how many minutes after signedAt it was signed.
type happened struct{ code, minute int }

func (h happened) at() time.Time { return signedAt.Add(time.Duration(h.minute) * time.Minute) }

// kept are the parts that the store keeps of a story of parcel FD1.
func kept(t testing.TB, story []happened) []feeds.Part {
	t.Helper()
	var parts []feeds.Part
	for _, h := range story {
		body := fmt.Sprintf(`{"auth":{"timestamp":%d},"data":{"order_id":"FD1","client_order_id":"A-1","order_status":%d}}`, h.at().Unix(), h.code)
		news, _, err := feed(zeek.SignatureOff).Decode(feeds.Delivery{Body: []byte(body), At: h.at().Add(time.Second)})
		if err != nil || len(news.Parts) != 1 || news.Parts[0].Group != "parcel FD1" {
			t.Fatalf("%+v, %v", news, err)
		}
		parts = append(parts, news.Parts...)
	}
	return feedstest.Groups(parts)["parcel FD1"]
}

func built(t testing.TB, now time.Time, story ...happened) feeds.Built {
	t.Helper()
	b, err := feed("").Build("parcel FD1", kept(t, story), now)
	if err != nil || len(b.Packages) != 1 {
		t.Fatalf("%+v, %v", b, err)
	}
	return b
}

func TestWhereAStoryLeavesAParcel(t *testing.T) {
	for _, c := range []struct {
		name  string
		story []happened
		want  packages.Status
		day   int // the minute of the delivery, -1 when there is none
	}{
		{"it goes its way", []happened{{9005, 0}, {9010, 1}, {9011, 2}, {8012, 3}, {9015, 4}, {9017, 5}, {9021, 6}}, packages.Delivered, 6},
		{"a late status does not move it back", []happened{{9005, 0}, {9015, 1}, {9011, 2}}, packages.InTransit, -1},
		{"one that came late, too", []happened{{9015, 1}, {9005, 0}}, packages.InTransit, -1},
		{"of two at one time the further counts", []happened{{9015, 1}, {9005, 1}}, packages.InTransit, -1},
		{"an end stays", []happened{{9021, 3}, {9015, 4}, {9005, 5}}, packages.Delivered, 3},
		{"the first of two ends stays", []happened{{9025, 3}, {9021, 4}}, packages.Cancelled, -1},
		{"which is told by their times", []happened{{9021, 4}, {9025, 3}}, packages.Cancelled, -1},
		{"a delivery cannot be cancelled", []happened{{9021, 3}, {9026, 4}}, packages.Delivered, 3},
		{"of two ends at one time the further counts", []happened{{9021, 3}, {9041, 3}}, packages.Returned, -1},
		{"a repeated end was reached the first time", []happened{{9021, 9}, {9021, 3}, {9021, 12}, {9025, 5}}, packages.Delivered, 3},
		{"a reassignment starts it over", []happened{{9005, 0}, {9011, 1}, {8012, 2}, {8001, 3}}, packages.Pending, -1},
		{"and what was signed before does not count, whenever it comes", []happened{{8001, 3}, {9015, 2}}, packages.Pending, -1},
		{"but what was signed after does", []happened{{8001, 3}, {9015, 2}, {8012, 4}}, packages.PickedUp, -1},
		{"the latest of several reassignments counts", []happened{{8001, 5}, {9015, 4}, {8001, 3}}, packages.Pending, -1},
		{"a code that comes again counts again", []happened{{9015, 2}, {8001, 3}, {9015, 4}}, packages.InTransit, -1},
		{"an end before a reassignment stays", []happened{{9021, 2}, {8001, 3}, {9005, 4}}, packages.Delivered, 2},
		{"a parcel that waits", []happened{{9033, 0}, {9034, 1}, {9035, 2}}, packages.Pending, -1},
		{"an exception", []happened{{9015, 1}, {9044, 2}}, packages.Exception, -1},
		{"an exception near the destination", []happened{{9017, 1}, {9044, 2}}, packages.Exception, -1},
		{"an exception that was before", []happened{{9044, 1}, {9015, 2}}, packages.InTransit, -1},
		{"an exception is over when it goes on", []happened{{9015, 1}, {9044, 2}, {9015, 3}}, packages.InTransit, -1},
		{"a late repetition does not end an exception", []happened{{9005, 0}, {9015, 1}, {9044, 2}, {9005, 3}}, packages.Exception, -1},
		{"an exception ends with a reassignment", []happened{{9044, 2}, {8001, 3}}, packages.Pending, -1},
		{"an exception ends with a return", []happened{{9044, 2}, {9041, 3}}, packages.Returned, -1},
		{"a code that is not known moves nothing", []happened{{9015, 1}, {9099, 2}}, packages.InTransit, -1},
		{"a code that is not known ends no exception", []happened{{9044, 1}, {9099, 2}}, packages.Exception, -1},
		{"a code that is not known promises nothing", []happened{{9099, 2}}, packages.Pending, -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := built(t, signedAt.Add(time.Hour), c.story...).Packages[0]
			day := *p.DeliveredAt
			if *p.Status != c.want || (day == nil) != (c.day < 0) || day != nil && !day.Equal(happened{minute: c.day}.at()) {
				t.Errorf("%s, delivered %v", *p.Status, day)
			}
		})
	}
}

// The order in which the platform's document lists the codes of a parcel's way.
func TestTheCodesRiseAlongTheWay(t *testing.T) {
	way := []int{9033, 9034, 9035, 9001, 9005, 9010, 9011, 8012, 9015, 9017, 9021}
	rank := -1
	for _, code := range way {
		status := *built(t, signedAt, happened{code, 0}).Packages[0].Status
		if status.Rank() < rank {
			t.Errorf("%d is %s, which is before the code before it", code, status)
		}
		rank = status.Rank()
	}
}

func TestAParcelIsOfTheShopsOwnOrder(t *testing.T) {
	for _, c := range []struct{ name, first, second, want string }{
		{"the order of both", `"client_order_id":"A-1"`, `"client_order_id":"A-1"`, "A-1"},
		{"the order of the first, when the second names none", `"client_order_id":"A-1"`, `"client_order_id":null`, "A-1"},
		{"the order of the second, when the first names none", `"client_order_id":""`, `"client_order_id":"A-1"`, "A-1"},
		{"the later of two", `"client_order_id":"A-1"`, `"client_order_id":"A-2"`, "A-2"},
		{"an order before a shipment", `"client_order_id":"A-1","client_shipment_code":"S-1"`, `"client_shipment_code":"S-1"`, "A-1"},
		{"a shipment where there is no order", `"client_shipment_code":"S-1"`, `"client_shipment_code":"S-1"`, "S-1"},
		{"none", `"client_order_id":null`, `"x":1`, ""},
	} {
		var parts []feeds.Part
		for i, fields := range []string{c.first, c.second} {
			body := fmt.Sprintf(`{"auth":{"timestamp":%d},"data":{"order_id":"2D1","order_status":%d,%s}}`, signedAt.Unix()+int64(i), 9005+10*i, fields)
			news, _, err := feed("").Decode(feeds.Delivery{Body: []byte(body), At: signedAt})
			if err != nil {
				t.Fatal(err)
			}
			parts = append(parts, news.Parts...)
		}
		b, err := feed("").Build("parcel 2D1", parts, signedAt)
		got := ""
		if len(b.Packages) == 1 {
			got = b.Packages[0].OrderNumber
		}
		if err != nil || got != c.want {
			t.Errorf("%s: %q, %v", c.name, got, err)
		}
	}
}

func TestWhatIsNoParcelIsNotBuilt(t *testing.T) {
	for group, body := range map[string]string{"product 1": `{}`, "parcel ": `{}`, "": `{}`, "parcel FD1": `{"code":"x"}`} {
		_, err := feed("").Build(group, []feeds.Part{{Group: group, Name: "status 9015", Body: json.RawMessage(body)}}, signedAt)
		if err == nil || !strings.Contains(err.Error(), "cannot be read") {
			t.Errorf("%s: %v", group, err)
		}
	}
	if b, err := feed("").Build("parcel FD1", nil, signedAt); err != nil || len(b.Packages) > 0 || !b.Due.IsZero() {
		t.Errorf("%+v, %v", b, err)
	}
}

// stories draws few codes and few times, so that ties, repetitions and reassignments come often.
var stories = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) happened {
	code := rapid.SampledFrom([]int{9005, 8012, 9015, 9017, 9021, 9025, 9041, 9044, 8001, 8001, 9099}).Draw(t, "code")
	return happened{code, rapid.IntRange(0, 5).Draw(t, "minute")}
}), 1, 9)

func TestAnyOrderOfArrivalBuildsTheSame(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		story := stories.Draw(r, "story")
		again := rapid.Permutation(append(slices.Clone(story), story...)).Draw(r, "another order")
		now := signedAt.Add(time.Duration(rapid.IntRange(0, 20000).Draw(r, "minutes later")) * time.Minute)
		if d := cmp.Diff(feedstest.JSON(t, built(t, now, story...)), feedstest.JSON(t, built(t, now, again...))); d != "" {
			r.Fatalf("one ends otherwise than the other:\n%s", d)
		}
		if parts := kept(t, again); len(parts) > 10 {
			r.Fatalf("%d parts are kept of ten codes", len(parts))
		}
	})
}

// expected reads the rules off a whole story, of which the parts keep only some.
func expected(story []happened) (status packages.Status, delivered *time.Time) {
	as := map[int]packages.Status{
		9005: packages.Pending, 8012: packages.PickedUp, 9015: packages.InTransit, 9017: packages.OutForDelivery,
		9021: packages.Delivered, 9025: packages.Cancelled, 9041: packages.Returned,
	}
	var end *happened
	reset := -1
	for _, h := range story {
		if s := as[h.code]; s.Rank() >= packages.Delivered.Rank() &&
			(end == nil || h.minute < end.minute || h.minute == end.minute && s.Rank() > as[end.code].Rank()) {
			end = &h
		}
		if h.code == 8001 {
			reset = max(reset, h.minute)
		}
	}
	if end != nil {
		if end.code == 9021 {
			delivered = new(end.at())
		}
		return as[end.code], delivered
	}
	status = packages.Pending
	latest := map[packages.Status]int{packages.Pending: reset}
	exception := -1
	for _, h := range story {
		s := as[h.code]
		switch {
		case h.minute < reset:
		case h.code == 9044:
			exception = max(exception, h.minute)
		case s != "":
			latest[s] = max(latest[s], h.minute)
			if s.Rank() > status.Rank() {
				status = s
			}
		}
	}
	if exception >= 0 && exception >= latest[status] {
		status = packages.Exception
	}
	return status, nil
}

func TestWhatIsKeptIsEnoughToTellWhereAParcelIs(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		story := stories.Draw(r, "story")
		p := built(t, signedAt, story...).Packages[0]
		status, delivered := expected(story)
		if *p.Status != status || feedstest.JSON(t, *p.DeliveredAt) != feedstest.JSON(t, delivered) {
			r.Fatalf("it is %s, and should be %s; delivered %v, and should be %v", *p.Status, status, *p.DeliveredAt, delivered)
		}
	})
}
