package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/feeds"
)

// feedHere is a feed of no platform.
func feedHere(f feeds.Feed) feeds.Source {
	return feeds.Source{
		Shop: config.Shop{ID: "main", Timezone: time.FixedZone("Asia/Taipei", 8*3600)}, Config: config.Feed{ID: "f", Platform: "p", Poll: time.Minute}, Feed: f,
	}
}

// examined is what doctor says of feeds, with times and spans that a test cannot know replaced.
func examined(t *testing.T, s *store.Store, c *config.Config, all ...feeds.Source) (text string, bad int) {
	t.Helper()
	if c.DataDir == "" {
		c.DataDir = t.TempDir()
	}
	var out bytes.Buffer
	d := &doctor{out: &out}
	d.feeds(t.Context(), c, s, all)
	text = strings.ReplaceAll(out.String(), c.DataDir, "DIR")
	text = regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`).ReplaceAllString(text, "DAY TIME")
	return regexp.MustCompile(`[0-3]s ago`).ReplaceAllString(text, "0s ago"), d.bad
}

// arrive puts deliveries into the database as if they had come a while ago, and settles them.
func arrive(t *testing.T, s *store.Store, ago time.Duration, problems ...string) {
	t.Helper()
	for i, problem := range problems {
		d := store.Delivery{Shop: "main", Feed: "f", ReceivedAt: time.Now().Add(-ago), RepeatKey: [16]byte{byte(i), byte(ago / time.Minute)}}
		if _, _, err := s.AddDelivery(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if problem == "waits" {
			continue
		}
		list, err := s.ClaimDeliveries(t.Context(), "main", "f", "me", 1, time.Minute)
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		if err := s.SettleDeliveries(t.Context(), "main", "me", []store.Settled{{ID: list[0].ID, Err: problem}}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDoctorTellsHowFeedsStand(t *testing.T) {
	listed := feeds.Feed{Pulls: []feeds.Pull{{Kind: "orders"}, {Kind: "products"}}}
	const name, quiet = "feeds: f of shop main (p): ", "0 wait, 0 failed; nothing was received yet"
	for _, c := range []struct {
		name  string
		feed  feeds.Feed
		setUp func(t *testing.T, s *store.Store)
		want  string
		bad   int
	}{
		{"nothing has come", feeds.Feed{}, nil, "ok    " + name + quiet + "\n", 0},
		{"all is done", feeds.Feed{}, func(t *testing.T, s *store.Store) { arrive(t, s, time.Hour, "", "") },
			"ok    " + name + "0 wait, 0 failed; the last one came at DAY TIME +0800, 1h0m0s ago\n", 0},
		{"one waits for a moment", feeds.Feed{}, func(t *testing.T, s *store.Store) { arrive(t, s, time.Minute, "", "waits") },
			"ok    " + name + "1 wait, 0 failed; the oldest that waits came at DAY TIME +0800, 1m0s ago; the last one came at DAY TIME +0800, 1m0s ago\n", 0},
		{"one waits for long", feeds.Feed{}, func(t *testing.T, s *store.Store) { arrive(t, s, time.Hour, "waits") },
			"BAD   " + name + "1 wait, 0 failed; the oldest that waits came at DAY TIME +0800, 1h0m0s ago; the last one came at DAY TIME +0800, 1h0m0s ago; " +
				"see that serve is running with this configuration, and what `shopclerk deliveries list --state queued` tells\n", 1},
		{"one failed", feeds.Feed{}, func(t *testing.T, s *store.Store) { arrive(t, s, time.Hour, "", "it cannot be read") },
			"BAD   " + name + "0 wait, 1 failed; the last one came at DAY TIME +0800, 1h0m0s ago; `shopclerk deliveries list --state failed` tells why they failed, " +
				"and `deliveries resend` has them worked on again\n", 1},
		{"one failed long ago", feeds.Feed{}, func(t *testing.T, s *store.Store) { arrive(t, s, 48*time.Hour, "it cannot be read") },
			"ok    " + name + "0 wait, 1 failed; the last one came at DAY TIME +0800, 48h0m0s ago\n", 0},
		{"nothing was pulled", listed, nil, "ok    " + name + quiet + "; orders were never pulled to the end; products were never pulled to the end\n", 0},
		{"pulls go well", listed, func(t *testing.T, s *store.Store) {
			pulledAt(t, s, store.SyncState{Kind: "orders", FinishedAt: time.Now().Add(-time.Minute)},
				store.SyncState{Kind: "products", FinishedAt: time.Now().Add(-time.Minute), Cursor: "3", Pages: 2})
		}, "ok    " + name + quiet + "; orders were last pulled at DAY TIME +0800, 1m0s ago; products were last pulled at DAY TIME +0800, 1m0s ago and are at it, at page 2\n", 0},
		{"a pull is refused", listed, func(t *testing.T, s *store.Store) {
			pulledAt(t, s, store.SyncState{Kind: "orders", Error: "page 1: the platform does not take the credentials", ErrorAt: time.Now().Add(-time.Minute)})
		}, "BAD   " + name + quiet + "; orders could not be pulled at DAY TIME +0800, 1m0s ago: page 1: the platform does not take the credentials; " +
			"orders were never pulled to the end; products were never pulled to the end; `shopclerk sync` tries again at once\n", 1},
		{"nobody pulls any more", listed, func(t *testing.T, s *store.Store) {
			pulledAt(t, s, store.SyncState{Kind: "orders", FinishedAt: time.Now().Add(-3 * time.Hour)}, store.SyncState{Kind: "products", FinishedAt: time.Now().Add(-3 * time.Hour)})
		}, "BAD   " + name + quiet + "; orders were last pulled at DAY TIME +0800, 3h0m0s ago; products were last pulled at DAY TIME +0800, 3h0m0s ago; " +
			"see that serve is running with this configuration\n", 1},
		{"a probe goes well", feeds.Feed{Probe: func(context.Context) error { return nil }}, nil,
			"ok    " + name + quiet + "\nok    " + name + "the platform answers and takes the credentials\n", 0},
		{"a probe is refused", feeds.Feed{Probe: func(context.Context) error { return &feeds.PullError{Err: errors.New("check secret_key"), Final: true} }}, nil,
			"ok    " + name + quiet + "\nBAD   " + name + "check secret_key\n", 1},
		{"a probe comes too often", feeds.Feed{Probe: func(context.Context) error {
			return &feeds.PullError{Err: errors.New("too many calls"), After: time.Minute}
		}}, nil,
			"ok    " + name + quiet + "\nBAD   " + name + "too many calls; it wants to be left alone for 1m0s\n", 1},
		{"a probe takes too long", feeds.Feed{Probe: func(ctx context.Context) error { return context.DeadlineExceeded }}, nil,
			"ok    " + name + quiet + "\nBAD   " + name + "the platform did not answer within 4s; see that this machine reaches it\n", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				if c.setUp != nil {
					c.setUp(t, s)
				}
				got, bad := examined(t, s, &config.Config{}, feedHere(c.feed))
				if diff := cmp.Diff(c.want+"ok    spool: none waiting\n", got); diff != "" || bad != c.bad {
					t.Errorf("%d are bad: %s", bad, diff)
				}
			})
		})
	}
}

func pulledAt(t *testing.T, s *store.Store, states ...store.SyncState) {
	t.Helper()
	for _, state := range states {
		state.Shop, state.Feed = "main", "f"
		if err := s.SetSyncState(t.Context(), state); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDoctorWarnsOfTheSpoolAndSaysWhatToType(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if got, bad := examined(t, s, &config.Config{}); got != "ok    feeds: none configured\n" || bad != 0 {
			t.Error(bad, got)
		}
		c := &config.Config{DataDir: t.TempDir()}
		if err := os.Mkdir(filepath.Join(c.DataDir, "spool"), 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(c.DataDir, "spool"), "00000000000000000001-00.delivery", "{}")
		source := feedHere(feeds.Feed{Setup: func(address string) []string { return []string{"Type this:", "  " + address + "/order"} }})
		source.Config.SecretPath = "part-of-the-address"
		const begin = "ok    feeds: f of shop main (p): 0 wait, 0 failed; nothing was received yet\n" +
			"BAD   spool: 1 deliveries wait in DIR/spool from when the database was away; serve on this folder takes them in, so see that it runs\n" +
			"\n      To connect f of shop main (p):\n"
		for public, want := range map[string]string{
			"": "        Set public_url in the configuration first: the address by which the platform reaches this server.\n",
			"https://clerk.example": "        Type this:\n          https://clerk.example/feeds/main/f/{secret_path}/order\n" +
				"        {secret_path} stands for the secret_path of this feed in the configuration.\n",
		} {
			c.PublicURL = public
			if got, bad := examined(t, s, c, source); got != begin+want || bad != 1 {
				t.Errorf("%d are bad: %s", bad, cmp.Diff(begin+want, got))
			}
		}
	})
}

func TestDoctorPrintsNoSecretOfAFeed(t *testing.T) {
	const secrets = `
public_url: https://clerk.shop.example
database: sqlite
shops:
  - id: main
    feeds:
      - {id: c, platform: cyberbiz, domain: a.example, webhook_secrets: [sssecret-1], username: sssecret-2, secret: sssecret-3, base_url: "http://127.0.0.1:1"}
      - {id: a, platform: abaha, header: {name: X-Key, value: sssecret-4}, secret_path: sssecret-5}
      - {id: z, platform: zeek, signature: off, secret_path: sssecret-6}
`
	dir := t.TempDir()
	write(t, dir, "shopclerk.yaml", secrets)
	execute(t, dir, "", "migrate").expect(t, 0)
	out := execute(t, dir, "", "doctor").expect(t, 1).stdout // no serve is running
	contains(t, out, "ok    feeds: c of shop main (cyberbiz)", "BAD   feeds: c of shop main (cyberbiz): ", "; see that this machine reaches the platform",
		"https://clerk.shop.example/feeds/main/c/orders/paid", "https://clerk.shop.example/feeds/main/a/{secret_path}/order",
		"https://clerk.shop.example/feeds/main/z/{secret_path}/takeaway")
	if strings.Contains(out, "sssecret") {
		t.Error(out)
	}
}

func TestDoctorTellsOfFeedsThatItCannotAskTheDatabaseFor(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		s.Close()
		if text, bad := examined(t, s, &config.Config{}, feedHere(feeds.Feed{})); bad != 1 {
			t.Error(text)
		}
	})
}
