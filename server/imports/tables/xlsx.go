package tables

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

const (
	maxEmptyRows = 10_000  // one after the other; behind them a sheet has nothing but formats
	maxInMemory  = 1 << 20 // of a sheet's XML; a larger one goes to a temporary file
	exactDigits  = 15      // of a number in a spreadsheet
)

// sheetTable reads the first visible sheet that has rows. excelize reads the cells, one row after the other, and beside it
// goes a look at the same XML, which bounds each row before it is read and tells numbers and truth values from texts.
type sheetTable struct {
	file   *excelize.File
	rows   *excelize.Rows
	beside *sheet
	part   io.Closer
	size   int64 // of the sheet, unpacked
	name   string
	stored *stored
	header *Header
	row    int // that excelize stands at
	last   int // that said something
}

func newSheetTable(w *workbook, dir string, s *stored) (*sheetTable, error) {
	part, err := w.firstWithRows()
	if err != nil {
		return nil, err
	}
	t := &sheetTable{name: part.Name, stored: s}
	if t.file, err = w.open(dir, part); err != nil {
		return nil, err
	}
	t.size = int64(part.part.UncompressedSize64)
	if err := t.begin(part); err != nil {
		return nil, errors.Join(err, t.close())
	}
	return t, nil
}

// firstWithRows finds the sheet to read.
func (w *workbook) firstWithRows() (sheetPart, error) {
	for _, s := range w.sheets {
		r, err := s.part.Open()
		if err != nil {
			return s, damaged("zip", err)
		}
		look := newSheet(r)
		for row := 0; err == nil && !look.values && row <= maxEmptyRows; {
			row, err = look.next()
		}
		if closing := r.Close(); err == nil {
			err = closing
		}
		switch {
		case look.values:
			return s, nil
		case err != nil && !errors.Is(err, io.EOF):
			return s, fmt.Errorf("the sheet %q: %w", clip(s.Name), err)
		}
	}
	return sheetPart{}, ErrEmpty
}

// open lets excelize open a copy of the spreadsheet, from a path, as it does not stream otherwise.
func (w *workbook) open(dir string, s sheetPart) (*excelize.File, error) {
	if w.strings != nil {
		r, err := w.strings.Open()
		if err != nil {
			return nil, damaged("zip", err)
		}
		if err := errors.Join(checkStrings(r), r.Close()); err != nil {
			return nil, err
		}
	}
	file, err := os.Create(filepath.Join(dir, "table.xlsx"))
	if err != nil {
		return nil, fmt.Errorf("no space for temporary files: %w", err)
	}
	if err := errors.Join(w.copyTo(file, s.part), file.Close()); err != nil {
		return nil, err
	}
	options := excelize.Options{RawCellValue: true, UnzipXMLSizeLimit: maxInMemory, UnzipSizeLimit: maxWorkbook, TmpDir: dir}
	book, err := excelize.OpenFile(file.Name(), options)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	return book, nil
}

// begin reads to the header row.
func (t *sheetTable) begin(part sheetPart) (err error) {
	if t.rows, err = t.file.Rows(copiedSheet); err != nil {
		return fmt.Errorf("%w: %w", errDamaged, err)
	}
	r, err := part.part.Open()
	if err != nil {
		return damaged("zip", err)
	}
	t.part, t.beside = r, newSheet(r)
	record, err := t.read()
	if errors.Is(err, io.EOF) {
		return ErrEmpty
	}
	if err != nil {
		return err
	}
	t.header, err = headerOf(record, utf8Set)
	return err
}

func (t *sheetTable) columns() []string { return t.header.Names }

func (t *sheetTable) next() (Row, error) {
	record, err := t.read()
	if err != nil {
		return Row{}, err
	}
	r, err := rowOf(t.row, t.header, record, utf8Set)
	if r.Size > maxRow {
		return Row{}, &RowError{t.row, fmt.Sprintf("is larger than %d MiB", maxRow>>20)}
	}
	return r, err
}

// read returns the next row that says anything; io.EOF after the last.
func (t *sheetTable) read() ([]string, error) {
	for {
		number, err := t.beside.next()
		if err == nil && number-t.last > maxEmptyRows {
			err = io.EOF
		}
		if err != nil {
			return nil, t.broken(err)
		}
		for ; t.row < number; t.row++ {
			if !t.rows.Next() {
				return nil, t.broken(t.beside.damaged())
			}
		}
		cells, err := t.rows.Columns()
		if err != nil {
			return nil, t.broken(fmt.Errorf("row %d: %w: %w", number, errDamaged, err))
		}
		t.stored.at(t.beside.read, t.size)
		if width(cells) > 0 {
			t.last = number
			return t.written(cells), nil
		}
	}
}

func (t *sheetTable) broken(err error) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	return fmt.Errorf("the sheet %q: %w", clip(t.name), err)
}

// written turns what the cells hold into what they show, but for formats.
func (t *sheetTable) written(cells []string) []string {
	for i, text := range cells {
		switch t.beside.kind(i) {
		case numberCell:
			cells[i] = number(text)
		case boolCell:
			cells[i] = truth(text)
		}
	}
	return cells
}

// truth writes a truth value as a spreadsheet shows it.
func truth(text string) string {
	switch text {
	case "1":
		return "TRUE"
	case "0":
		return "FALSE"
	}
	return strings.ToUpper(text)
}

// number writes a number with the 15 digits that a spreadsheet shows: 19.99 may be stored as 19.989999999999998. Of a
// number with more digits before the point the last ones are lost already; it stays as it is, and is refused later.
func number(text string) string {
	if len(text) <= exactDigits && !strings.ContainsAny(text, "eE") {
		return text
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || x >= 1e15 || x <= -1e15 {
		return text
	}
	shown, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', exactDigits, 64), 64)
	if err != nil {
		return text
	}
	return strconv.FormatFloat(shown, 'f', -1, 64)
}

func (t *sheetTable) close() error {
	var errs []error
	if t.rows != nil {
		errs = append(errs, t.rows.Close())
	}
	if t.part != nil {
		errs = append(errs, t.part.Close())
	}
	return errors.Join(append(errs, t.file.Close())...)
}
