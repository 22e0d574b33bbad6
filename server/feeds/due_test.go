package feeds_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/feeds"
	"shopclerk/server/feeds/cyberbiz"
)

// watch is a clock that tests turn while others look at it.
type watch struct {
	mu sync.Mutex
	at time.Time
}

func (w *watch) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *watch) turn(to time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = to
}

// eachAt is each with a clock, of the store and of the inbox.
func eachAt(t *testing.T, test func(t *testing.T, d *desk, w *watch)) {
	t.Helper()
	for _, database := range storetest.All(t) {
		t.Run(database.Name, func(t *testing.T) {
			w := &watch{at: noon}
			o := database.New(t)
			o.Now = w.now
			d := at(t, o)
			d.Options.Now = w.now
			test(t, d, w)
		})
	}
}

func TestAProductIsSoldWhenItsTimeComesWithoutAnEvent(t *testing.T) {
	eachAt(t, func(t *testing.T, d *desk, w *watch) {
		d.source = sourceOf("shop", cyberbiz.New(cyberbiz.Options{Domain: "example.cyberbiz.co", WebhookSecrets: []string{cyberbizSecret}}))
		d.Sources = func() []feeds.Source { return []feeds.Source{d.source} }
		var changes tally
		d.Changed = func() { changes.add("") }
		for n := range 60 { // more than are made again together
			body := fmt.Appendf(nil, `{"id":%d,"title":"Tea","published":true,"searchable":true,"price":5,"sell_from":"2026-01-10 00:00:00","sell_to":"2026-01-11 00:00:00",`+
				`"product_variants":[],"created_at":"2026-01-01 10:00:00","updated_at":"2026-01-09 10:00:00"}`, 700000+n)
			if err := d.Receive(ctx, d.source, sent{"shop", "products/create", body}.call(noon)); err != nil {
				t.Fatal(err)
			}
		}
		stop := run(t, d.Run)
		shown := func() (n int) {
			for _, title := range d.titles(t) {
				if title != "" {
					n++
				}
			}
			return n
		}
		d.settled(t)
		stop() // whoever is told of the deliveries is told by now
		run(t, d.Run)
		equal(t, []int{60, 0}, []int{len(d.titles(t)), shown()})
		before := changes.of("")
		w.turn(noon.Add(4*time.Hour - time.Second)) // midnight in Taipei is 16:00
		time.Sleep(1200 * time.Millisecond)
		equal(t, []int{0, before}, []int{shown(), changes.of("")})
		w.turn(noon.Add(4 * time.Hour))
		until(t, "they are sold", func() bool { return shown() == 60 })
		if changes.of("") == before {
			t.Error("nobody was told")
		}
		w.turn(noon.Add(28 * time.Hour))
		until(t, "they are sold no more", func() bool { return shown() == 0 })
		equal(t, 60, len(d.listed(t, store.DeliveryDone)))
	})
}

// A group that cannot be made again is told of, is left alone for a while, and keeps no other from its time.
func TestAGroupThatCannotBeMadeAgainIsDueLater(t *testing.T) {
	eachAt(t, func(t *testing.T, d *desk, w *watch) {
		broken := false
		d.source.Build = func(group string, parts []feeds.Part, now time.Time) (feeds.Built, error) {
			if broken && group == "product 1" {
				panic("words of the body")
			}
			return build(group, parts, now)
		}
		d.Sources = func() []feeds.Source { return []feeds.Source{d.source} }
		for n := range 3 {
			s := saying{Object: fmt.Sprintf("product %d", n), Part: "a", Title: "Tea", At: noon, Due: noon.Add(time.Hour)}
			if err := d.Receive(ctx, d.source, call("told", s.body(), noon)); err != nil {
				t.Fatal(err)
			}
		}
		stop := run(t, d.Run)
		d.settled(t)
		stop()
		equal(t, map[string]string{"product 0": "", "product 1": "", "product 2": ""}, d.titles(t))
		broken = true
		w.turn(noon.Add(time.Hour))
		stop = run(t, d.Run)
		until(t, "the others are made again", func() bool { return d.titles(t)["product 0"] == "Tea" })
		time.Sleep(1200 * time.Millisecond)
		stop()
		equal(t, map[string]string{"product 0": "Tea", "product 1": "", "product 2": "Tea"}, d.titles(t))
		d.log.has(t, 1, "what is due cannot be made again")
		d.log.has(t, 0, "words of the body")
		broken = false
		w.turn(noon.Add(2 * time.Hour))
		run(t, d.Run)
		until(t, "it is made again, too", func() bool { return d.titles(t)["product 1"] == "Tea" })
	})
}
