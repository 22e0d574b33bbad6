package fields

import (
	"bytes"
	"encoding/json"
	"fmt"

	"shopclerk/server/imports/tables"
)

// Object reads a JSON object inside a row; nil when it was not mentioned, empty when it was cleared.
func (f *Fields) Object(name string) *Fields {
	c, ok := f.cell(name)
	if !ok {
		return nil
	}
	inner := f.inner(tables.Row{}, name)
	if isEmpty(c) {
		return &inner
	}
	r, err := tables.ObjectRow(f.Line, c.JSON())
	if err != nil {
		f.Refuse(name, "must be an object")
		return &inner
	}
	inner.row = r
	return &inner
}

// List reads a JSON list of objects inside a row; nil when it was not mentioned.
func (f *Fields) List(name string, most int) *[]Fields {
	c, ok := f.cell(name)
	if !ok {
		return nil
	}
	out := []Fields{}
	if isEmpty(c) {
		return &out
	}
	var raws []json.RawMessage
	if err := json.Unmarshal(c.JSON(), &raws); err != nil || len(raws) > most {
		f.Refuse(name, "must be a list of at most %d objects", most)
		return &out
	}
	for i, raw := range raws {
		at := fmt.Sprintf("%s[%d]", name, i)
		r, err := tables.ObjectRow(f.Line, raw)
		if err != nil {
			f.Refuse(at, "must be an object")
		}
		out = append(out, f.inner(r, at))
	}
	return &out
}

func isEmpty(c tables.Cell) bool {
	raw := bytes.TrimSpace(c.JSON())
	return len(raw) == 0 || string(raw) == "null" || string(raw) == `""` || string(raw) == "[]" || string(raw) == "{}"
}
