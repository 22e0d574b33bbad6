package feeds_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/feeds"
)

func (d *desk) dir() string { return filepath.Join(d.spool, "spool") }

// files are the names in the spool with this ending, in order.
func (d *desk) files(t *testing.T, ending string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(d.dir())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ending) {
			names = append(names, e.Name())
		}
	}
	return names
}

// closed is a desk whose database is away for good; only the spool is left to it.
func closed(t *testing.T) *desk {
	t.Helper()
	o := store.Options{Driver: store.SQLite, Path: filepath.Join(t.TempDir(), "shopclerk.db")}
	d := at(t, o)
	d.store.Close()
	return d
}

// leave puts a file into the spool as an earlier process would have, or somebody else.
func (d *desk) leave(t *testing.T, name string, body []byte) {
	t.Helper()
	if err := os.MkdirAll(d.dir(), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(d.dir(), name), body, 0o600); err != nil {
		t.Fatal(err)
	}
}

// spooled is a delivery as a file of the spool holds it.
func spooled(t *testing.T, feed string, n int, s saying) []byte {
	t.Helper()
	raw, err := json.Marshal(store.Delivery{
		Shop: "main", Feed: feed, Event: "told", Object: s.Object, RepeatKey: [16]byte{byte(n), byte(n >> 8), 1}, ReceivedAt: time.Now().UTC(), Body: s.body(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestWhileTheDatabaseIsAwayTheDiskKeepsDeliveries(t *testing.T) {
	d := closed(t)
	d.receive(t, told("product 1", "Tea", noon))
	names := d.files(t, "")
	if len(names) != 1 {
		t.Fatalf("%q", names)
	}
	for path, want := range map[string]fs.FileMode{d.dir(): fs.ModeDir | 0o700, filepath.Join(d.dir(), names[0]): 0o600} {
		info, err := os.Stat(path)
		if err != nil || info.Mode() != want {
			t.Errorf("%s has mode %s, %v", path, info.Mode(), err)
		}
	}
	raw, err := os.ReadFile(filepath.Join(d.dir(), names[0]))
	if err != nil {
		t.Fatal(err)
	}
	var one store.Delivery
	if err := json.Unmarshal(raw, &one); err != nil {
		t.Fatal(err)
	}
	equal(t, []string{"main", "shop", "told", "product 1", string(told("product 1", "Tea", noon).body())},
		[]string{one.Shop, one.Feed, one.Event, one.Object, string(one.Body)})
	equal(t, []int{1, 0}, []int{d.counts.of("spooled"), d.counts.of("kept")})
}

// A time that JSON cannot write, such as one of seconds that are milliseconds, must not lose a delivery.
func TestATimeThatCannotBeIsNoReasonToLoseADelivery(t *testing.T) {
	for _, at := range []time.Time{time.UnixMilli(1767960000000 * 1000), time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 1, 9, 12, 0, 0, 0, time.FixedZone("", 30*60*60))} {
		d := closed(t)
		d.source.Subject = func(feeds.Delivery) feeds.Subject { return feeds.Subject{Object: "product 1", At: at} }
		d.receive(t, told("product 1", "Tea", noon))
		equal(t, 1, len(d.files(t, ".delivery")))
	}
}

// Two feeds can be sent the same bytes at one moment.
func TestEveryFeedHasItsOwnFileOfWhatIsSentToTwo(t *testing.T) {
	d := closed(t)
	c := call("told", told("product 1", "Tea", noon).body(), noon)
	for _, feed := range []string{"shop", "other"} {
		if err := d.Receive(ctx, sourceOf(feed, d.feed()), c); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, 2, len(d.files(t, ".delivery")))
}

func TestASpoolThatIsFullTakesNothing(t *testing.T) {
	for name, fill := range map[string]func(t *testing.T, d *desk){
		"in bytes": func(t *testing.T, d *desk) {
			d.leave(t, "large.unreadable", nil)
			if err := os.Truncate(filepath.Join(d.dir(), "large.unreadable"), 512<<20); err != nil { // it takes no room
				t.Fatal(err)
			}
		},
		"in deliveries": func(t *testing.T, d *desk) {
			d.leave(t, "0", nil)
			for n := range 100_000 {
				if err := os.Link(filepath.Join(d.dir(), "0"), filepath.Join(d.dir(), fmt.Sprint("x", n, ".unreadable"))); err != nil {
					if n < 30_000 { // a file system has no more links of one file than that
						t.Fatal(err)
					}
					d.leave(t, fmt.Sprint("x", n, ".unreadable"), nil)
				}
			}
		},
		"on the disk": func(t *testing.T, d *desk) {
			if err := os.WriteFile(d.dir(), nil, 0o600); err != nil { // where the folder should be
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := closed(t)
			fill(t, d)
			for range 2 {
				if err := d.Receive(ctx, d.source, call("told", told("product 1", "Tea", noon).body(), noon)); !errors.Is(err, feeds.ErrUnavailable) {
					t.Error(err)
				}
			}
			equal(t, []int{2, 0}, []int{d.counts.of("unavailable"), d.counts.of("spooled")})
			d.log.has(t, 2, "a delivery can be kept neither in the database nor on the disk")
			equal(t, 0, len(d.kept(t)))
		})
	}
}

// kept are the deliveries and halves of deliveries in the spool, none where it is no folder.
func (d *desk) kept(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(d.dir(), "*.delivery"))
	if err != nil {
		t.Fatal(err)
	}
	halves, err := filepath.Glob(filepath.Join(d.dir(), ".*"))
	if err != nil {
		t.Fatal(err)
	}
	return append(names, halves...)
}

func TestASpoolWhoseFolderIsTakenAwayIsMadeAgain(t *testing.T) {
	d := closed(t)
	d.receive(t, told("product 1", "Tea", noon))
	if err := os.RemoveAll(d.dir()); err != nil {
		t.Fatal(err)
	}
	d.receive(t, told("product 2", "Cup", noon))
	equal(t, 1, len(d.files(t, ".delivery")))
}

func TestAProcessTakesInWhatAnEarlierOneLeft(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for n := range 250 {
			s := told(fmt.Sprintf("product %d", n), "Tea", noon)
			if n < 12 {
				s.Pad = strings.Repeat("x", 1<<20) // more than goes into the database together
			}
			d.leave(t, fmt.Sprintf("%020d.delivery", n), spooled(t, "shop", n, s))
		}
		n, err := feeds.Spooled(d.dir())
		if err != nil || n != 250 {
			t.Errorf("%d wait, %v", n, err)
		}
		run(t, d.Run)
		d.counted(t, "done", 250)
		equal(t, 250, len(d.titles(t)))
		equal(t, []string(nil), d.files(t, ""))
		if n, err = feeds.Spooled(filepath.Join(d.dir(), "nowhere")); err != nil || n != 0 {
			t.Errorf("%d wait in no folder, %v", n, err)
		}
	})
}

