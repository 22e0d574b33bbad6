// Package formatstest tests a format by pairs of files: what a platform exports, and what becomes of it. It knows no
// format.
package formatstest

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/tables"
)

// Golden reads each <case>.csv or .tsv of a folder and compares what is said of it with <case>.want.json, and, where there
// is one, with <case>.variants.want.json, in which every variant is a product. A file without the other fails, as does a
// column that the format does not know.
func Golden[C any](t *testing.T, dir string, f formats.Format[C], show func(C) any) {
	t.Helper()
	wants, err := filepath.Glob(dir + "/*.want.json")
	if err != nil || len(wants) == 0 {
		t.Fatalf("there are no cases: %v", err)
	}
	for _, table := range Tables(t, dir) {
		if _, err := os.Stat(table + ".want.json"); err != nil {
			t.Error(err)
		}
	}
	for _, want := range wants {
		name := strings.TrimSuffix(filepath.Base(want), ".want.json")
		t.Run(name, func(t *testing.T) {
			o := formats.Options{Variants: formats.OneAProduct}
			base, each := strings.CutSuffix(name, ".variants")
			if each {
				o.Variants = formats.OneAVariant
			}
			header, rows := Table(t, filepath.Join(dir, base))
			checkHeader(t, f, header)
			compare(t, want, Read(f, rows, o, show))
		})
	}
}

func checkHeader[C any](t *testing.T, f formats.Format[C], header []string) {
	t.Helper()
	if !f.Recognises(header) {
		t.Error("the format does not recognise the file")
	}
	for _, column := range header {
		if !f.Knows(column) {
			t.Errorf("the format does not know the column %q", column)
		}
	}
}

func compare(t *testing.T, file string, said Said) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var want, got any
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	text, err = json.Marshal(said)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Tables are the paths of the tables of a folder, without their .csv or .tsv.
func Tables(t testing.TB, dir string) (paths []string) {
	t.Helper()
	for _, ext := range []string{".csv", ".tsv"} {
		found, err := filepath.Glob(dir + "/*" + ext)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range found {
			paths = append(paths, strings.TrimSuffix(path, ext))
		}
	}
	return paths
}

// Table reads the .csv or .tsv at a path.
func Table(t testing.TB, path string) (header []string, rows []tables.Row) {
	t.Helper()
	comma := ','
	text, err := os.ReadFile(path + ".csv")
	if errors.Is(err, os.ErrNotExist) {
		comma = '\t'
		text, err = os.ReadFile(path + ".tsv")
	}
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(strings.NewReader(string(text)))
	r.Comma, r.FieldsPerRecord = comma, -1
	header, err = r.Read()
	if err != nil {
		t.Fatal(err)
	}
	names := tables.NewHeader(header)
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return header, rows
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(record) > len(header) {
			t.Fatalf("%s has %d cells in %q, but %d columns", path, len(record), record[0], len(header))
		}
		line, _ := r.FieldPos(0)
		rows = append(rows, row(line, names, record))
	}
}

func row(line int, header *tables.Header, texts []string) tables.Row {
	r := tables.Row{Line: line, Header: header}
	for _, text := range texts {
		r.Cells = append(r.Cells, tables.Cell{Text: strings.TrimSpace(text)})
	}
	return r
}
