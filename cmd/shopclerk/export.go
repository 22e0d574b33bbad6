package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"shopclerk/server/exports"
	"shopclerk/server/imports"
)

func newExport(app *app) *cobra.Command {
	var o exports.Options
	var format, elementPrice string
	cmd := &cobra.Command{
		Use:   "export products|orders|packages [FILE|-]",
		Short: "Write the shop's products, orders or parcels as a file that import reads",
		Long: "Write the shop's products, orders or parcels as a file that import reads, to FILE or to standard output.\n" +
			"FILE is replaced when the export is whole. How many rows it has, and what it leaves out, is said on standard error.",
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if o.Kind, err = imports.ParseKind(args[0]); err != nil {
				return err
			}
			name := "-"
			if len(args) > 1 {
				name = args[1]
			}
			o.Format = exports.FormatOf(name)
			if format != "" {
				if o.Format, err = exports.ParseFormat(format); err != nil {
					return fmt.Errorf("--format: %w", err)
				}
			}
			if o.UnitPrices = elementPrice == "unit"; !o.UnitPrices && elementPrice != "line" {
				return fmt.Errorf("--element-price: %q is neither line nor unit", elementPrice)
			}
			return runExport(cmd, app, o, name)
		},
	}
	f := cmd.Flags()
	f.StringVar(&format, "format", "", "ndjson, csv or xlsx (default what FILE ends with, else ndjson)")
	f.StringVar(&o.Source, "source", "", "whose rows, such as file or sample (default those of all sources)")
	f.StringVar(&elementPrice, "element-price", "line", "whether elements[].price of orders is for the line or the unit")
	return cmd
}

func runExport(cmd *cobra.Command, app *app, o exports.Options, name string) error {
	if err := o.Check(); err != nil {
		return err
	}
	s, shop, err := app.openShop(cmd.Context())
	if err != nil {
		return err
	}
	defer s.Close()
	var result exports.Result
	err = exportTo(name, cmd.OutOrStdout(), func(w io.Writer) (err error) {
		result, err = exports.Write(cmd.Context(), s, shop.ID, o, w)
		return err
	})
	if err != nil && cmd.Context().Err() != nil {
		return errors.New("interrupted before the export was whole")
	}
	if err != nil {
		return err
	}
	for _, note := range result.Notes {
		fmt.Fprintln(cmd.ErrOrStderr(), "warning: "+note)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%s: %d exported\n", o.Kind, result.Rows)
	return nil
}

// exportTo lets write write to a file, which is there only when it is whole, or to standard output.
func exportTo(name string, stdout io.Writer, write func(io.Writer) error) error {
	if name == "-" {
		return write(stdout)
	}
	name, mode, err := exportTarget(name)
	if err != nil {
		return err
	}
	if mode&fs.ModeType != 0 { // a pipe or a device must not be replaced
		return writeStraight(name, write)
	}
	beside, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	err = write(beside)
	if err == nil {
		err = beside.Sync()
	}
	if err = errors.Join(err, beside.Close()); err == nil {
		err = os.Chmod(beside.Name(), mode)
	}
	if err == nil {
		err = os.Rename(beside.Name(), name)
	}
	if err != nil {
		os.Remove(beside.Name())
	}
	return err
}

// exportTarget is the file that a name leads to, and its mode: that of the file which is there, else one that only its
// owner can read, for orders name people.
func exportTarget(name string) (path string, mode fs.FileMode, err error) {
	path, err = filepath.EvalSymlinks(name)
	if errors.Is(err, fs.ErrNotExist) {
		return name, 0o600, nil
	}
	if err != nil {
		return name, 0, err
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return path, 0, err
	case info.IsDir():
		return path, 0, fmt.Errorf("%s is a folder", name)
	}
	return path, info.Mode(), nil
}

func writeStraight(name string, write func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
