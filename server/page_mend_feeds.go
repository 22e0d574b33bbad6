package server

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/store"
	"shopclerk/server/feeds"
)

// What is said of a feed is bad from these on.
const (
	waitAllowed  = 10 * time.Minute // for a delivery until somebody should know
	silentAfter  = 48 * time.Hour   // without a delivery or a pull
	overdueAfter = 10 * time.Minute // past twice the pause between two pulls
)

// The standings of a feed, the worst first.
const (
	feedFails   = "fails"   // a pull is refused
	feedWaits   = "waits"   // deliveries are not worked on
	feedOverdue = "overdue" // nobody pulls
	feedSilent  = "silent"  // nothing was heard for long
	feedNever   = "never"   // nothing was ever heard
	feedFine    = "fine"
)

// feedStanding is how a feed stands, for the pages.
type feedStanding struct {
	feedReply
	Heard    time.Time // when something last came, of itself or by a pull; zero is never
	Standing string
	Lag      time.Duration // how long the oldest delivery waits
	CanPull  bool
	Poll     time.Duration // the pause between two pulls; 0 is by hand only
}

// AtLeast reports to a template whether a count stopped where counting does.
func (feedStanding) AtLeast(n int) bool { return n >= store.InboxCountLimit }

// feedStandings tell how each feed of a shop stands.
func (s *Server) feedStandings(ctx context.Context, shop string) (list []feedStanding, err error) {
	for _, source := range s.sourcesOf(shop) {
		reply, err := s.feedReply(ctx, source)
		if err != nil {
			return nil, err
		}
		list = append(list, standingOf(reply, source, time.Now()))
	}
	return list, nil
}

func standingOf(r feedReply, source feeds.Source, now time.Time) feedStanding {
	f := feedStanding{feedReply: r, CanPull: len(source.Pulls) > 0, Poll: source.Config.Poll, Standing: feedFine}
	if at := r.Inbox.LastReceived; at != nil {
		f.Heard = *at
	}
	fails, overdue := false, false
	for _, pull := range r.Pulls {
		fails = fails || pull.Error != ""
		if pull.FinishedAt == nil {
			continue
		}
		if pull.FinishedAt.After(f.Heard) {
			f.Heard = *pull.FinishedAt
		}
		overdue = overdue || f.Poll > 0 && !pull.UnderWay && now.Sub(*pull.FinishedAt) > 2*f.Poll+overdueAfter
	}
	if r.Inbox.Oldest != nil {
		f.Lag = now.Sub(*r.Inbox.Oldest)
	}
	switch {
	case fails:
		f.Standing = feedFails
	case f.Lag > waitAllowed:
		f.Standing = feedWaits
	case overdue:
		f.Standing = feedOverdue
	case f.Heard.IsZero():
		f.Standing = feedNever
	case now.Sub(f.Heard) > silentAfter:
		f.Standing = feedSilent
	}
	return f
}

// feedsPage is what feeds.html shows.
type feedsPage struct {
	Feeds   []feedStanding
	CanPull bool // this process can be asked to
}

func (s *Server) showFeeds(c echo.Context, v *visitor) error {
	list, err := s.feedStandings(c.Request().Context(), v.Shop.ID)
	if err != nil {
		return err
	}
	return s.render(c, v, http.StatusOK, "feeds", feedsPage{list, s.Pull != nil})
}

// pullNow asks for the lists of a feed. They are pulled in the background; the page tells how far they are.
func (s *Server) pullNow(c echo.Context, v *visitor) error {
	source, ok := feeds.Find(s.Sources(), v.Shop.ID, c.Param("feed"))
	if !ok {
		return echo.ErrNotFound
	}
	if s.Pull == nil || len(source.Pulls) == 0 {
		return problem(http.StatusConflict, "mend.cannot_pull")
	}
	s.Pull(v.Shop.ID, source.Config.ID)
	s.audit(c, v, "mend.pull", source.Config.ID)
	s.flash(c, v, "ok", v.t("mend.pull_asked", "feed", source.Config.ID))
	return s.redirect(c, v, "/admin/feeds")
}
