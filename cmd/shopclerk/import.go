package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"shopclerk/server/imports"
)

// exitRefused is the exit code when some rows were refused and the others went in.
const exitRefused = 3

func newImport(app *app) *cobra.Command {
	var source, elementPrice string
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "import products|orders|packages FILE|-",
		Short: "Import a file of the shop: JSON, one JSON object a line, or CSV",
		Long: "Import a file of the shop: JSON, one JSON object a line, or CSV.\n" +
			"Exit code 0: every row went in; 3: some rows were refused, they are listed; 1: nothing could be done.",
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			job, err := importJob(args[0], elementPrice)
			if err != nil {
				return err
			}
			job.Source, job.DryRun = source, dryRun
			return runImport(cmd, app, job, args[1])
		},
	}
	cmd.Flags().StringVar(&source, "source", imports.FileSource, "whose rows these are; other sources' rows are not touched")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "say what would happen and write nothing")
	cmd.Flags().StringVar(&elementPrice, "element-price", "line", "whether elements[].price of orders is for the line or the unit")
	return cmd
}

func importJob(kind, elementPrice string) (imports.Job, error) {
	k, err := imports.ParseKind(kind)
	if err != nil {
		return imports.Job{}, err
	}
	if elementPrice != "line" && elementPrice != "unit" {
		return imports.Job{}, fmt.Errorf("--element-price: %q is neither line nor unit", elementPrice)
	}
	return imports.Job{Kind: k, UnitPrices: elementPrice == "unit"}, nil
}

func runImport(cmd *cobra.Command, app *app, job imports.Job, name string) error {
	log := newLog(cmd.ErrOrStderr())
	c, shop, err := app.loadShop(log)
	if err != nil {
		return err
	}
	if err := imports.CheckSource(job.Source, shop); err != nil {
		return fmt.Errorf("--source: %w", err)
	}
	job.Shop = shop
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
	out := cmd.OutOrStdout()
	counts, err := imports.Run(cmd.Context(), s, job, file, imports.Report{
		Refused: func(line int, reason string) { fmt.Fprintln(out, imports.At(line, reason)) },
		Warning: func(line int, text string) { fmt.Fprintln(cmd.ErrOrStderr(), "warning: "+imports.At(line, text)) },
	})
	if err == nil || counts.Read > 0 {
		fmt.Fprintln(out, counts.Summary(job.Kind))
	}
	return importResult(cmd.Context(), log, name, counts, err)
}

func importResult(ctx context.Context, log *slog.Logger, name string, counts imports.Counts, err error) error {
	switch {
	case err != nil && ctx.Err() != nil:
		return errors.New("interrupted; what is counted above went in, and the same import can be run again")
	case err != nil && counts.Read > 0:
		log.Warn("what is counted above went in before the error; the import can be run again")
		return fmt.Errorf("%s: %w", name, err)
	case err != nil:
		return fmt.Errorf("%s: %w", name, err)
	case counts.Refused > 0:
		return exitError{exitRefused}
	}
	return nil
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
		return nil, fmt.Errorf("%s is a folder", name)
	}
	return f, nil
}
