package server

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"shopclerk/catalog"
	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/orders"
	"shopclerk/packages"
)

const (
	historyDeliveries = 20  // of a row, the last ones
	historyEntries    = 200 // of the list of changes of a shop that are looked through, the last ones
)

// lookRow is what a history is of.
type lookRow struct {
	store.RowOf
	objects []string   // what deliveries about it may be called
	now     []lookFact // as it is
	audited string     // how the entries begin that the list of changes has of it; "" where nothing is done here
}

// lookHistory is what is known of what changed a row, the newest first.
type lookHistory struct {
	Events   []lookEvent
	Complete bool // all imports whose undoing is kept were looked through
	Feed     bool // the source is a feed of the configuration
	File     bool // the source can be imports
}

// lookEvent is one thing that changed a row. One of Import, Delivery and Entry is there.
type lookEvent struct {
	At          time.Time
	Import      *store.Import
	Delivery    *store.Delivery
	Entry       *store.AuditEntry
	Said        string           // of Entry
	New         bool             // the row came with it
	Differences []lookDifference // of Import: to what it was when something is next known of it
}

// historyOf gathers what is known of a row, each by an index: the images that imports keep for their undoing, the deliveries about
// it, and what was done on this page. Nobody keeps what a pull changed, nor the changes of a delivery one by one.
func (s *Server) historyOf(ctx context.Context, v *visitor, of lookRow) (lookHistory, error) {
	h := lookHistory{Feed: slices.ContainsFunc(v.Shop.Feeds, func(f config.Feed) bool { return f.ID == of.Source })}
	changes, complete, err := s.Store.PastChanges(ctx, of.RowOf)
	if err != nil {
		return h, err
	}
	h.Complete, h.File = complete, !h.Feed || len(changes) > 0
	h.Events = pastImports(changes, of)
	deliveries, err := s.deliveriesAbout(ctx, of)
	if err != nil {
		return h, err
	}
	entries, err := s.entriesAbout(ctx, v, of)
	if err != nil {
		return h, err
	}
	h.Events = slices.Concat(h.Events, deliveries, entries)
	slices.SortStableFunc(h.Events, func(a, b lookEvent) int { return b.At.Compare(a.At) })
	return h, nil
}

// pastImports tells what each import changed. What a row was before the next change that is known is what it was after this one.
func pastImports(changes []store.PastChange, of lookRow) (events []lookEvent) {
	after := of.now
	for _, c := range changes {
		e := lookEvent{At: c.At, Import: &c.Import, New: c.Before == nil}
		if !e.New {
			before := factsOf(c.Before)
			e.Differences = slices.DeleteFunc(lookDifferences(before, after), func(d lookDifference) bool { return d.New.Word == "look.field_version" })
			after = before
		}
		events = append(events, e)
	}
	return events
}

func factsOf(noun any) []lookFact {
	switch n := noun.(type) {
	case *catalog.Product:
		return productFacts(*n)
	case *orders.Order:
		return orderFacts(*n, false)
	case *packages.Package:
		return packageFacts(*n)
	}
	panic(fmt.Sprintf("no facts are known of %T", noun)) // a kind that somebody forgot
}

func (s *Server) deliveriesAbout(ctx context.Context, of lookRow) (events []lookEvent, err error) {
	for _, object := range of.objects {
		list, err := s.Store.Deliveries(ctx, store.DeliveryQuery{Shop: of.Shop, Feed: of.Source, Object: object, Limit: historyDeliveries})
		if err != nil {
			return nil, err
		}
		for _, d := range list {
			events = append(events, lookEvent{At: d.ReceivedAt, Delivery: &d})
		}
	}
	return events, nil
}

func (s *Server) entriesAbout(ctx context.Context, v *visitor, of lookRow) (events []lookEvent, err error) {
	if of.audited == "" {
		return nil, nil
	}
	list, err := s.Store.Audit(ctx, store.AuditQuery{Shop: of.Shop, Limit: historyEntries})
	for _, e := range list {
		if strings.HasPrefix(e.Action, "look.") && strings.HasPrefix(e.Detail, of.audited+" ") {
			events = append(events, lookEvent{At: e.At, Entry: &e, Said: v.auditWord(e.Action)})
		}
	}
	return events, err
}
