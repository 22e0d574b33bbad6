package feedstest

import (
	"cmp"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"testing"

	"shopclerk/server/feeds"
)

// result is a file <case>.want.json: what is answered, what is told where the call is believed, and what is built of it, a
// group after the other by their names, at the moment of arrival.
type result struct {
	Status   int              `json:"status"`
	Reply    json.RawMessage  `json:"reply"`
	Refused  string           `json:"refused,omitempty"`
	Event    string           `json:"event,omitempty"`
	Subject  *feeds.Subject   `json:"subject,omitempty"`
	Error    string           `json:"error,omitempty"`
	News     map[string]any   `json:"news,omitempty"`
	Warnings []string         `json:"warnings,omitempty"`
	Built    []map[string]any `json:"built,omitempty"`
}

// take does with a call what the inbox does.
func take(t *testing.T, f feeds.Feed, c feeds.Call) result {
	t.Helper()
	event, err := f.Verify(c)
	if err != nil {
		r := f.Refused(err)
		return result{Status: r.Status, Reply: r.Body, Refused: err.Error()}
	}
	d := feeds.Delivery{Event: event, Body: c.Body, At: c.At}
	s := f.Subject(d)
	out := result{Status: f.Accepted.Status, Reply: f.Accepted.Body, Event: event, Subject: &s}
	d.Event = cmp.Or(s.Event, event) // which is what the inbox keeps
	news, warnings, err := f.Decode(d)
	if err != nil {
		out.Error = err.Error()
		return out
	}
	out.News, out.Warnings = mentioned(reflect.ValueOf(news)), warnings
	groups := Groups(news.Parts)
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		built, err := f.Build(name, groups[name], c.At)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out.Built = append(out.Built, mentioned(reflect.ValueOf(built)))
	}
	return out
}

// mentioned shows the fields of a struct that say something: a nil pointer mentions nothing, one to nothing clears.
func mentioned(v reflect.Value) map[string]any {
	out := map[string]any{}
	for i := range v.NumField() {
		name, f := v.Type().Field(i).Name, v.Field(i)
		switch {
		case f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.Struct && f.Len() > 0:
			var list []any
			for j := range f.Len() {
				list = append(list, mentioned(f.Index(j)))
			}
			out[name] = list
		case f.Kind() == reflect.Pointer && !f.IsNil():
			out[name] = f.Elem().Interface()
		case f.Kind() != reflect.Pointer && !f.IsZero():
			out[name] = f.Interface()
		}
	}
	return out
}