func TestWhatIsNoDeliveryIsLeftAside(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		strange := []string{"", "{", "[]", "null", "{}", `{"Shop":"main"}`, "\x00\xff"}
		for n, text := range strange {
			d.leave(t, fmt.Sprintf("%020d.delivery", n), []byte(text))
		}
		if err := os.Mkdir(filepath.Join(d.dir(), "00-a-folder.delivery"), 0o700); err != nil {
			t.Fatal(err)
		}
		d.leave(t, "99999999999999999999.delivery", spooled(t, "shop", 1, told("product 1", "Tea", noon)))
		d.leave(t, "a text of somebody's.txt", []byte("keep"))
		run(t, d.Run)
		d.counted(t, "done", 1)
		equal(t, len(strange), len(d.files(t, ".unreadable")))
		equal(t, 1, len(d.files(t, ".txt")))
		equal(t, 1, len(d.listed(t, "")))
		time.Sleep(1100 * time.Millisecond)
		d.log.has(t, len(strange), "is no delivery")
		d.log.has(t, 1, "a file of the spool cannot be read") // the folder, once
	})
}

// One that the database does not take must not keep those behind it on the disk.
func TestADeliveryThatTheDatabaseDoesNotTakeStaysAlone(t *testing.T) {
	for _, database := range storetest.All(t) {
		if database.Name == "sqlite" { // it takes everything
			continue
		}
		d := at(t, database.New(t))
		d.leave(t, "00000000000000000001.delivery", spooled(t, strings.Repeat("f", 300), 1, told("product 1", "Tea", noon)))
		d.leave(t, "00000000000000000002.delivery", spooled(t, "shop", 2, told("product 2", "Cup", noon)))
		stop := run(t, d.Run)
		d.counted(t, "done", 1)
		time.Sleep(1100 * time.Millisecond)
		stop()
		equal(t, []string{"00000000000000000001.delivery"}, d.files(t, ""))
		d.log.has(t, 1, "cannot be kept in the database")
	}
}

func TestHalvesOfDeliveriesAreIgnoredAndRemovedWhenTheyAreOld(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		whole := spooled(t, "shop", 1, told("product 1", "Tea", noon))
		for _, name := range []string{".1", ".2", ".3.delivery"} {
			d.leave(t, name, whole[:len(whole)/2])
		}
		for _, name := range []string{".1", ".3.delivery"} {
			old := time.Now().Add(-2 * time.Hour)
			if err := os.Chtimes(filepath.Join(d.dir(), name), old, old); err != nil {
				t.Fatal(err)
			}
		}
		run(t, d.Run)
		until(t, "the old ones are gone", func() bool { return len(d.files(t, "")) == 1 })
		equal(t, []string{".2"}, d.files(t, ""))
		equal(t, 0, len(d.listed(t, "")))
		d.log.has(t, 0, "spool")
	})
}
