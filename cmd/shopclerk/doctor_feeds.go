package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/server"
	"shopclerk/server/feeds"
)

const (
	waitAllowed = 10 * time.Minute // for a delivery until somebody should know
	newFailure  = 24 * time.Hour   // one that failed longer ago has been seen, or is not missed
)

// feeds tells how each feed stands, and then what to type into the settings of the platforms.
func (d *doctor) feeds(ctx context.Context, c *config.Config, s *store.Store, all []feeds.Source) {
	if len(all) == 0 {
		d.ok("feeds", "none configured")
	}
	for _, source := range all {
		d.feed(ctx, s, source)
		d.probe(ctx, source)
	}
	d.spool(c, len(all))
	for _, source := range all {
		d.setup(c, source)
	}
}

func nameOf(source feeds.Source) string {
	return fmt.Sprintf("%s of shop %s (%s)", source.Config.ID, source.Shop.ID, source.Config.Platform)
}

// standing is what there is to say of a feed, and what to do about it when something is bad.
type standing struct {
	source       feeds.Source
	said, advice []string
}

func (d *doctor) feed(ctx context.Context, s *store.Store, source feeds.Source) {
	st := standing{source: source}
	err := st.inbox(ctx, s)
	if err == nil {
		err = st.pulls(ctx, s)
	}
	text := nameOf(source) + ": " + strings.Join(st.said, "; ")
	switch {
	case err != nil:
		d.fail("feeds", "%s: %v", nameOf(source), err)
	case len(st.advice) > 0:
		d.fail("feeds", "%s; %s", text, strings.Join(st.advice, "; "))
	default:
		d.ok("feeds", "%s", text)
	}
}

func (st *standing) say(format string, args ...any) {
	st.said = append(st.said, fmt.Sprintf(format, args...))
}

func (st *standing) advise(text string) {
	if !slices.Contains(st.advice, text) {
		st.advice = append(st.advice, text)
	}
}

const seeServe = "see that serve is running with this configuration"

// inbox tells of the deliveries. One that failed long ago is counted, and makes nothing bad for as long as its line is kept.
func (st *standing) inbox(ctx context.Context, s *store.Store) error {
	shop, feed := st.source.Shop.ID, st.source.Config.ID
	state, err := s.InboxState(ctx, shop, feed)
	if err != nil {
		return err
	}
	st.say("%s wait, %s failed", atLeast(state.Queued), atLeast(state.Failed))
	if !state.Oldest.IsZero() {
		st.say("the oldest that waits came %s", st.when(state.Oldest))
		if time.Since(state.Oldest) > waitAllowed {
			st.advise(seeServe + ", and what `shopclerk deliveries list --state queued` tells")
		}
	}
	if state.LastReceived.IsZero() {
		st.say("nothing was received yet")
	} else {
		st.say("the last one came %s", st.when(state.LastReceived))
	}
	if state.Failed == 0 {
		return nil
	}
	lately, err := s.Deliveries(ctx, store.DeliveryQuery{
		Shop: shop, Feed: feed, State: store.DeliveryFailed, After: time.Now().Add(-newFailure), Limit: 1,
	})
	if len(lately) > 0 {
		st.advise("`shopclerk deliveries list --state failed` tells why they failed, and `deliveries resend` has them worked on again")
	}
	return err
}

func atLeast(n int) string {
	if n >= store.InboxCountLimit {
		return fmt.Sprintf("%d or more", n)
	}
	return strconv.Itoa(n)
}

func (st *standing) when(at time.Time) string {
	return fmt.Sprintf("at %s, %s ago", at.In(st.source.Shop.Timezone).Format("2006-01-02 15:04:05 -0700"), time.Since(at).Round(time.Second))
}

// pulls tells of each list that can be pulled.
func (st *standing) pulls(ctx context.Context, s *store.Store) error {
	for _, pull := range st.source.Pulls {
		state, err := s.SyncState(ctx, st.source.Shop.ID, st.source.Config.ID, pull.Kind)
		if err != nil {
			return err
		}
		st.pull(state)
	}
	return nil
}

func (st *standing) pull(y store.SyncState) {
	poll, last := st.source.Config.Poll, "never pulled to the end"
	if !y.FinishedAt.IsZero() {
		last = "last pulled " + st.when(y.FinishedAt)
	}
	switch {
	case y.Error != "":
		st.say("%s could not be pulled %s: %s", y.Kind, st.when(y.ErrorAt), y.Error)
		st.say("%s were %s", y.Kind, last)
		st.advise("`shopclerk sync` tries again at once")
		return
	case y.Cursor != "":
		last += fmt.Sprintf(" and are at it, at page %d", y.Pages)
	case poll > 0 && !y.FinishedAt.IsZero() && time.Since(y.FinishedAt) > 2*poll+overdueAfter:
		st.advise(seeServe)
	}
	st.say("%s were %s", y.Kind, last)
}

// probe makes a call that the platform takes only with the right credentials.
func (d *doctor) probe(ctx context.Context, source feeds.Source) {
	if source.Probe == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	err := source.Probe(ctx)
	var refused *feeds.PullError
	var network *net.OpError
	switch {
	case err == nil:
		d.ok("feeds", "%s: the platform answers and takes the credentials", nameOf(source))
	case errors.Is(err, context.DeadlineExceeded):
		d.fail("feeds", "%s: the platform did not answer within %s; see that this machine reaches it", nameOf(source), healthTimeout)
	case errors.As(err, &refused) && refused.After > 0:
		d.fail("feeds", "%s: %v; it wants to be left alone for %s", nameOf(source), err, refused.After)
	case errors.As(err, &network):
		d.fail("feeds", "%s: %v; see that this machine reaches the platform", nameOf(source), err)
	default:
		d.fail("feeds", "%s: %v", nameOf(source), err) // the feed's words say what to do
	}
}

// spool warns of what is not in the database yet, which answers by now.
func (d *doctor) spool(c *config.Config, sources int) {
	n, err := feeds.Spooled(spoolDir(c))
	switch {
	case err != nil:
		d.fail("spool", "%v; make %s readable for this user", err, spoolDir(c))
	case n > 0:
		d.fail("spool", "%d deliveries wait in %s from when the database was away; serve on this folder takes them in, so see that it runs", n, spoolDir(c))
	case sources > 0:
		d.ok("spool", "none waiting")
	}
}

// setup prints what to type into the platform's settings page. A secret in the address is not printed.
func (d *doctor) setup(c *config.Config, source feeds.Source) {
	if source.Setup == nil {
		return
	}
	fmt.Fprintf(d.out, "\n      To connect %s:\n", nameOf(source))
	if c.PublicURL == "" {
		fmt.Fprintln(d.out, "        Set public_url in the configuration first: the address by which the platform reaches this server.")
		return
	}
	address := server.ShownAddress(source, c.PublicURL)
	for _, line := range source.Setup(address) {
		fmt.Fprintln(d.out, "        "+line)
	}
	if strings.Contains(address, server.SecretPathHolder) {
		fmt.Fprintln(d.out, "        "+server.SecretPathHolder+" stands for the secret_path of this feed in the configuration.")
	}
}
