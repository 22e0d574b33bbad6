package feeds_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"shopclerk/internal/store"
	"shopclerk/server/feeds"
)

func TestADeliveryIsKeptOnceAsItCame(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		body := told("product 1", "Tea", noon).body()
		for n := range 3 {
			if err := d.Receive(ctx, d.source, call("told", body, noon.Add(time.Duration(n)*time.Hour))); err != nil {
				t.Fatal(err)
			}
		}
		list := d.listed(t, "")
		if len(list) != 1 {
			t.Fatalf("%d deliveries", len(list))
		}
		one, err := d.store.Delivery(ctx, "main", list[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		one.RepeatKey = [16]byte{}
		equal(t, store.Delivery{
			Shop: "main", Feed: "shop", ID: noon.UnixMicro(), Event: "told", Object: "product 1", ReceivedAt: noon, SourceAt: noon,
			Size: len(body), Body: body, State: store.DeliveryQueued, Repeats: 2,
		}, one)
		equal(t, []int{1, 2, 0}, []int{d.counts.of("kept"), d.counts.of("repeated"), d.counts.of("spooled")})
	})
}

// A caller that hangs up has sent its delivery all the same.
func TestADeliveryIsKeptThoughItsCallerHangsUp(t *testing.T) {
	gone, hangUp := context.WithCancel(ctx)
	hangUp()
	each(t, func(t *testing.T, d *desk) {
		if err := d.Receive(gone, d.source, call("told", told("product 1", "Tea", noon).body(), noon)); err != nil {
			t.Fatal(err)
		}
		equal(t, []int{1, 1}, []int{len(d.listed(t, "")), d.counts.of("kept")})
	})
}

func TestWhatDiffersIsNoRepetition(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for n, c := range []struct {
			name  string
			event string
			tell  func(first saying) saying
			want  int
		}{
			{"the same again", "told", func(s saying) saying { return s }, 1},
			{"of another event", "else", func(s saying) saying { return s }, 2},
			{"of another object", "told", func(s saying) saying { s.Object += "0"; return s }, 2},
			{"of another time", "told", func(s saying) saying { s.At = s.At.Add(time.Second); return s }, 2},
			{"with other bytes", "told", func(s saying) saying { s.Title = "tea"; return s }, 2},
		} {
			before, first := len(d.listed(t, "")), told(fmt.Sprint("product ", n+1), "Tea", noon)
			for _, one := range []feeds.Call{call("told", first.body(), noon), call(c.event, c.tell(first).body(), noon.Add(time.Hour))} {
				if err := d.Receive(ctx, d.source, one); err != nil {
					t.Fatal(err)
				}
			}
			if kept := len(d.listed(t, "")) - before; kept != c.want {
				t.Errorf("%s: %d are kept", c.name, kept)
			}
		}
	})
}

func TestADeliveryWithoutATimeIsARepetitionForSomeMinutesOnly(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		body := saying{Object: "product 1", Title: "Tea"}.body()
		for _, after := range []time.Duration{0, time.Minute, 9 * time.Minute, 11 * time.Minute, time.Hour} {
			if err := d.Receive(ctx, d.source, call("told", body, noon.Add(after))); err != nil {
				t.Fatal(err)
			}
		}
		var repeats []int
		for _, one := range d.listed(t, "") {
			repeats = append(repeats, one.Repeats)
		}
		equal(t, []int{2, 0, 0}, repeats)
	})
}

func TestOfWhatIsRefusedNothingIsKeptButACounter(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		body := told("product 1", "words of the body", noon).body()
		for name, c := range map[string]struct {
			call feeds.Call
			want error
		}{
			"a wrong signature": {signed("told", body, noon, "bad"), feeds.ErrSignature},
			"an old one":        {signed("told", body, noon, "old"), feeds.ErrExpired},
			"too large":         {call("told", bytes.Repeat([]byte("x"), feeds.MaxBody+1), noon), feeds.ErrTooLarge},
		} {
			if err := d.Receive(ctx, d.source, c.call); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := d.Receive(ctx, d.source, call("told", bytes.Repeat([]byte("x"), feeds.MaxBody), noon)); err != nil {
			t.Errorf("as large as can be: %v", err)
		}
		equal(t, []int{1, 3, 1}, []int{len(d.listed(t, "")), d.counts.of("refused"), d.counts.of("kept")})
		d.log.has(t, 0, "words")
	})
}

func TestNamesFromOutsideAreCutAtCharacters(t *testing.T) {
	const most = 128 // bytes
	each(t, func(t *testing.T, d *desk) {
		for n, c := range []struct{ name, event, object, wantEvent, wantObject string }{
			{"short", "told", "product 1", "told", "product 1"},
			{"exactly as long", strings.Repeat("a", most), "", strings.Repeat("a", most), ""},
			{"a character across the end", strings.Repeat("a", most-1) + "茶", "", strings.Repeat("a", most-1), ""},
			{"only characters of three", "told", strings.Repeat("茶", 60), "told", strings.Repeat("茶", most/3)},
			{"no text", "a\xffb", "", "a\uFFFDb", ""},
			{"nothing that begins anywhere", strings.Repeat("\x80", 300), "", "\uFFFD", ""},
			{"no text at the end", strings.Repeat("a", most-1) + "\x80\x80", "", strings.Repeat("a", most-1), ""},
		} {
			if err := d.Receive(ctx, d.source, call(c.event, told(c.object, c.name, noon).body(), noon.Add(time.Duration(n)*time.Second))); err != nil {
				t.Fatal(err)
			}
			one := d.listed(t, "")[n]
			equal(t, []string{c.wantEvent, c.wantObject}, []string{one.Event, one.Object})
			if !utf8.ValidString(one.Event + one.Object) {
				t.Errorf("%s: it is no text", c.name)
			}
		}
	})
}

// What a platform reads of a delivery before it is kept must not keep it from being kept.
func TestADeliveryIsKeptThoughItsSubjectCannotBeRead(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.receive(t, saying{Object: "product 1", Title: "Tea", Do: "panic subject"})
		if err := d.Receive(ctx, d.source, call("told", []byte("\xff no JSON"), noon)); err != nil {
			t.Fatal(err)
		}
		for _, one := range d.listed(t, "") {
			equal(t, []string{"told", ""}, []string{one.Event, one.Object})
		}
		run(t, d.Run)
		d.settled(t)
		equal(t, map[string]string{"product 1": "Tea"}, d.titles(t))
	})
}
