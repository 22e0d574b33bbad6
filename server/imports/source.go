package imports

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/tables"
)

// ReasonColumn is the last column of a file of refused rows. It means nothing when they are imported again.
const ReasonColumn = "refused because"

// maxUnknown is how many unknown columns are told of; a file with more is something else.
const maxUnknown = 100

// item is what the format takes together: the rows of one product, order or parcel, and the changes that they mean.
type item[C any] struct {
	rows     []tables.Row
	changes  []C
	problems []string // then no change is made
	warnings []string
	unknown  []string // warnings about columns, which a refused row gives too
	as       candidate
	texts    []string // of the changes, where they are known; see store.SearchText
}

// size is in bytes, about.
func (i item[C]) size() (n int) {
	for _, r := range i.rows {
		n += r.Size
	}
	return n
}

// source reads a file as items.
type source[C any] struct {
	table   *tables.Table
	format  formats.Format[C]
	survey  formats.Survey[C] // the format, when it must see every row first
	grouper formats.Grouper   // nil when each row is an item
	options formats.Options
	reading *fields.Reading
	columns []string // of the header, or the names of the first row
	split   splits
	unknown map[string]bool
	checked *tables.Header // whose names were looked at last

	ahead *tables.Row // was read to see its names
	open  []tables.Row
	group string
	pace  pace
}

// openSource opens a job's file, picks the format, and looks through the file once where the format needs that.
func openSource[C any](j *job, k kind[C]) (*source[C], error) {
	t, err := j.open()
	if err != nil {
		return nil, err
	}
	s := &source[C]{table: t, options: j.options(), reading: &fields.Reading{Zone: j.shop.Timezone, Serials: t.Layout().Serials}, unknown: map[string]bool{}}
	if err = s.look(); err == nil {
		if err = s.pick(j, k); err == nil {
			err = s.prepare(j)
		}
	}
	if err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return s, nil
}

func (s *source[C]) close() error { return s.table.Close() }

// look finds the names of the columns; where each row names its own they are those of the first one.
func (s *source[C]) look() error {
	if s.columns = s.table.Columns(); s.columns != nil {
		return nil
	}
	for {
		row, err := s.table.Next()
		var bad *tables.RowError
		switch {
		case errors.As(err, &bad):
			continue // it is met again, and told of, when the file is read
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		s.ahead, s.columns = &row, row.Header.Names
		return nil
	}
}

// next returns the next item; io.EOF after the last. Any other error ends the file.
func (s *source[C]) next() (item[C], error) {
	rows, bad, err := s.together()
	switch {
	case err != nil:
		return item[C]{}, err
	case bad != nil:
		return broken[C](bad), nil
	}
	return s.read(rows), nil
}

// broken is an item of a row that cannot be read.
func broken[C any](bad *tables.RowError) item[C] {
	return item[C]{rows: []tables.Row{{Line: bad.Line}}, problems: []string{bad.Text}}
}

// together returns the next rows that belong together, or one that cannot be read.
func (s *source[C]) together() (rows []tables.Row, bad *tables.RowError, err error) {
	for {
		if s.split.err != nil {
			return nil, nil, s.split.err
		}
		row, err := s.row()
		switch {
		case errors.As(err, &bad):
			return nil, bad, nil
		case err != nil && len(s.open) > 0:
			if rows = s.take(nil, ""); rows != nil {
				return rows, nil, nil
			}
			continue
		case err != nil:
			return nil, nil, err
		}
		if s.grouper == nil {
			return []tables.Row{row}, nil, nil
		}
		group := s.grouper.Group(fields.Of(row, s.reading, new(fields.Notes)), s.options)
		if len(s.open) > 0 && group != "" && group == s.group {
			s.open = append(s.open, row)
			continue
		}
		if rows = s.take(&row, group); rows != nil {
			return rows, nil, nil
		}
	}
}

// take begins another group with a row, and returns the rows of the one before when it is whole.
func (s *source[C]) take(row *tables.Row, group string) []tables.Row {
	whole, last := s.open, s.group
	s.open, s.group = nil, group
	if row != nil {
		s.open = []tables.Row{*row}
	}
	if len(whole) == 0 || last == "" {
		return whole
	}
	return s.split.add(last, whole)
}

func (s *source[C]) row() (tables.Row, error) {
	if s.ahead != nil {
		row := *s.ahead
		s.ahead = nil
		return row, nil
	}
	return s.table.Next()
}

// read makes an item of rows.
func (s *source[C]) read(rows []tables.Row) item[C] {
	it := item[C]{rows: rows}
	all := make([]fields.Fields, len(rows))
	notes := make([]fields.Notes, len(rows))
	for i, r := range rows {
		all[i] = fields.Of(r, s.reading, &notes[i])
		it.unknown = append(it.unknown, s.unknownColumns(r)...)
	}
	it.changes = s.format.Read(all, s.options)
	for i, n := range notes {
		at := func(text string) string { return text }
		if len(rows) > 1 {
			at = func(text string) string { return At(rows[i].Line, text) }
		}
		for _, p := range n.Problems {
			it.problems = append(it.problems, at(p))
		}
		for _, w := range n.Warnings {
			it.warnings = append(it.warnings, At(rows[i].Line, w))
		}
	}
	return it
}

// unknownColumns tells once of each name that means nothing, for it may be a misspelt one that does.
func (s *source[C]) unknownColumns(row tables.Row) (warnings []string) {
	if row.Header == nil || row.Header == s.checked || len(s.unknown) >= maxUnknown {
		return nil
	}
	s.checked = row.Header
	for _, name := range row.Header.Names {
		if name == "" || s.unknown[name] || s.known(name) {
			continue
		}
		s.unknown[name] = true
		if len(s.unknown) <= maxUnknown {
			warnings = append(warnings, fmt.Sprintf("the field %q is not known and was left out", clip(name)))
		}
	}
	slices.Sort(warnings)
	return warnings
}

func (s *source[C]) known(name string) bool {
	if strings.EqualFold(name, ReasonColumn) {
		return true
	}
	if s.reading.Columns == nil {
		return s.format.Knows(name)
	}
	for _, column := range s.reading.Columns {
		if column == name {
			return true
		}
	}
	return false
}

// skip passes over items that an earlier process has done, and calls passed with each.
func (s *source[C]) skip(n int64, passed func(item[C])) error {
	for range n {
		it, err := s.next()
		if err != nil {
			return fmt.Errorf("the file is not what it was when the import began: %w", err)
		}
		passed(it)
	}
	return nil
}
