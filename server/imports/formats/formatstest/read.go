package formatstest

import (
	"fmt"
	"time"

	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/tables"
)

// Said is what becomes of a file: the changes, each as the JSON object that Show makes of it, and what is said about rows,
// as "line: text".
type Said struct {
	Changes  []any    `json:"changes"`
	Refused  []string `json:"refused"`
	Warnings []string `json:"warnings"`
}

// taipei is the zone of the shop in all cases.
var taipei = time.FixedZone("Asia/Taipei", 8*3600)

// Read makes changes of rows as an import does: it surveys them if the format asks for it, brings those of one group
// together, and refuses a group in which a row has a problem.
func Read[C any](f formats.Format[C], rows []tables.Row, o formats.Options, show func(C) any) Said {
	notes := make([]fields.Notes, len(rows))
	read := make([]fields.Fields, len(rows))
	for i, r := range rows {
		read[i] = fields.Of(r, &fields.Reading{Zone: taipei}, &notes[i])
	}
	if s, ok := f.(formats.Surveyor[C]); ok {
		survey := s.Survey()
		for _, r := range read {
			survey.See(r)
		}
		f = survey
	}
	said := Said{Changes: []any{}, Refused: []string{}, Warnings: []string{}}
	for _, group := range grouped(f, read, o) {
		var members []fields.Fields
		for _, i := range group {
			members = append(members, read[i])
		}
		changes := f.Read(members, o)
		refused := len(said.Refused)
		for _, i := range group {
			said.Refused = append(said.Refused, lines(rows[i].Line, notes[i].Problems)...)
			said.Warnings = append(said.Warnings, lines(rows[i].Line, notes[i].Warnings)...)
		}
		if len(said.Refused) > refused {
			continue
		}
		for _, c := range changes {
			said.Changes = append(said.Changes, show(c))
		}
	}
	return said
}

// grouped are the numbers of the rows of each group, in the order in which the groups begin.
func grouped(f any, rows []fields.Fields, o formats.Options) (groups [][]int) {
	at := map[string]int{}
	for i, r := range rows {
		name := ""
		if g, ok := f.(formats.Grouper); ok {
			name = g.Group(r, o)
		}
		n, known := at[name]
		if name == "" || !known {
			n = len(groups)
			at[name] = n
			groups = append(groups, nil)
		}
		groups[n] = append(groups[n], i)
	}
	return groups
}

func lines(line int, texts []string) (out []string) {
	for _, text := range texts {
		out = append(out, fmt.Sprintf("%d: %s", line, text))
	}
	return out
}
