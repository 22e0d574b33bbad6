package packages_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"shopclerk/packages"
)

func ptr[T any](v T) *T { return &v }

var (
	early   = time.Date(2026, 1, 9, 0, 0, 0, 0, time.UTC)
	late    = early.Add(time.Hour)
	arrival = early.Add(24 * time.Hour)
)

// stored is a parcel in which every field says something.
func stored() packages.Package {
	return packages.Package{
		ID: 7, Source: "file", OrderNumber: "SC1", Number: "P1", ProductName: "Tea", Carrier: "UPS", TrackingNumber: "T1",
		TrackingURL: "https://t.example/T1", Status: packages.InTransit, ExpectedOn: "2026-01-12", DeliveredAt: &early,
		ImageURL: "/i.png", Version: early,
	}
}

func TestAWordOfTheVocabularyIsReadInAnySpelling(t *testing.T) {
	for _, c := range []struct {
		text string
		want packages.Status
	}{
		{"pending", packages.Pending}, {"Picked up", packages.PickedUp}, {"picked-up", packages.PickedUp},
		{"in_transit", packages.InTransit}, {"IN TRANSIT", packages.InTransit}, {" In-Transit\n", packages.InTransit},
		{"out for delivery", packages.OutForDelivery}, {"Out-For_Delivery", packages.OutForDelivery},
		{"Delivered", packages.Delivered}, {"EXCEPTION", packages.Exception}, {"returned", packages.Returned},
		{"cancelled", packages.Cancelled}, {"Canceled", packages.Cancelled},
	} {
		got := packages.ParseStatus(c.text)
		if got != c.want || !got.Known() {
			t.Errorf("ParseStatus(%q) = %q, known %v", c.text, got, got.Known())
		}
	}
}

func TestFreeTextIsKeptAsItIsWritten(t *testing.T) {
	for text, want := range map[string]packages.Status{
		"": "", "Delivery in progress": "Delivery in progress", " 配送中 ": "配送中", "in transit to Taipei": "in transit to Taipei", "delivered!": "delivered!",
	} {
		got := packages.ParseStatus(text)
		if got != want || got.Known() {
			t.Errorf("ParseStatus(%q) = %q, known %v", text, got, got.Known())
		}
	}
}

func TestRanksRiseWithTheWayOfAParcelAndFreeTextIsBelow(t *testing.T) {
	way := []packages.Status{
		"Delivery in progress", packages.Pending, packages.PickedUp, packages.InTransit, packages.Exception, packages.OutForDelivery,
		packages.Delivered, packages.Returned, packages.Cancelled,
	}
	for i := 1; i < len(way); i++ {
		if way[i-1].Rank() >= way[i].Rank() {
			t.Errorf("%s does not rank above %s", way[i], way[i-1])
		}
	}
}

