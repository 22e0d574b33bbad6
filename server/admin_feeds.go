package server

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/store"
	"shopclerk/server/feeds"
)

type feedReply struct {
	ID       string      `json:"id"`
	Platform string      `json:"platform"`
	Address  string      `json:"address"` // without a host while public_url is empty
	Inbox    inboxReply  `json:"inbox"`
	Pulls    []pullReply `json:"pulls"`
}

type inboxReply struct {
	Queued       int        `json:"queued"` // store.InboxCountLimit is that many or more; likewise failed
	Failed       int        `json:"failed"`
	Oldest       *time.Time `json:"oldest"` // of those that are queued
	LastReceived *time.Time `json:"last_received"`
	LastDone     *time.Time `json:"last_done"`
}

type pullReply struct {
	Kind       string     `json:"kind"`
	UnderWay   bool       `json:"under_way"`
	Since      *time.Time `json:"since"` // null is from the beginning
	Until      *time.Time `json:"until"`
	Pages      int        `json:"pages"`
	Objects    int        `json:"objects"`
	StartedAt  *time.Time `json:"started_at"`
	FinishedAt *time.Time `json:"finished_at"` // of the last one that came to its end
	Error      string     `json:"error"`
	ErrorAt    *time.Time `json:"error_at"`
	RetryAt    *time.Time `json:"retry_at"`
}

// SecretPathHolder stands in an address that is shown in the place of the feed's secret_path.
const SecretPathHolder = "{secret_path}"

// ShownAddress is where the platform of a feed sends to, without the secret that may be a part of it.
func ShownAddress(s feeds.Source, public string) string {
	if s.Config.SecretPath != "" {
		s.Config.SecretPath = SecretPathHolder
	}
	return s.Address(public)
}

// getFeeds tells how the feeds of a shop stand.
func (s *Server) getFeeds(c echo.Context) error {
	shop, err := s.shopOf(c)
	if err != nil {
		return err
	}
	list := []feedReply{}
	for _, source := range s.Sources() {
		if source.Shop.ID != shop.ID {
			continue
		}
		one, err := s.feedReply(c.Request().Context(), source)
		if err != nil {
			return err
		}
		list = append(list, one)
	}
	return c.JSON(http.StatusOK, map[string][]feedReply{"feeds": list})
}

// feedReply tells how one feed stands.
func (s *Server) feedReply(ctx context.Context, source feeds.Source) (feedReply, error) {
	r := feedReply{
		ID: source.Config.ID, Platform: source.Config.Platform, Address: ShownAddress(source, s.Config().PublicURL), Pulls: []pullReply{},
	}
	inbox, err := s.Store.InboxState(ctx, source.Shop.ID, source.Config.ID)
	if err != nil {
		return r, err
	}
	r.Inbox = inboxReply{inbox.Queued, inbox.Failed, orNull(inbox.Oldest), orNull(inbox.LastReceived), orNull(inbox.LastDone)}
	for _, pull := range source.Pulls {
		state, err := s.Store.SyncState(ctx, source.Shop.ID, source.Config.ID, pull.Kind)
		if err != nil {
			return r, err
		}
		r.Pulls = append(r.Pulls, toPullReply(state))
	}
	return r, nil
}

func toPullReply(y store.SyncState) pullReply {
	return pullReply{
		Kind: y.Kind, UnderWay: y.Cursor != "", Since: orNull(y.Since), Until: orNull(y.Until), Pages: y.Pages, Objects: y.Objects,
		StartedAt: orNull(y.StartedAt), FinishedAt: orNull(y.FinishedAt), Error: y.Error, ErrorAt: orNull(y.ErrorAt), RetryAt: orNull(y.RetryAt),
	}
}
