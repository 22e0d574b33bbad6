package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/server"
)

const listedDeliveries = 50

func newDeliveries(app *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "deliveries list|show|resend",
		Short: "Show what feeds sent and what came of it, and have it worked on again",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newDeliveriesList(app), newDeliveriesShow(app), newDeliveriesResend(app))
	return cmd
}

// whichDeliveries are the flags that say which deliveries are meant.
type whichDeliveries struct{ feed, event, object, state, from, until string }

func (w *whichDeliveries) flags(cmd *cobra.Command, states ...string) {
	f := cmd.Flags()
	f.StringVar(&w.feed, "feed", "", "of this feed")
	f.StringVar(&w.event, "event", "", "of this event, such as orders/paid, whole")
	f.StringVar(&w.object, "object", "", `about this, such as "order 500001", whole`)
	f.StringVar(&w.state, "state", "", strings.Join(states, ", "))
	f.StringVar(&w.from, "from", "", "received at this time or later, such as 2026-01-31 or 2026-01-31T08:00:00Z")
	f.StringVar(&w.until, "until", "", "received before this time")
}

func (w *whichDeliveries) query(shop config.Shop, states ...string) (store.DeliveryQuery, error) {
	q := store.DeliveryQuery{Shop: shop.ID, Feed: w.feed, Event: w.event, Object: w.object, State: w.state}
	if w.state != "" && !slices.Contains(states, w.state) {
		return q, fmt.Errorf("--state: %q is none of %s", w.state, strings.Join(states, ", "))
	}
	var err error
	if q.After, err = moment("--from", w.from, shop.Timezone); err != nil {
		return q, err
	}
	q.Until, err = moment("--until", w.until, shop.Timezone)
	return q, err
}

// moment reads a time of a flag, or a day or a time without an offset as the shop's clocks show it; "" is the zero time.
func moment(flag, text string, zone *time.Location) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly, time.DateTime, "2006-01-02T15:04:05"} {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("%s: %q is no time such as 2026-01-31 or 2026-01-31T08:00:00Z", flag, text)
}

func newDeliveriesList(app *app) *cobra.Command {
	var which whichDeliveries
	var limit int
	var asJSON bool
	states := []string{store.DeliveryQueued, store.DeliveryDone, store.DeliveryFailed}
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the shop's deliveries, the newest first",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if limit < 1 {
				return errors.New("--limit: must be 1 or more")
			}
			s, shop, err := app.openShop(cmd.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			q, err := which.query(shop, states...)
			if err != nil {
				return err
			}
			q.Limit = limit
			list, err := s.Deliveries(cmd.Context(), q)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), list)
			}
			return printDeliveries(cmd.OutOrStdout(), list, shop.Timezone)
		},
	}
	which.flags(cmd, states...)
	cmd.Flags().IntVar(&limit, "limit", listedDeliveries, "how many")
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line, with the fields of the API")
	return cmd
}

func printJSON(out io.Writer, list []store.Delivery) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for _, d := range list {
		if err := enc.Encode(server.ToDelivery(d)); err != nil {
			return err
		}
	}
	return nil
}

func printDeliveries(out io.Writer, list []store.Delivery, zone *time.Location) error {
	tab := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, d := range list {
		fmt.Fprintf(tab, "%d\t%s\t%s\t%s\t%s\t%s\t%s\n", d.ID, d.ReceivedAt.In(zone).Format(time.DateTime), d.State, d.Feed,
			printed(d.Event), printed(d.Object), remark(d, zone))
	}
	return tab.Flush()
}

// remark is what is worth knowing of a delivery in a list.
func remark(d store.Delivery, zone *time.Location) string {
	var words []string
	if d.State == store.DeliveryQueued && !d.NextAt.IsZero() {
		words = append(words, "again at "+d.NextAt.In(zone).Format(time.TimeOnly))
	}
	if n := len(d.Errors); n > 0 && d.State != store.DeliveryDone {
		words = append(words, printed(d.Errors[n-1].Error))
	}
	if n := len(d.Warnings); n > 0 {
		words = append(words, fmt.Sprintf("%d warning(s)", n))
	}
	return strings.Join(words, "; ")
}

// printed is a text from outside that neither moves the cursor of a terminal nor ends a line.
func printed(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return '?'
		}
		return r
	}, text)
}
