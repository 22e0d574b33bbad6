package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/server/feeds"
)

func newSync(app *app) *cobra.Command {
	var since string
	cmd := &cobra.Command{
		Use:   "sync FEED|PLATFORM",
		Short: "Pull what a feed's platform offers, now",
		Long: "Pull what a feed's platform offers, now: what was changed since the last pull, or since a day.\n" +
			"Broken off, the next pull goes on behind the last page that went in.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return runSync(cmd, app, args[0], since) },
	}
	cmd.Flags().StringVar(&since, "since", "", "what was changed at this time or later, such as 2026-01-01 (default: since the last pull)")
	return cmd
}

// unpulled is why a feed offers no lists, by its platform.
var unpulled = map[string]string{
	config.Cyberbiz: "it needs username and secret, or token",
	config.Abaha:    "Abaha documents no list of its orders, products or customers; import a file for what happened before",
	config.Zeek:     "serve asks Zeek about the parcels that went silent by itself",
}

func runSync(cmd *cobra.Command, app *app, name, text string) error {
	log := newLog(cmd.ErrOrStderr())
	c, shop, err := app.loadShop(log)
	if err != nil {
		return err
	}
	since, err := sinceWhen(text, shop)
	if err != nil {
		return err
	}
	source, err := pickFeed(app.sources(c), shop, name)
	if err != nil {
		return err
	}
	if len(source.Pulls) == 0 {
		return fmt.Errorf("feed %s has nothing to pull: %s", source.Config.ID, unpulled[source.Config.Platform])
	}
	s, err := openStore(cmd.Context(), c, log, false)
	if err != nil {
		return err
	}
	defer s.Close()
	p := newPuller(s, func() []feeds.Source { return []feeds.Source{source} }, log)
	p.Progress = func(_ feeds.Source, kind string, state store.SyncState, total int) {
		fmt.Fprintln(cmd.ErrOrStderr(), pageText(kind, state, total))
	}
	counts, err := p.Sync(cmd.Context(), source, since)
	printCounts(cmd.OutOrStdout(), source.Pulls, counts, err)
	return pullProblem(cmd.Context(), err)
}

// printCounts prints a line for each list that was begun. The last of those is the one that an error stopped; where another
// process is at it, its count is the other's.
func printCounts(out io.Writer, pulls []feeds.Pull, counts map[string]int, err error) {
	begun := 0
	for _, pull := range pulls {
		n, ok := counts[pull.Kind]
		if !ok {
			return
		}
		switch begun++; {
		case err == nil || begun < len(counts):
			fmt.Fprintf(out, "%s: %d pulled\n", pull.Kind, n)
		case !errors.Is(err, feeds.ErrBusy):
			fmt.Fprintf(out, "%s: %d pulled, and not all\n", pull.Kind, n)
		}
	}
}

// sinceWhen is nil when nobody says.
func sinceWhen(text string, shop config.Shop) (*time.Time, error) {
	at, err := moment("--since", text, shop.Timezone)
	switch {
	case err != nil || text == "":
		return nil, err
	case at.After(time.Now()):
		return nil, errors.New("--since: lies in the future")
	}
	return &at, nil
}

// pickFeed finds a feed of a shop by its id, else by its platform where there is one of it.
func pickFeed(all []feeds.Source, shop config.Shop, name string) (feeds.Source, error) {
	if source, ok := feeds.Find(all, shop.ID, name); ok {
		return source, nil
	}
	var found []feeds.Source
	var ids []string
	for _, source := range all {
		if source.Shop.ID == shop.ID {
			ids = append(ids, source.Config.ID)
			if source.Config.Platform == name {
				found = append(found, source)
			}
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return feeds.Source{}, fmt.Errorf("shop %s has %d feeds of %s; name one of %s", shop.ID, len(found), name, strings.Join(ids, ", "))
	case len(ids) == 0:
		return feeds.Source{}, fmt.Errorf("shop %s has no feeds; put one under `feeds` in the configuration", shop.ID)
	}
	return feeds.Source{}, fmt.Errorf("shop %s has no feed %q; it has %s", shop.ID, name, strings.Join(ids, ", "))
}

func pageText(kind string, state store.SyncState, total int) string {
	text := fmt.Sprintf("%s: page %d, %d pulled", kind, state.Pages, state.Objects)
	if total > 0 {
		text = fmt.Sprintf("%s: page %d, %d of %d pulled", kind, state.Pages, state.Objects, total)
	}
	return text
}

// pullProblem says what to do about a pull that stopped.
func pullProblem(ctx context.Context, err error) error {
	var refused *feeds.PullError
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return errors.New("interrupted; the next pull goes on behind the last page")
	case errors.Is(err, feeds.ErrBusy):
		return fmt.Errorf("%w; wait until it is done", err)
	case !errors.As(err, &refused):
		return err
	case refused.Final:
		return fmt.Errorf("%w; until that is changed, trying again is of no use", err)
	case refused.After > 0:
		return fmt.Errorf("%w; it wants to be left alone for %s, and the next pull goes on at this page", err, refused.After)
	}
	return fmt.Errorf("%w; the next pull goes on at this page", err)
}
