// Package exports writes what a shop has as files that its imports read again, and rows that an import refused as a file to
// be corrected. It owns which columns such a file has; how a table is written is tables' own, and it knows neither HTTP nor
// the command line.
package exports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/server/imports"
	"shopclerk/server/imports/tables"
)

// Format is how a file is written.
type Format string

// The formats; each is also the ending of its files.
const (
	NDJSON Format = "ndjson"
	CSV    Format = "csv"
	XLSX   Format = "xlsx"
)

var (
	formats   = []Format{NDJSON, CSV, XLSX}
	errFormat = errors.New("is none of ndjson, csv, xlsx")
)

// ParseFormat reads a format's name in any case.
func ParseFormat(text string) (Format, error) {
	if f := Format(strings.ToLower(text)); slices.Contains(formats, f) {
		return f, nil
	}
	return "", fmt.Errorf("%q %w", text, errFormat)
}

// FormatOf is the format that a file's name ends with; NDJSON when it ends with none.
func FormatOf(name string) Format {
	f, err := ParseFormat(strings.TrimPrefix(filepath.Ext(name), "."))
	if err != nil {
		return NDJSON
	}
	return f
}

// Options say what to export.
type Options struct {
	Kind       imports.Kind
	Format     Format
	Source     string // whose rows; "" for those of all sources
	UnitPrices bool   // elements[].price of orders is for one piece, not for the line
}

// Result is what came of an export.
type Result struct {
	Rows int64
	// Notes tell, in words for the shop's staff, what the file does not hold, and what an import of it would make
	// other than it is.
	Notes []string
}

// Check refuses what cannot be exported, before anything is written.
func (o Options) Check() error {
	switch {
	case o.Kind != imports.Products && o.Kind != imports.Orders && o.Kind != imports.Packages:
		return fmt.Errorf("%q is none of products, orders, packages", o.Kind)
	case !slices.Contains(formats, o.Format):
		return fmt.Errorf("%q %w", o.Format, errFormat)
	case o.Kind == imports.Orders && o.Format != NDJSON:
		return fmt.Errorf("orders have lists inside, which do not fit the cells of %s; export them as ndjson", o.Format)
	}
	return nil
}

// Write writes a shop's rows to w, in the order in which they came to the store. They are read a batch at a time, so that
// the memory that it takes grows by eight bytes a row. With an error, which may be one of Check, w has a part of a file or
// nothing; w is not closed.
func Write(ctx context.Context, s *store.Store, shop string, o Options, w io.Writer) (Result, error) {
	if err := o.Check(); err != nil {
		return Result{}, err
	}
	to, err := create(o.Format, w)
	if err != nil {
		return Result{}, err
	}
	switch o.Kind {
	case imports.Products:
		return run(to, products(), func(id int64) ([]catalog.Product, error) { return s.ProductsAfter(ctx, shop, o.Source, id) })
	case imports.Orders:
		return run(to, receipts(o.UnitPrices), func(id int64) ([]orders.Order, error) { return s.OrdersAfter(ctx, shop, o.Source, id) })
	}
	return run(to, parcels(), func(id int64) ([]packages.Package, error) { return s.PackagesAfter(ctx, shop, o.Source, id) })
}

// output is where rows go: cells of texts, or JSON objects.
type output struct {
	tables.Writer
	ndjson *tables.NDJSON // nil where the rows are texts
}

func create(f Format, w io.Writer) (output, error) {
	switch f {
	case CSV:
		return output{Writer: tables.NewCSV(w)}, nil
	case XLSX:
		book, err := tables.NewXLSX(w)
		return output{Writer: book}, err
	}
	lines := tables.NewNDJSON(w)
	return output{lines, lines}, nil
}
