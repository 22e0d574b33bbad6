package server

import (
	"context"
	"time"

	"shopclerk/internal/store"
)

// feedHands tell of feeds whose deliveries failed or wait, whose pulls are refused, and of which nothing is heard.
func (s *Server) feedHands(ctx context.Context, v *visitor, now time.Time) (list []hand, err error) {
	standings, err := s.feedStandings(ctx, v.Shop.ID)
	if err != nil {
		return nil, err
	}
	for _, f := range standings {
		if f.Inbox.Failed > 0 {
			h, err := s.failedHand(ctx, v, f, now)
			if err != nil {
				return nil, err
			}
			list = append(list, h...)
		}
		if h, is := v.standingHand(f); is {
			list = append(list, h)
		}
	}
	return list, nil
}

// failedHand tells how many deliveries of a feed failed of late.
func (s *Server) failedHand(ctx context.Context, v *visitor, f feedStanding, now time.Time) ([]hand, error) {
	q := store.DeliveryQuery{Shop: v.Shop.ID, Feed: f.ID, State: store.DeliveryFailed, After: now.Add(-handSpan)}
	whole, bare, err := s.Store.CountDeliveries(ctx, q)
	if err != nil || whole+bare == 0 {
		return nil, err
	}
	h := hand{
		Level: "bad", What: v.t("overview.deliveries_failed", "feed", f.ID, "n", whole+bare), Do: v.t("overview.deliveries_failed_do"),
		Link: v.to("/admin/deliveries", "feed", f.ID, "state", store.DeliveryFailed), Open: v.t("overview.open_deliveries"),
	}
	return []hand{h}, nil
}

// standingHand says what is to be done about a feed, false when nothing is.
func (v *visitor) standingHand(f feedStanding) (hand, bool) {
	h := hand{Level: "warn", At: f.Heard, Link: v.to("/admin/feeds"), Open: v.t("overview.open_feeds")}
	switch f.Standing {
	case feedFails:
		h.Level, h.What, h.Do, h.At = "bad", v.t("overview.feed_fails", "feed", f.ID), v.t("overview.feed_fails_do", "error", f.firstError()), time.Time{}
	case feedWaits:
		h.Level, h.What, h.Do, h.At = "bad", v.t("overview.feed_waits", "feed", f.ID, "n", f.Inbox.Queued), v.t("overview.feed_waits_do"), *f.Inbox.Oldest
	case feedOverdue:
		h.What, h.Do = v.t("overview.feed_overdue", "feed", f.ID), v.t("overview.feed_waits_do")
	case feedSilent:
		h.What, h.Do = v.t("overview.feed_silent", "feed", f.ID), v.t("overview.feed_silent_do")
	case feedNever:
		h.What, h.Do = v.t("overview.feed_never", "feed", f.ID), v.t("overview.feed_never_do")
		if v.Role.may(Owner) {
			h.Link, h.Open = v.to("/admin/settings"), v.t("overview.open_settings")
		}
	default:
		return h, false
	}
	return h, true
}

// firstError is why a pull of the feed stopped.
func (f feedStanding) firstError() string {
	for _, pull := range f.Pulls {
		if pull.Error != "" {
			return pull.Kind + ": " + pull.Error
		}
	}
	return ""
}
