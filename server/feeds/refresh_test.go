package feeds_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/server/feeds"
)

// silence is a platform whose products must be asked about every hour.
type silence struct {
	mu    sync.Mutex
	asked []string
	parts map[string]int // how many there were of a group when it was asked about
}

func (q *silence) refresh(_ context.Context, group string, parts []feeds.Part) (feeds.News, error) {
	q.mu.Lock()
	q.asked = append(q.asked, group)
	q.parts[group] = len(parts)
	q.mu.Unlock()
	switch group {
	case "product 1":
		return feeds.News{}, errors.New("the platform does not know it")
	case "product 2":
		panic("words of the answer")
	case "product 3":
		return feeds.News{}, nil
	}
	return feeds.News{Parts: []feeds.Part{{Group: group, Name: "b", Version: noon.Add(time.Hour), Body: saying{Title: "again"}.body()}}}, nil
}

func (q *silence) questions() []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	asked := q.asked
	q.asked = nil
	slices.Sort(asked)
	return asked
}

// dueHourly is build for what is to be asked about an hour after it was.
func dueHourly(group string, parts []feeds.Part, now time.Time) (feeds.Built, error) {
	built, err := build(group, parts, now)
	built.Due = now.Add(time.Hour)
	return built, err
}

func refreshing(d *desk, w *watch, q *silence) *feeds.Puller {
	s := sourceOf("shop", feeds.Feed{Build: dueHourly, Refresh: q.refresh})
	s.Config = config.Feed{ID: "shop"}
	return &feeds.Puller{Store: d.store, Sources: func() []feeds.Source { return []feeds.Source{s} }, Log: d.log.logger(), Now: w.now}
}

// silent keeps products of one part each.
func (d *desk) silent(t *testing.T, w *watch, n int) {
	t.Helper()
	var items []store.NewsItem
	for i := range n {
		items = append(items, store.NewsItem{News: feeds.News{Parts: []feeds.Part{{Group: fmt.Sprintf("product %d", i), Name: "a", Version: noon, Body: saying{Title: "Tea"}.body()}}}})
	}
	at := func(group string, parts []feeds.Part) (feeds.Built, error) { return dueHourly(group, parts, w.now()) }
	if _, err := d.store.PutNews(ctx, store.Write{Shop: "main", Source: "shop", Currency: "TWD", Region: "TW"}, "", items, at); err != nil {
		t.Fatal(err)
	}
}

func TestThePlatformIsAskedAboutWhatWentSilent(t *testing.T) {
	all := []string{"product 0", "product 1", "product 2", "product 3", "product 4"}
	eachAt(t, func(t *testing.T, d *desk, w *watch) {
		q := &silence{parts: map[string]int{}}
		d.silent(t, w, 5)
		p := refreshing(d, w, q)
		round := func(after time.Duration) []string {
			w.turn(noon.Add(after))
			stop := run(t, p.Run)
			time.Sleep(500 * time.Millisecond)
			stop()
			return q.questions()
		}
		equal(t, []string(nil), round(59*time.Minute))
		equal(t, all, round(time.Hour)) // whichever of them fail
		equal(t, map[string]int{"product 0": 1, "product 1": 1, "product 2": 1, "product 3": 1, "product 4": 1}, q.parts)
		titles := d.titles(t)
		equal(t, []string{"Tea again", "Tea", "Tea", "Tea", "Tea again"}, []string{titles["product 0"], titles["product 1"], titles["product 2"], titles["product 3"], titles["product 4"]})
		s := d.state(t, "refresh")
		if s.Objects != 5 || s.Error == "" || !s.FinishedAt.IsZero() {
			t.Errorf("%+v", s)
		}
		d.log.has(t, 1, "the platform does not tell of what went silent")
		d.log.has(t, 0, "words of the answer")
		equal(t, []string(nil), round(time.Hour+59*time.Minute)) // later, those that failed, too
		equal(t, all, round(2*time.Hour))
		d.log.has(t, 1, "the platform does not tell of what went silent") // for the same reason as before
	})
}

func TestOfTwoProcessesOneAsksAboutWhatWentSilent(t *testing.T) {
	eachAt(t, func(t *testing.T, d *desk, w *watch) {
		q := &silence{parts: map[string]int{}}
		d.silent(t, w, 30)
		w.turn(noon.Add(time.Hour))
		for range 3 {
			run(t, refreshing(d, w, q).Run)
		}
		until(t, "all were asked about", func() bool { q.mu.Lock(); defer q.mu.Unlock(); return len(q.parts) == 30 })
		time.Sleep(300 * time.Millisecond)
		equal(t, 30, len(q.questions()))
	})
}
