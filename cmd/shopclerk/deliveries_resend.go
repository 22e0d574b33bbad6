package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"shopclerk/internal/store"
)

func newDeliveriesResend(app *app) *cobra.Command {
	var which whichDeliveries
	states := []string{store.DeliveryDone, store.DeliveryFailed}
	cmd := &cobra.Command{
		Use:   "resend ID… | --state failed [--feed NAME] …",
		Short: "Have deliveries worked on again by the running serve: those named, or all that the flags mean",
		RunE: func(cmd *cobra.Command, args []string) error {
			if all := which == (whichDeliveries{}); all == (len(args) == 0) {
				return errors.New("say which deliveries: by their numbers, or by --feed, --event, --object, --state, --from and --until")
			}
			s, shop, err := app.openShop(cmd.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			if len(args) > 0 {
				return resendEach(cmd, s, shop.ID, args)
			}
			q, err := which.query(shop, states...)
			if err != nil {
				return err
			}
			queued, bare, err := s.ResendDeliveries(cmd.Context(), q)
			fmt.Fprintf(cmd.OutOrStdout(), "%d queued\n", queued)
			if bare > 0 {
				fmt.Fprintf(cmd.ErrOrStderr(), "%d cannot be sent again, for their bodies are gone\n", bare)
			}
			return err
		},
	}
	which.flags(cmd, states...)
	return cmd
}

// resendEach queues deliveries by their numbers. One that cannot be does not keep the others from it.
func resendEach(cmd *cobra.Command, s *store.Store, shop string, ids []string) error {
	queued := 0
	var problems []error
	for _, text := range ids {
		d, err := findDelivery(cmd.Context(), s, shop, text)
		if err == nil && d.Bare {
			err = fmt.Errorf("delivery %d cannot be sent again, for its body is gone", d.ID)
		}
		if err != nil {
			problems = append(problems, err)
			continue
		}
		n, _, err := s.ResendDeliveries(cmd.Context(), store.DeliveryQuery{Shop: shop, ID: d.ID})
		if err != nil {
			return err
		}
		queued += n
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%d queued\n", queued)
	return errors.Join(problems...)
}
