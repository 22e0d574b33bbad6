package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/orders"
	"shopclerk/server/feeds"
)

func newForget(app *app) *cobra.Command {
	var text string
	var yes bool
	cmd := &cobra.Command{
		Use:   "forget --account EMAIL|PHONE [--yes]",
		Short: "Erase a person: name, contacts and addresses of the orders, the customer, and what deliveries told",
		Long: "Erase a person: name, contacts, address and link of the orders that carry the account or whose customer does, the\n" +
			"customer, and the bodies of the deliveries about them. Orders keep their number, amounts, lines and status. Without --yes\n" +
			"it only says what there is, and exits with 4. Exit code 1: nobody here has the account, or it could not be done.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runForget(cmd, app, text, yes) },
	}
	cmd.Flags().StringVar(&text, "account", "", "an e-mail address, or a phone number in any common writing")
	cmd.Flags().BoolVar(&yes, "yes", false, "erase it; it cannot be undone")
	must(cmd.MarkFlagRequired("account"))
	return cmd
}

// errNobody names no account: what is printed here ends up in logs.
var errNobody = errors.New("nobody in this shop has this account: no order, no customer and no delivery carries it")

func runForget(cmd *cobra.Command, app *app, text string, yes bool) error {
	ctx, log := cmd.Context(), newLog(cmd.ErrOrStderr())
	c, shop, err := app.loadShop(log)
	if err != nil {
		return err
	}
	account := orders.ParseAccount(text, shop.Region)
	if account == "" {
		return errors.New("--account: is neither an e-mail address nor a phone number")
	}
	s, err := openStore(ctx, c, log, false)
	if err != nil {
		return err
	}
	defer s.Close()
	p, err := findPerson(ctx, s, shop, account)
	if err != nil {
		return err
	}
	if err := p.lookThrough(ctx, s, app.sources(c)); err != nil {
		return err
	}
	if p.unknown() {
		return errNobody
	}
	out := cmd.OutOrStdout()
	if !yes {
		fmt.Fprintf(out, "found: %d orders, the bodies of %d deliveries\n", p.orders, p.deliveries)
		fmt.Fprintln(cmd.ErrOrStderr(), "nothing was erased; --yes does, and it cannot be undone")
		return exitError{exitGuarded}
	}
	gone, err := p.erase(ctx, s)
	if errors.Is(err, store.ErrShared) {
		return fmt.Errorf("more than %d customers have this account, so that it names none of them; nothing was erased", orders.MaxShared)
	}
	fmt.Fprintf(out, "erased: the person in %d orders, %d customers, the bodies of %d deliveries\n", gone.Orders, gone.Customers, gone.bodies)
	leftOver(out, c, shop)
	return err
}

// erased is what was erased of a person.
type erased struct {
	store.Forgotten
	bodies int
}

// erase forgets a person. What was worked on meanwhile may have brought the person back, so the database is looked through
// a second time once no delivery can.
func (p *person) erase(ctx context.Context, s *store.Store) (gone erased, err error) {
	for range 2 {
		again, err := s.Forget(ctx, p.shop.ID, p.account)
		gone.Orders, gone.Customers = gone.Orders+again.Orders, gone.Customers+again.Customers
		if err != nil {
			return gone, err
		}
		for _, subject := range again.Subjects {
			p.add(subject.Source, subject.Kind+" "+subject.Key) // as feeds call what they can
		}
		for feed, objects := range p.objects {
			n, err := s.ForgetDeliveries(ctx, p.shop.ID, feed, slices.Collect(maps.Keys(objects)))
			gone.bodies += n
			if err != nil {
				return gone, err
			}
		}
		for ids := range slices.Chunk(p.nameless, deliveriesAtOnce) {
			n, err := s.ForgetBodies(ctx, p.shop.ID, ids)
			gone.bodies += n
			if err != nil {
				return gone, err
			}
		}
	}
	return gone, nil
}

// leftOver says what still holds the person and goes by itself.
func leftOver(out io.Writer, c *config.Config, shop config.Shop) {
	if n, err := feeds.Spooled(spoolDir(c)); err == nil && n > 0 {
		fmt.Fprintf(out, "%d deliveries wait in %s; run this again once serve has taken them in\n", n, spoolDir(c))
	}
	fmt.Fprintf(out, "what imports keep to be undone goes %s after they ended\n", days(shop.Retention.Uploads))
}
