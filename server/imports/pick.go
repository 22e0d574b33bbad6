package imports

import (
	"fmt"
	"strings"

	"shopclerk/server/imports/formats"
)

// pick chooses the format that reads the file.
func (s *source[C]) pick(j *job, k kind[C]) error {
	if s.format = s.fitting(j.Settings.Format, k.formats); s.format != nil {
		if surveyor, ok := s.format.(formats.Surveyor[C]); ok {
			s.survey = surveyor.Survey()
			s.format = s.survey
		}
	}
	if s.format == nil && j.Settings.Ask && j.Settings.Format == "" { // whoever looks at it says what the columns mean
		s.format = mapperOf(k.formats)
	}
	if s.format == nil && s.table.Columns() == nil && len(k.formats) > 0 { // the rows themselves will say what they lack
		s.format = k.formats[0]
	}
	if s.format == nil {
		err := fmt.Errorf("no format for %s recognises these columns: %s; --format names one, and --map says what a column means",
			k.name, strings.Join(shown(s.columns), ", "))
		if k.name == Orders {
			err = fmt.Errorf("%w; orders have lists inside, which CSV cannot hold: use JSON or one JSON object a line", err)
		}
		return err
	}
	s.grouper, _ = s.format.(formats.Grouper)
	return s.mapColumns(j)
}

// fitting returns the format of that name; without a name, of those that recognise the columns the one that knows the most of
// them, and of equals the first.
func (s *source[C]) fitting(name string, all []formats.Format[C]) (best formats.Format[C]) {
	most := -1
	for _, f := range all {
		if f.Name() == name {
			return f
		}
		if name == "" && f.Recognises(s.columns) {
			if known := knownOf(f, s.columns); known > most {
				best, most = f, known
			}
		}
	}
	return best
}

func knownOf[C any](f formats.Format[C], columns []string) (n int) {
	for _, column := range columns {
		if f.Knows(column) {
			n++
		}
	}
	return n
}

func shown(columns []string) []string {
	out := make([]string, 0, len(columns))
	for _, c := range columns[:min(len(columns), 30)] {
		out = append(out, fmt.Sprintf("%q", clip(c)))
	}
	if len(columns) > 30 {
		out = append(out, fmt.Sprintf("and %d more", len(columns)-30))
	}
	return out
}
