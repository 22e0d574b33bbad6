package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"shopclerk/internal/store"
	"shopclerk/server"
)

func newDeliveriesShow(app *app) *cobra.Command {
	var body bool
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Tell what came of a delivery",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, shop, err := app.loadShop(newLog(cmd.ErrOrStderr()))
			if err != nil {
				return err
			}
			s, err := openStore(cmd.Context(), c, newLog(cmd.ErrOrStderr()), false)
			if err != nil {
				return err
			}
			defer s.Close()
			d, err := findDelivery(cmd.Context(), s, shop.ID, args[0])
			if err != nil {
				return err
			}
			if !body {
				tellDelivery(cmd.OutOrStdout(), d, shop.Timezone)
				return nil
			}
			text, ok := server.ShownBody(app.sources(c), d)
			switch {
			case d.Bare:
				return errors.New("the body of this delivery is gone")
			case !ok:
				return fmt.Errorf("feed %s is not in the configuration any more, and only it knows what in the body is secret", d.Feed)
			}
			_, err = cmd.OutOrStdout().Write(append(text, '\n'))
			return err
		},
	}
	cmd.Flags().BoolVar(&body, "body", false, "print the body instead, without its signature; it may be personal")
	return cmd
}

func findDelivery(ctx context.Context, s *store.Store, shop, text string) (store.Delivery, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return store.Delivery{}, fmt.Errorf("%q is not the number of a delivery; `deliveries list` shows them", text)
	}
	d, err := s.Delivery(ctx, shop, id)
	if errors.Is(err, store.ErrNotFound) {
		err = fmt.Errorf("there is no delivery %d; `deliveries list` shows them", id)
	}
	return d, err
}

func tellDelivery(out io.Writer, d store.Delivery, zone *time.Location) {
	at := func(t time.Time) string { return t.In(zone).Format("2006-01-02 15:04:05 -0700") }
	fmt.Fprintf(out, "%d %s, feed %s, event %q, object %q\n", d.ID, d.State, d.Feed, d.Event, d.Object)
	fmt.Fprintf(out, "received at %s, %d bytes, came again %d times, %d attempts\n", at(d.ReceivedAt), d.Size, d.Repeats, d.Attempts)
	for _, moment := range []struct {
		words string
		at    time.Time
	}{{"of the source's time", d.SourceAt}, {"is tried again at", d.NextAt}, {"finished at", d.FinishedAt}} {
		if !moment.at.IsZero() {
			fmt.Fprintln(out, moment.words, at(moment.at))
		}
	}
	for _, e := range d.Errors {
		fmt.Fprintf(out, "error at %s: %s\n", at(e.At), printed(e.Error))
	}
	for _, text := range d.Warnings {
		fmt.Fprintln(out, "warning:", printed(text))
	}
	if d.Bare {
		fmt.Fprintln(out, "its body is gone, so that it cannot be sent again")
	}
}
