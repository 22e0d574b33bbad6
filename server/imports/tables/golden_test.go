package tables_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/imports/tables"
)

// Each file of testdata is read and compared with what was written by hand beside it, names in their order.
func TestFilesReadAsIsWrittenBesideThem(t *testing.T) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, path := range files {
		if strings.HasSuffix(path, ".want.json") {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			wanted := strings.TrimSuffix(path, filepath.Ext(path)) + ".want.json"
			want, err := os.ReadFile(wanted)
			if err != nil {
				t.Fatal(err)
			}
			used[wanted] = true
			file, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), asJSON(t, file)); d != "" {
				t.Error(d)
			}
		})
	}
	for _, path := range files {
		if strings.HasSuffix(path, ".want.json") && !used[path] {
			t.Errorf("%s belongs to no file", path)
		}
	}
}

// asJSON writes the rows of a file as the files of testdata have them.
func asJSON(t *testing.T, file *os.File) string {
	t.Helper()
	table, err := tables.Open(file, tables.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, table)
	var compact bytes.Buffer
	compact.WriteString("[")
	for n := 0; ; n++ {
		r, err := table.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			compact.WriteString(",")
		}
		compact.WriteString(`{"line":` + encode(t, r.Line) + `,"cells":{`)
		for i, c := range r.Cells {
			if i > 0 {
				compact.WriteString(",")
			}
			compact.WriteString(encode(t, r.Header.Names[i]) + ":" + encode(t, c.Text))
		}
		compact.WriteString("}}")
	}
	compact.WriteString("]")
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, compact.Bytes(), "", "  "); err != nil {
		t.Fatal(err)
	}
	return pretty.String() + "\n"
}

func encode(t *testing.T, v any) string {
	t.Helper()
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(out.String(), "\n")
}
