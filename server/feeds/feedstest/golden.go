package feedstest

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/feeds"
)

var update = flag.Bool("update", false, "write what becomes of the deliveries to testdata instead of comparing with it")

// Golden lets each <case>.delivery.json of a folder come in and compares what becomes of it with <case>.want.json, or
// writes that with -update. feed makes the feed of a case from its options, which O has to have a place for, and signs the
// case where it says how it is signed by saying nothing. A file that is not of a pair fails the test.
func Golden[O any](t *testing.T, dir string, feed func(c *Case, options O) feeds.Feed) {
	t.Helper()
	for _, c := range Cases(t, dir) {
		t.Run(c.Name, func(t *testing.T) {
			var options O
			if c.Options != nil {
				if err := unmarshal(c.Options, &options); err != nil {
					t.Fatalf("options: %v", err)
				}
			}
			f := feed(&c, options)
			compare(t, filepath.Join(dir, c.Name+wantSuffix), JSON(t, take(t, f, c.Call()))+"\n")
		})
	}
	paired(t, dir)
}

// compare compares texts, for the form of a number counts, too.
func compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func paired(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, e := range entries {
		there[e.Name()] = true
	}
	for name := range there {
		delivered, isCase := strings.CutSuffix(name, caseSuffix)
		wanted, isWant := strings.CutSuffix(name, wantSuffix)
		if !(isCase && there[delivered+wantSuffix] || isWant && there[wanted+caseSuffix]) {
			t.Errorf("no case uses %s", name)
		}
	}
}

// JSON is a value as people read it.
func JSON(t testing.TB, v any) string {
	t.Helper()
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
