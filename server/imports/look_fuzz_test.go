package imports_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"
)

// A look shows a bounded part of any file, as valid text.
func FuzzLook(f *testing.F) {
	for _, seed := range []string{lamps, "a;b\n1;\"2\n", `[{"a":1,"b":[2]},{"b":null}]`, `{"sku":"1"}` + "\nx\n", "<r><i><a>1</a></i><i><a>2</a></i></r>", "", "\xff\xfea\x00", "\x1f\x8b"} {
		f.Add([]byte(seed))
	}
	path := filepath.Join(f.TempDir(), "file")
	f.Fuzz(func(t *testing.T, file []byte) {
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		look := formatsHere.LookAt(path)
		if look == nil {
			return
		}
		if len(look.Rows) > 20 || len(look.Columns) > 100 {
			t.Errorf("%d rows of %d columns", len(look.Rows), len(look.Columns))
		}
		for _, row := range look.Rows {
			for _, cell := range row.Cells {
				if utf8.RuneCountInString(cell) > 61 || !utf8.ValidString(cell) {
					t.Errorf("a cell is %q", cell)
				}
			}
			if len(row.Cells) > len(look.Columns) {
				t.Errorf("%d cells below %d columns", len(row.Cells), len(look.Columns))
			}
		}
		if _, err := json.Marshal(look); err != nil {
			t.Error(err)
		}
	})
}
