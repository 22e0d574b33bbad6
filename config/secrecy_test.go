package config_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// scalar is a value of testdata/full.yaml, where each stands behind its key or in a list in one line.
var scalar = regexp.MustCompile(`(?m)(: |\[|, )("?)([^\s\[\]{}",:][^\s,\]}"]*)("?)`)

func TestNoValueIsEverPrinted(t *testing.T) {
	data, err := os.ReadFile("testdata/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	places := scalar.FindAllStringSubmatchIndex(string(data), -1)
	if len(places) < 60 {
		t.Fatalf("only %d values", len(places))
	}
	refused := 0
	for _, wrong := range []string{"hunter2", "mysql://u:hunter2", "'hunter2 {hunter2} %hunter2'", "[hunter2, [hunter2]]", "{: hunter2}", "*hunter2", "!hunter2 x", "hunter2: hunter2: 1"} {
		for _, at := range places {
			if data[at[9]] == ':' {
				continue // a key of a flow mapping
			}
			text := string(data[:at[4]]) + wrong + string(data[at[9]:])
			_, err := parse(text)
			if got := lines(t, err); strings.Contains(got, "hunter2") {
				t.Errorf("%q in\n%s", got, text[max(0, at[0]-40):at[0]+40])
			} else if got != "" {
				refused++
			}
		}
	}
	if refused < 300 {
		t.Errorf("only %d of the files were refused: the test tests little", refused)
	}
}
