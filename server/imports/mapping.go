package imports

import (
	"fmt"
	"slices"
	"strings"

	"shopclerk/server/imports/formats"
)

// mapColumns settles which column stands for which field, where a format leaves that open.
func (s *source[C]) mapColumns(j *job) error {
	mapper, ok := s.format.(formats.Mapper)
	if !ok {
		if len(j.Settings.Mapping) > 0 {
			return fmt.Errorf("map: the columns of the format %s have fixed meanings; --format headers takes any", s.format.Name())
		}
		return nil
	}
	s.reading.Columns = mapper.Map(s.columns)
	remembered, err := j.remembered(s.header())
	if err != nil {
		return err
	}
	if err := s.mapped(mapper, remembered); err != nil {
		return err
	}
	return s.mapped(mapper, j.Settings.Mapping)
}

// header tells one table's columns from another's. A file of refused rows has those of the file that they come from.
func (s *source[C]) header() string {
	own := slices.DeleteFunc(slices.Clone(s.columns), func(c string) bool { return strings.EqualFold(c, ReasonColumn) })
	return strings.Join(own, "\x00")
}

// mapped takes what somebody said of columns.
func (s *source[C]) mapped(mapper formats.Mapper, mapping map[string]string) error {
	for column, field := range mapping {
		at := slices.IndexFunc(s.columns, func(c string) bool { return strings.EqualFold(c, column) })
		if at < 0 {
			return fmt.Errorf("map: there is no column %q; the columns are: %s", clip(column), strings.Join(shown(s.columns), ", "))
		}
		for known, c := range s.reading.Columns {
			if c == s.columns[at] {
				delete(s.reading.Columns, known)
			}
		}
		if field == "" || field == "-" {
			continue
		}
		if !slices.Contains(mapper.Fields(), field) {
			return fmt.Errorf("map: %q is none of %s", clip(field), strings.Join(mapper.Fields(), ", "))
		}
		s.reading.Columns[field] = s.columns[at]
	}
	return nil
}
