package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/server/imports"
)

// The exit codes of an import that did not go in whole.
const (
	exitRefused = 3 // some rows were refused and the others went in
	exitGuarded = 4 // it would do more than may be done without being confirmed
)

func newImport(app *app) *cobra.Command {
	var i store.Import
	var elementPrice string
	var mapping []string
	cmd := &cobra.Command{
		Use:   "import products|orders|packages FILE|-",
		Short: "Import a file of the shop: CSV, XLSX, JSON or XML, of any format that is known",
		Long: "Import a file of the shop: CSV and its kin, XLSX, JSON, one JSON object a line, XML; plain, .gz or .zip.\n" +
			"Exit code 0: every row went in; 3: some rows were refused, they are listed; 4: a guard rail stopped it, --yes goes on;\n" +
			"1: nothing could be done. Killed, it goes on where it stopped: by the running serve, or by the next import.",
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			stepBack()
			i.Kind, i.Settings.UnitPrices = args[0], elementPrice == "unit"
			if elementPrice != "line" && elementPrice != "unit" {
				return fmt.Errorf("--element-price: %q is neither line nor unit", elementPrice)
			}
			var err error
			if i.Settings.Mapping, err = imports.ParseMapping(mapping); err != nil {
				return err
			}
			return runImport(cmd, app, i, args[1])
		},
	}
	f := cmd.Flags()
	f.StringVar(&i.Source, "source", imports.FileSource, "whose rows these are; other sources' rows are not touched")
	f.StringVar(&i.Settings.Format, "format", "", "the format of the file; told by its columns when absent")
	f.StringVar(&i.Settings.Mode, "mode", "", "mirror also unpublishes the source's products that are not in the file")
	f.StringVar(&i.Settings.Variants, "variants", "", "product or variant: what becomes one product (default product)")
	f.StringVar(&i.Settings.Encoding, "encoding", "", "such as utf-8 or big5; detected when absent")
	f.StringVar(&i.Settings.Delimiter, "delimiter", "", "of a CSV file: , ; | or tab; detected when absent")
	f.StringArrayVar(&mapping, "map", nil, `what a column means, such as "Giá bán=price"; remembered for the same header`)
	f.BoolVar(&i.Settings.DryRun, "dry-run", false, "say what would happen and write nothing")
	f.BoolVar(&i.Settings.Confirmed, "yes", false, "go on where a guard rail would stop it")
	f.StringVar(&elementPrice, "element-price", "line", "whether elements[].price of orders is for the line or the unit")
	cmd.AddCommand(newImportList(app), newImportShow(app), newImportRefused(app), newImportAct(app, "undo"), newImportAct(app, "cancel"))
	return cmd
}

// importGC is as serveGC, for an import, which is to stay under 128 MiB.
const importGC = 150

func runImport(cmd *cobra.Command, app *app, i store.Import, name string) error {
	setGC(importGC)
	log := newLog(cmd.ErrOrStderr())
	c, shop, err := app.loadShop(log)
	if err != nil {
		return err
	}
	kind, err := imports.ParseKind(i.Kind)
	if err != nil {
		return err
	}
	if err := imports.CheckSource(i.Source, shop); err != nil {
		return fmt.Errorf("--source: %w", err)
	}
	if err := importFormats().CheckSettings(kind, i.Settings); err != nil {
		return fmt.Errorf("--%w", err)
	}
	file, err := openFile(cmd.InOrStdin(), name)
	if err != nil {
		return err
	}
	defer file.Close()
	s, err := openStore(cmd.Context(), c, log, false)
	if err != nil {
		return err
	}
	defer s.Close()
	i.Kind, i.Shop, i.FileName = string(kind), shop.ID, filepath.Base(name)
	q := newQueue(c, s, slog.New(slog.DiscardHandler))
	if i, err = q.Submit(cmd.Context(), i, file, 0); err != nil {
		return err
	}
	w := watcher{cmd: cmd, store: s, queue: q}
	if i, err = w.untilEnd(i.ID); err != nil {
		return err
	}
	return w.report(i)
}

// newQueue is a queue for a command; its log would stand between the lines of what the user asked for.
func newQueue(c *config.Config, s *store.Store, log *slog.Logger) *imports.Queue {
	served := servedNow(c.DataDir)
	if served {
		leaveProcessor()
	} else {
		s.CheckpointAside()
	}
	return imports.NewQueue(imports.Options{
		Dir: filepath.Join(c.DataDir, "uploads"), Store: s, Formats: importFormats(), Shop: c.Shop, Log: log,
		Yields: served,
	})
}

// leaveProcessor leaves one processor, where there are several, to the serve that runs on the same data folder (measured on two, on
// SQLite and with askForShortTurns: the p99 of questions while a file is imported from 2.5 times the idle one to 1.6 times).
func leaveProcessor() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(max(1, runtime.GOMAXPROCS(0)-1))
	}
}

// servedNow reports whether a serve runs on a data folder.
func servedNow(dataDir string) bool {
	lock, err := lockServe(dataDir)
	if err == nil {
		lock.Unlock() //nolint:errcheck // the process holds nothing else
	}
	return errors.Is(err, errLocked)
}

// report prints what came of an import and returns the exit code.
func (w watcher) report(i store.Import) error {
	out, ctx := w.cmd.OutOrStdout(), context.WithoutCancel(w.cmd.Context())
	for _, text := range i.Problems {
		fmt.Fprintln(w.cmd.ErrOrStderr(), "warning: "+text)
	}
	if more := i.Warnings - int64(len(i.Problems)); more > 0 {
		fmt.Fprintf(w.cmd.ErrOrStderr(), "warning: and %d more\n", more)
	}
	story, err := imports.ReadStory(i)
	if err != nil {
		return err
	}
	tell(out, i, story)
	if err := w.refused(ctx, i); err != nil {
		return err
	}
	if i.Rows.Read > 0 || i.State == store.ImportDone {
		fmt.Fprintln(out, imports.Summary(i))
	}
	switch {
	case i.State == store.ImportWaiting:
		if _, err := w.queue.Cancel(ctx, i.ID); err != nil {
			return err
		}
		fmt.Fprintln(w.cmd.ErrOrStderr(), "nothing was written; --yes does it all the same")
		return exitError{exitGuarded}
	case i.State == store.ImportCancelled:
		return fmt.Errorf("cancelled; what is counted above went in, and `import undo %s` takes it back", i.ID)
	case i.State == store.ImportFailed:
		return fmt.Errorf("%s: %s", i.FileName, i.Error)
	case i.Rows.Refused > 0:
		return exitError{exitRefused}
	}
	return nil
}

// refused prints the rows that did not go in.
func (w watcher) refused(ctx context.Context, i store.Import) error {
	for after := int64(0); ; {
		rows, last, err := w.store.RefusedRows(ctx, i.ID, after, store.BatchSize)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, r := range rows {
			fmt.Fprintln(w.cmd.OutOrStdout(), imports.At(r.Line, r.Reason))
		}
		after = last
	}
}

func openFile(stdin io.Reader, name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(stdin), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		f.Close()
		return nil, errors.New(name + " is a folder")
	}
	return f, nil
}
