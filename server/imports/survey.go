package imports

import (
	"cmp"
	"errors"
	"hash/maphash"
	"slices"

	"github.com/shopspring/decimal"

	"shopclerk/internal/money"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/tables"
)

// priceFields are the fields of which a column's other rows tell how amounts are written.
var priceFields = []string{"price", "sale_price"}

const (
	maxRuns = 5_000_000 // groups of rows in a file, 12 bytes each
	maxHeld = 32 << 20  // bytes of rows that wait for others of their group
)

// prepare looks through the whole file once, where the format needs to know what comes: how amounts are written in a column
// whose meaning was told from its name, and which groups do not stand together.
func (s *source[C]) prepare(j *job) error {
	if s.grouper == nil && s.reading.Columns == nil && s.survey == nil {
		return nil
	}
	t, err := j.open()
	if err != nil {
		return err
	}
	defer t.Close()
	v := survey{reading: s.reading, options: s.options, styles: map[string]*money.Style{}, seed: maphash.MakeSeed()}
	for _, field := range priceFields {
		if column := s.reading.Columns[field]; column != "" {
			v.styles[column] = &money.Style{}
		}
	}
	if s.survey != nil { // it must have seen every row before it can tell groups
		if err := v.each(t, func(row tables.Row) error { s.survey.See(v.fields(row)); return nil }); err != nil {
			return err
		}
		if t, err = s.again(j, t); err != nil {
			return err
		}
		defer t.Close()
	}
	if err := v.each(t, func(row tables.Row) error { return v.look(row, s.grouper) }); err != nil {
		return err
	}
	s.split = newSplits(v.runs, v.seed)
	if s.reading.Columns != nil {
		s.reading.Amounts = v.amounts(s.options.Currency, t.Layout().Kind)
	}
	return nil
}

func (s *source[C]) again(j *job, t *tables.Table) (*tables.Table, error) {
	if err := t.Close(); err != nil {
		return nil, err
	}
	return j.open()
}

// survey is one look through a file.
type survey struct {
	reading *fields.Reading
	options formats.Options
	styles  map[string]*money.Style // by column
	seed    maphash.Seed
	runs    []run
	last    string // the group of the row before
}

// run is a number of rows of one group that stand together.
type run struct {
	group uint64 // a hash
	rows  uint32
}

// each calls f with every row that can be read. Where the file breaks off the look ends: whoever reads it is told why.
func (v *survey) each(t *tables.Table, f func(tables.Row) error) error {
	for {
		row, err := t.Next()
		var bad *tables.RowError
		switch {
		case errors.As(err, &bad):
			continue
		case err != nil:
			return nil //nolint:nilerr // see above
		}
		if err := f(row); err != nil {
			return err
		}
	}
}

func (v *survey) fields(row tables.Row) fields.Fields {
	return fields.Of(row, v.reading, new(fields.Notes))
}

func (v *survey) look(row tables.Row, grouper formats.Grouper) error {
	for column, style := range v.styles {
		if c, ok := row.Cell(column); ok {
			style.Learn(c.Text)
		}
	}
	if grouper == nil {
		return nil
	}
	group := grouper.Group(v.fields(row), v.options)
	switch {
	case group == "":
	case group == v.last && len(v.runs) > 0:
		v.runs[len(v.runs)-1].rows++
	case len(v.runs) == maxRuns:
		return errors.New("the file has too many products of several rows; split it")
	default:
		v.runs = append(v.runs, run{maphash.String(v.seed, group), 1})
	}
	v.last = group
	return nil
}

// amounts reads amounts as their column writes them. In a spreadsheet and in JSON a plain number is just that.
func (v *survey) amounts(shop, kind string) fields.AmountReader {
	plain := kind == "xlsx" || kind == "json" || kind == "ndjson"
	return func(column, text, currency string) (decimal.Decimal, error) {
		if plain {
			if amount, err := money.Parse(text); err == nil {
				return amount, nil
			}
		}
		var style money.Style
		if learned := v.styles[column]; learned != nil {
			style = *learned
		}
		written, err := style.Parse(text, cmp.Or(currency, shop))
		return written.Amount, err
	}
}

// splits holds back the rows of groups that do not stand together until all of them are there.
type splits struct {
	seed  maphash.Seed
	total map[uint64]uint32 // rows of each such group
	rows  map[string][]tables.Row
	held  int   // bytes
	err   error // why the file cannot be read on
}

func newSplits(runs []run, seed maphash.Seed) splits {
	s := splits{seed: seed, total: map[uint64]uint32{}, rows: map[string][]tables.Row{}}
	slices.SortFunc(runs, func(a, b run) int {
		switch {
		case a.group < b.group:
			return -1
		case a.group > b.group:
			return 1
		}
		return 0
	})
	for i := 1; i < len(runs); i++ {
		if runs[i].group != runs[i-1].group {
			continue
		}
		if s.total[runs[i].group] == 0 {
			s.total[runs[i].group] = runs[i-1].rows
		}
		s.total[runs[i].group] += runs[i].rows
	}
	return s
}

// add takes rows of a group that stand together and returns all of the group when they are its last; nil before.
func (s *splits) add(group string, rows []tables.Row) []tables.Row {
	total := s.total[maphash.String(s.seed, group)]
	if total == 0 {
		return rows
	}
	for _, r := range rows {
		s.held += r.Size
	}
	all := append(s.rows[group], rows...)
	if uint32(len(all)) < total { //nolint:gosec // a count of rows
		s.rows[group] = all
		if s.held > maxHeld {
			s.err = errors.New("the rows of one product stand too far apart; sort the file so that they are together")
		}
		return nil
	}
	for _, r := range all {
		s.held -= r.Size
	}
	delete(s.rows, group)
	return all
}