func TestTheDeliveryDayIsTheShopsOwnDay(t *testing.T) {
	at := time.Date(2026, 1, 11, 20, 30, 0, 0, time.UTC)
	for _, c := range []struct {
		name, zone string
		p          packages.Package
		want       string
	}{
		{"nothing is known", "Asia/Taipei", packages.Package{}, ""},
		{"it is expected", "Asia/Taipei", packages.Package{ExpectedOn: "2026-01-12"}, "2026-01-12"},
		{"it was delivered when the day had begun in Taipei", "Asia/Taipei", packages.Package{ExpectedOn: "2026-01-15", DeliveredAt: &at}, "2026-01-12"},
		{"it was delivered when it was the day before in New York", "America/New_York", packages.Package{DeliveredAt: &at}, "2026-01-11"},
	} {
		t.Run(c.name, func(t *testing.T) {
			zone, err := time.LoadLocation(c.zone)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.p.DeliveryDay(zone); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAParcelIsUniqueByBothFoldedNumbers(t *testing.T) {
	c := packages.Change{OrderNumber: "#Sc1 ", Number: "Ｐ１"}
	want := packages.Key{Order: "sc1", Number: "p1"}
	if c.Key() != want || c.Apply(nil, arrival).Key() != want {
		t.Errorf("got %v and %v", c.Key(), c.Apply(nil, arrival).Key())
	}
}

func TestANewParcelHasNothingThatWasNotSaid(t *testing.T) {
	got := packages.Change{OrderNumber: "1", Number: "2"}.Apply(nil, arrival)
	if d := cmp.Diff(packages.Package{OrderNumber: "1", Number: "2", Version: arrival}, got); d != "" {
		t.Error(d)
	}
}

func TestWhatAChangeDoesNotMentionStays(t *testing.T) {
	old, want := stored(), stored()
	got := packages.Change{OrderNumber: "SC1", Number: "P1"}.Apply(&old, arrival)
	want.Version = arrival
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if !got.Same(old) {
		t.Error("nothing was said and it is not the same")
	}
}

func TestWhatAChangeClearsIsEmpty(t *testing.T) {
	old := stored()
	got := packages.Change{
		OrderNumber: "SC1", Number: "P1", ProductName: ptr(""), Carrier: ptr(""), TrackingNumber: ptr(""), TrackingURL: ptr(""),
		ExpectedOn: ptr(""), ImageURL: ptr(""), Status: ptr(packages.Status("")), DeliveredAt: ptr((*time.Time)(nil)),
	}.Apply(&old, arrival)
	want := packages.Package{ID: 7, Source: "file", OrderNumber: "SC1", Number: "P1", Version: arrival}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestWhatAChangeSaysReplacesWhatWas(t *testing.T) {
	old := stored()
	got := packages.Change{
		OrderNumber: "sc1", Number: "p1", ProductName: ptr("a"), Carrier: ptr("b"), TrackingNumber: ptr("c"), TrackingURL: ptr("d"),
		ExpectedOn: ptr("2026-02-01"), ImageURL: ptr("e"), Status: ptr(packages.Delivered), DeliveredAt: ptr(&late), UpdatedAt: &late,
	}.Apply(&old, arrival)
	want := packages.Package{
		ID: 7, Source: "file", OrderNumber: "sc1", Number: "p1", ProductName: "a", Carrier: "b", TrackingNumber: "c", TrackingURL: "d",
		ExpectedOn: "2026-02-01", ImageURL: "e", Status: packages.Delivered, DeliveredAt: &late, Version: late,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(stored(), old); d != "" {
		t.Error("the old version was changed:", d)
	}
}

func TestAVersionIsTheSourcesTimeOrElseTheArrival(t *testing.T) {
	for name, c := range map[string]struct {
		updated *time.Time
		want    time.Time
	}{
		"no time": {nil, arrival}, "an empty time": {&time.Time{}, arrival}, "the source's time": {&late, late},
	} {
		old := stored()
		if got := (packages.Change{UpdatedAt: c.updated}).Apply(&old, arrival).Version; !got.Equal(c.want) {
			t.Errorf("%s: version %s, want %s", name, got, c.want)
		}
	}
}

func TestADigestDoesNotDependOnZones(t *testing.T) {
	a, b := stored(), stored()
	b.DeliveredAt = ptr(early.In(time.FixedZone("Taipei", 8*3600)))
	b.ID, b.Source, b.Version = 0, "", late
	before := *b.DeliveredAt
	if a.Digest() != b.Digest() {
		t.Error("the digests differ")
	}
	if b.DeliveredAt.Location() != before.Location() {
		t.Error("taking the digest changed the parcel")
	}
	if got := a.Digest(); len(got) != 32 || strings.Trim(got, "0123456789abcdef") != "" {
		t.Errorf("the digest is %q", got)
	}
}

func TestWhichOfTwoParcelsWins(t *testing.T) {
	base := stored()
	with := func(change func(*packages.Package)) packages.Package { p := base; change(&p); return p }
	for _, c := range []struct {
		name       string
		next       packages.Package
		supersedes bool
	}{
		{"the same", base, false},
		{"a later one that goes back", with(func(p *packages.Package) { p.Version, p.Status = late, packages.Pending }), true},
		{"an earlier one that has come further", with(func(p *packages.Package) { p.Version, p.Status = early.Add(-1), packages.Delivered }), false},
		{"one of the same time that has come further", with(func(p *packages.Package) { p.Status = packages.Delivered }), true},
		{"one of the same time that has not come so far", with(func(p *packages.Package) { p.Status = packages.Pending }), false},
		{"free text of the same time", with(func(p *packages.Package) { p.Status = "on its way" }), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.next.Supersedes(base); got != c.supersedes {
				t.Errorf("Supersedes is %v", got)
			}
		})
	}
}

// versions draws few different values, so that ties come often.
var versions = rapid.Custom(func(t *rapid.T) packages.Package {
	p := packages.Package{
		Version: early.Add(time.Duration(rapid.IntRange(0, 2).Draw(t, "version")) * time.Second),
		Status:  rapid.SampledFrom([]packages.Status{"", "x", packages.Pending, packages.Delivered}).Draw(t, "status"),
		Carrier: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "carrier"),
	}
	if rapid.Bool().Draw(t, "delivered") {
		p.DeliveredAt = ptr(early.In(rapid.SampledFrom([]*time.Location{time.UTC, time.FixedZone("", 3600)}).Draw(t, "zone")))
	}
	return p
})

func TestSupersedesIsATotalOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := versions.Draw(t, "a"), versions.Draw(t, "b"), versions.Draw(t, "c")
		if a.Supersedes(b) && b.Supersedes(a) {
			t.Fatal("each of two supersedes the other")
		}
		if a.Supersedes(b) && b.Supersedes(c) && !a.Supersedes(c) {
			t.Fatal("a supersedes b, b supersedes c, and a does not supersede c")
		}
		if !a.Supersedes(b) && !b.Supersedes(a) && !a.Same(b) {
			t.Fatal("neither of two that differ supersedes the other")
		}
	})
}

func TestAPageBeginsBehindThePagesBeforeIt(t *testing.T) {
	for page, want := range map[int]int{1: 0, 2: 3, 10: 27} {
		if got := (packages.Query{Page: page, Limit: 3}).Offset(); got != want {
			t.Errorf("page %d begins at %d, want %d", page, got, want)
		}
	}
}
