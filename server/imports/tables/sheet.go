package tables

import (
	"errors"
	"fmt"
	"io"
	"strconv"
)

// What a spreadsheet can have at the most.
const (
	maxSheetRows    = 1 << 20
	maxSheetColumns = 1 << 14
)

// cellKind is what the text of a cell stands for, which excelize does not tell.
type cellKind byte

const (
	textCell cellKind = iota
	numberCell
	boolCell
)

// sheet walks through the rows of a sheet: how they are numbered, and of which kinds their cells are.
type sheet struct {
	*markup
	row    int // its number, from 1; 0 before the first
	open   bool
	column int // of the last cell, from 1
	ended  bool
	kinds  []cellKind // of the cells of the row, by column
	values bool       // the row has a value or a formula
}

func newSheet(r io.Reader) *sheet { return &sheet{markup: newMarkup(r)} }

// next reads a row, and on to the beginning of the one after it, and returns its number. The error is io.EOF after the last.
func (s *sheet) next() (int, error) {
	for s.row == 0 && !s.ended {
		if err := s.step(); err != nil {
			return 0, err
		}
	}
	if s.ended {
		return 0, io.EOF
	}
	number := s.row
	s.kinds, s.column, s.values = s.kinds[:0], 0, false
	for s.row == number && !s.ended {
		if err := s.step(); err != nil {
			return 0, err
		}
	}
	return number, nil
}

// step reads one tag.
func (s *sheet) step() error {
	t, err := s.markup.next()
	switch {
	case errors.Is(err, io.EOF) && s.row == 0: // a sheet that is only a chart
		s.ended = true
		return nil
	case errors.Is(err, io.EOF):
		return s.damaged()
	case err != nil:
		return s.at(err)
	case t.is("row"):
		err = s.enter(t)
	case t.is("c") && s.open:
		err = s.cell(t)
	case s.open && (t.is("v") || t.is("is") || t.is("f")):
		s.values = true
	}
	if t.ends("row") {
		s.open = false
	}
	s.ended = t.ends("sheetData")
	if s.ended && s.open {
		return s.damaged()
	}
	return err
}

// enter begins a row. Rows that do not ascend would be taken for one, without end.
func (s *sheet) enter(t tag) error {
	number := s.row + 1
	if text := t.attribute("r"); text != nil {
		n, err := strconv.Atoi(string(text))
		if err != nil || n < number {
			return s.damaged()
		}
		number = n
	}
	if s.open || number > maxSheetRows {
		return s.damaged()
	}
	s.row, s.open = number, true
	s.reset()
	return nil
}

// cell notes the kind of a cell. Cells that do not ascend would be read under other columns.
func (s *sheet) cell(t tag) error {
	column := s.column + 1
	if text := t.attribute("r"); text != nil {
		n, ok := columnOf(text)
		if !ok || n < column {
			return s.damaged()
		}
		column = n
	}
	if column > maxSheetColumns {
		return s.damaged()
	}
	for len(s.kinds) < column {
		s.kinds = append(s.kinds, textCell)
	}
	s.column = column
	switch kind := t.attribute("t"); string(kind) {
	case "", "n":
		s.kinds[column-1] = numberCell
	case "b":
		s.kinds[column-1] = boolCell
	}
	return nil
}

// columnOf is the column that a reference such as AB12 names, from 1.
func columnOf(reference []byte) (int, bool) {
	column, digits := 0, 0
	for _, c := range reference {
		switch {
		case c >= 'A' && c <= 'Z' && digits == 0 && column < maxSheetColumns:
			column = column*26 + int(c-'A') + 1
		case c >= '0' && c <= '9' && column > 0:
			digits++
		default:
			return 0, false
		}
	}
	return column, digits > 0
}

func (s *sheet) damaged() error { return s.at(errDamaged) }

// at says where in the sheet something was met, as far as there are rows.
func (s *sheet) at(err error) error {
	if s.row == 0 {
		return err
	}
	return fmt.Errorf("at row %d: %w", s.row, err)
}

// kind is the kind of a cell of the row, by column from 0.
func (s *sheet) kind(column int) cellKind {
	if column >= len(s.kinds) {
		return textCell
	}
	return s.kinds[column]
}

// maxStrings is how many texts a spreadsheet can have: excelize keeps 40 bytes of each.
const maxStrings = 6_000_000

// checkStrings walks through the texts that cells refer to.
func checkStrings(r io.Reader) error {
	m := newMarkup(r)
	for n := 0; ; {
		t, err := m.next()
		switch {
		case errors.Is(err, io.EOF):
			return errDamaged
		case err != nil:
			return err
		case t.is("si"):
			n++
			m.reset()
		}
		if n > maxStrings {
			return fmt.Errorf("the spreadsheet has more than %d different texts; save it as CSV", maxStrings)
		}
		if t.ends("sst") {
			return nil
		}
	}
}
