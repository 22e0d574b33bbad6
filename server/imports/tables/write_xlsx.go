package tables

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// maxCell is how much text a cell of a spreadsheet holds, in the units of UTF-16; excelize would cut what is longer.
const maxCell = excelize.TotalCellChars

type xlsxWriter struct {
	frame
	book   *excelize.File
	stream *excelize.StreamWriter
	values []any
}

// NewXLSX writes a spreadsheet with one sheet, in which every cell is a text, so that nothing is run and no code loses its
// zeros. Rows wait in a temporary file, and are written to w by Close. A sheet holds 1,048,576 rows with its header, and a
// cell 32,767 characters; what is more is an error that names the row and says to write CSV instead.
func NewXLSX(w io.Writer) (Writer, error) {
	book := excelize.NewFile()
	// Left alone, excelize packs the whole file in memory; the writer that it offers for that is not used.
	book.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(w) })
	stream, err := book.NewStreamWriter(book.GetSheetName(0))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("a spreadsheet could not be begun: %w", err), book.Close())
	}
	return &xlsxWriter{book: book, stream: stream}, nil
}

func (x *xlsxWriter) Header(names []string) error {
	x.names, x.values = names, make([]any, len(names))
	return x.Write(names)
}

func (x *xlsxWriter) Write(cells []string) error {
	if err := x.next(len(cells)); err != nil {
		return err
	}
	if x.row > maxSheetRows {
		return fmt.Errorf("a spreadsheet holds no more than %d rows; export CSV", maxSheetRows)
	}
	clear(x.values)
	for i, cell := range cells {
		if tooLong(cell) {
			return fmt.Errorf("row %d: %s: is longer than the %d characters that a spreadsheet's cell holds; export CSV", x.row, x.names[i], maxCell)
		}
		if cell != "" {
			x.values[i] = cell
		}
	}
	return x.stream.SetRow("A"+strconv.Itoa(x.row), x.values)
}

func tooLong(cell string) bool {
	if len(cell) <= maxCell { // nothing takes more units than bytes
		return false
	}
	units := 0
	for _, r := range cell {
		units += utf16.RuneLen(r)
	}
	return units > maxCell
}

func (x *xlsxWriter) Close() error {
	err := x.stream.Flush()
	if err == nil {
		_, err = x.book.WriteToBuffer() // which stays empty; see NewXLSX
	}
	return errors.Join(err, x.book.Close())
}

func (x *xlsxWriter) Discard() { x.book.Close() } //nolint:errcheck // a temporary file that stays is the system's to remove
