package server

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/packages"
	"shopclerk/server/imports"
)

const (
	handSpan    = 7 * 24 * time.Hour // what failed longer ago has been seen, or is not missed
	handImports = 100                // of the newest imports is looked whether one failed
	handShown   = 3                  // lines of one kind
	lagAllowed  = 1000               // changes that an index may be behind without anybody noticing

	stuckAfter   = 48 * time.Hour
	stuckUntil   = 60 * 24 * time.Hour // a parcel without news for longer is nobody's any more
	secretRecent = 24 * time.Hour
)

// hand is a line of what needs a hand: what is wrong, what to do, and where.
type hand struct {
	Level string    // "bad" or "warn"
	What  string    // in a sentence
	Do    string    // likewise
	At    time.Time // since when; zero is not told
	Link  string    // "" where there is nothing to open
	Open  string    // what the link says
}

// hands are all lines, the bad ones first.
func (s *Server) hands(ctx context.Context, v *visitor, now time.Time) ([]hand, error) {
	var bad, warn []hand
	for _, look := range []func(context.Context, *visitor, time.Time) ([]hand, error){
		s.importHands, s.feedHands, s.indexHands, s.secretHands, s.parcelHands,
	} {
		list, err := look(ctx, v, now)
		if err != nil {
			return nil, err
		}
		for _, h := range list {
			if h.Level == "bad" {
				bad = append(bad, h)
			} else {
				warn = append(warn, h)
			}
		}
	}
	return append(bad, warn...), nil
}

// to is an address of the page, with parameters, name before value; it keeps the shop.
func (v *visitor) to(path string, pairs ...string) string {
	q := url.Values{}
	if v.keepShop() != "" {
		q.Set("shop", v.keepShop())
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// importHands are imports that failed and were not made good by a later one of the same source, and those that wait for somebody.
func (s *Server) importHands(ctx context.Context, v *visitor, now time.Time) (list []hand, err error) {
	newest, err := s.Store.Imports(ctx, store.ImportFilter{Shop: v.Shop.ID, Limit: handImports})
	if err != nil {
		return nil, err
	}
	good, more := map[string]bool{}, 0
	for _, i := range newest {
		of := i.Kind + " " + i.Source
		args := []any{"kind", v.t("overview.kind_" + i.Kind), "file", importName(i)}
		h := hand{At: i.QueuedAt, Link: v.to("/admin/imports/" + i.ID), Open: v.t("overview.open_import")}
		switch {
		case i.State == store.ImportDone && !i.Settings.DryRun:
			good[of] = true
			continue
		case stageOf(i) == "unreadable":
			h.Level, h.What, h.Do = "warn", v.t("overview.import_unreadable", args...), v.t("overview.import_unreadable_do")
		case i.State == store.ImportWaiting:
			h.Level, h.What, h.Do = "warn", v.t("overview.import_waits", args...), v.t("overview.import_waits_do")
		case i.State == store.ImportFailed && !i.Settings.DryRun && !good[of] && now.Sub(i.QueuedAt) < handSpan:
			h.Level, h.What, h.Do = "bad", v.t("overview.import_failed", args...), v.t("overview.import_failed_do", "error", i.Error)
			good[of] = true // one line for each source: the later failure
		default:
			continue
		}
		if len(list) == handShown {
			more++
			continue
		}
		list = append(list, h)
	}
	if more > 0 {
		list = append(list, hand{Level: "warn", What: v.t("overview.imports_more", "n", more), Link: v.to("/admin/imports"), Open: v.t("overview.open_imports")})
	}
	return list, nil
}

// importName is a file as whoever brought it calls it.
func importName(i store.Import) string {
	if i.FileName != "" {
		return i.FileName
	}
	return i.Source
}

// indexHands tell of a search index that does not keep up.
func (s *Server) indexHands(ctx context.Context, v *visitor, _ time.Time) ([]hand, error) {
	state := s.searchState(ctx, v.Shop.ID)
	switch {
	case state.Status == "failing":
		return []hand{{Level: "bad", What: v.t("overview.index_failing"), Do: v.t("overview.index_failing_do")}}, nil
	case !state.Built:
		return []hand{{Level: "warn", What: v.t("overview.index_building"), Do: v.t("overview.index_building_do")}}, nil
	case state.Lag > lagAllowed:
		return []hand{{Level: "warn", What: v.t("overview.index_behind", "n", state.Lag), Do: v.t("overview.index_behind_do")}}, nil
	}
	return nil, nil
}

// secretHands tell of a bot with several secrets whether they are all in use: which of them is the old one, the configuration does
// not say.
func (s *Server) secretHands(ctx context.Context, v *visitor, now time.Time) (list []hand, err error) {
	uses, err := s.Store.SecretUses(ctx, v.Shop.ID)
	if err != nil {
		return nil, err
	}
	last := map[string]map[int]time.Time{}
	for _, u := range uses {
		if last[u.Bot] == nil {
			last[u.Bot] = map[int]time.Time{}
		}
		last[u.Bot][u.Number] = u.LastAt
	}
	for i, bot := range v.Shop.Bots {
		name := botName(v.Shop.Bots, i)
		if len(bot.Secrets) < 2 || last[name] == nil {
			continue
		}
		list = append(list, v.secretHand(bot, name, last[name], now))
	}
	return list, nil
}

func (v *visitor) secretHand(bot config.Bot, name string, last map[int]time.Time, now time.Time) hand {
	used, idle, at := 0, []string{}, time.Time{}
	for n := range bot.Secrets {
		number := n + 1
		if now.Sub(last[number]) < secretRecent {
			used++
		} else {
			idle = append(idle, "#"+strconv.Itoa(number))
		}
		if last[number].After(at) {
			at = last[number]
		}
	}
	h := hand{Level: "warn", At: at, What: v.t("overview.secrets_used", "bot", name, "n", used), Do: v.t("overview.secrets_used_do")}
	if used < 2 {
		h.What = v.t("overview.secrets_idle", "bot", name, "which", strings.Join(idle, ", "))
		h.Do = v.t("overview.secrets_idle_do")
	}
	if v.Role.may(Owner) {
		h.Link, h.Open = v.to("/admin/settings"), v.t("overview.open_settings")
	}
	return h
}

// stuckStatuses are those of parcels that should be moving.
var stuckStatuses = []packages.Status{packages.Pending, packages.PickedUp, packages.InTransit, packages.OutForDelivery, packages.Exception}

// parcelHands tell of parcels that nothing was heard of.
func (s *Server) parcelHands(ctx context.Context, v *visitor, now time.Time) ([]hand, error) {
	silence := store.Silence{From: now.Add(-stuckUntil), Until: now.Add(-stuckAfter), Statuses: stuckStatuses, Without: imports.SampleSource}
	count, some, err := s.Store.StuckPackages(ctx, v.Shop.ID, silence, handShown)
	if err != nil || count == 0 {
		return nil, err
	}
	var numbers []string
	for _, p := range some {
		numbers = append(numbers, p.OrderNumber)
	}
	return []hand{{
		Level: "warn", At: some[0].Version, What: v.t("overview.parcels_stuck", "n", count),
		Do:   v.t("overview.parcels_stuck_do", "orders", strings.Join(numbers, ", ")),
		Link: v.to("/admin/packages"), Open: v.t("overview.open_packages"),
	}}, nil
}
