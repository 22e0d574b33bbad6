package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/server/exports"
	"shopclerk/server/imports"
)

// listed is how many imports `import list` shows.
const listed = 20

func newImportList(app *app) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the shop's last imports",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, shop, err := app.openShop(cmd.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			list, err := s.Imports(cmd.Context(), store.ImportFilter{Shop: shop.ID, Limit: listed})
			if err != nil {
				return err
			}
			tab := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			for _, i := range list {
				fmt.Fprintf(tab, "%s\t%s\t%s\t%s\t%s\n", i.ID, i.QueuedAt.In(shop.Timezone).Format(time.DateTime), i.State, i.FileName, imports.Summary(i))
			}
			return tab.Flush()
		},
	}
}

func newImportShow(app *app) *cobra.Command {
	return &cobra.Command{
		Use:   "show ID",
		Short: "Tell what an import did, and why rows were refused",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, _, err := app.openShop(cmd.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			i, err := s.ImportByID(cmd.Context(), args[0])
			if err != nil {
				return noImport(args[0], err)
			}
			out := cmd.OutOrStdout()
			fmt.Fprintf(out, "%s %s %s, format %s, %s\n", i.ID, i.State, i.FileName, i.Format, imports.Summary(i))
			if i.Error != "" {
				fmt.Fprintln(out, i.Error)
			}
			story, err := imports.ReadStory(i)
			if err != nil {
				return err
			}
			tell(out, i, story)
			return watcher{cmd: cmd, store: s}.refused(cmd.Context(), i)
		},
	}
}

// newImportAct is `import undo ID` or `import cancel ID`.
func newImportAct(app *app, action string) *cobra.Command {
	short := map[string]string{
		"undo":   "Put back what an import changed; what was changed since is left and listed",
		"cancel": "Stop an import; what went in stays, and can be undone",
	}[action]
	return &cobra.Command{
		Use:   action + " ID",
		Short: short,
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return app.withStore(cmd, func(ctx context.Context, s *store.Store, c *config.Config) error {
				q := newQueue(c, s, slog.New(slog.DiscardHandler))
				act := q.Cancel
				if action == "undo" {
					act = q.Undo
				}
				i, err := act(ctx, args[0])
				if err != nil {
					return noImport(args[0], err)
				}
				w := watcher{cmd: cmd, store: s, queue: q}
				if action == "undo" {
					if i, err = w.untilEnd(i.ID); err != nil {
						return err
					}
				}
				return w.told(i)
			})
		},
	}
}

// told prints what came of an import that was acted on.
func (w watcher) told(i store.Import) error {
	if i.Rows.Kept > 0 {
		if err := w.refused(w.cmd.Context(), i); err != nil {
			return err
		}
	}
	fmt.Fprintf(w.cmd.OutOrStdout(), "%s: %s\n", i.State, imports.Summary(i))
	if i.State == store.ImportFailed {
		return errors.New(i.Error)
	}
	return nil
}

func noImport(id string, err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("there is no import %q; `import list` shows them", id)
	}
	return err
}

// tell prints what an import would change, or did.
func tell(out io.Writer, i store.Import, s imports.Story) {
	if i.Format == "headers" && len(s.Columns) > 0 {
		for _, field := range slices.Sorted(maps.Keys(s.Columns)) {
			fmt.Fprintf(out, "column %q is %s\n", s.Columns[field], field)
		}
	}
	if !i.Settings.DryRun && i.State != store.ImportWaiting {
		return
	}
	for _, field := range slices.Sorted(maps.Keys(s.Fields)) {
		fmt.Fprintf(out, "%d change %s\n", s.Fields[field], field)
	}
	for _, c := range s.Examples {
		fmt.Fprintf(out, "  %s %q %s: %q → %q\n", c.Key, c.Title, c.Field, c.Old, c.New)
	}
	if s.Missing > 0 {
		fmt.Fprintf(out, "%d are not in the file and would be unpublished\n", s.Missing)
	}
	for _, g := range s.Guards {
		fmt.Fprintln(out, "STOP: "+g)
	}
}

func newImportRefused(app *app) *cobra.Command {
	return &cobra.Command{
		Use:   "refused ID [FILE|-]",
		Short: "Write the rows that an import refused as a file of the same kind, to be corrected and imported again",
		Args:  cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, _, err := app.openShop(cmd.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			i, err := s.ImportByID(cmd.Context(), args[0])
			if err != nil {
				return noImport(args[0], err)
			}
			if i.Rows.Refused == 0 || i.Settings.Table == "" {
				return errors.New("no row of this import was refused")
			}
			name := append(args, "-")[1]
			return exportTo(name, cmd.OutOrStdout(), func(w io.Writer) error {
				table := exports.Table{Kind: i.Settings.Table, Columns: i.Columns}
				return exports.Refused(w, table, exports.RefusedRows(cmd.Context(), s, i.ID))
			})
		},
	}
}
