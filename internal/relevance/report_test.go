package relevance_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/internal/relevance"
)

const printed = `                 queries recall@10     MRR nDCG@10
all                    3     0.667   0.500   0.544

en                     2     1.000   0.750   0.815
zh-TW                  1     0.000   0.000   0.000
zh-CN                  0         -       -       -
vi                     0         -       -       -

exact                  0         -       -       -
words                  1     1.000   1.000   1.000
half-word              1     0.000   0.000   0.000
script                 0         -       -       -
accents                0         -       -       -
width-case             0         -       -       -
typo                   0         -       -       -
joined                 0         -       -       -
sku                    1     1.000   0.500   0.631
too-many-words         0         -       -       -
brand-type             0         -       -       -
description            0         -       -       -

Worst queries (nDCG@10; found in order with grade, then the relevant ones that are not among them)

0.000  zh-TW  half-word  "馬克"
  nothing was found
   -  grade 3  c  白色馬克杯

0.631  en  sku  "a"
   1. grade 0  b  Black Tea
   2. grade 3  a  Green Tea
`

func TestWritePrintsTheTableAndTheWorstQueries(t *testing.T) {
	report, err := relevance.Evaluate(t.Context(), small(), answers)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := report.Write(&text, 10); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(printed, text.String()); diff != "" {
		t.Errorf("the report differs (-want +got):\n%s", diff)
	}
}

func TestWorstHoldsNoMoreThanAskedAndNoPerfectQuery(t *testing.T) {
	report, err := relevance.Evaluate(t.Context(), small(), answers)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		n    int
		want string
	}{
		{"all that are not perfect", 10, "馬克|a"},
		{"the first alone", 1, "馬克"},
		{"none", 0, ""},
		{"fewer than none is none", -1, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var texts []string
			for _, one := range report.Worst(c.n) {
				texts = append(texts, one.Text)
			}
			if got := strings.Join(texts, "|"); got != c.want {
				t.Errorf("Worst(%d) is %q, want %q", c.n, got, c.want)
			}
		})
	}
}

func TestWriteListsFiveMissedAndCountsTheRest(t *testing.T) {
	grades := graded(1, numbered(1, 7)...)
	grades["best"] = 3
	report := relevance.Report{Results: []relevance.Result{{
		Query: relevance.Query{Text: "tea", Language: "en", Kind: "words", Relevant: grades},
	}}}
	var text strings.Builder
	if err := report.Write(&text, 1); err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(text.String(), "nothing was found\n")
	if lines := strings.Split(strings.TrimSpace(list), "\n"); len(lines) != 6 ||
		!strings.Contains(lines[0], "grade 3  best") || !strings.Contains(lines[5], "and 3 more") {
		t.Errorf("missed products are listed as:\n%s", list)
	}
}

type full struct{ err error }

func (f full) Write([]byte) (int, error) { return 0, f.err }

func TestWriteReturnsTheErrorOfItsWriter(t *testing.T) {
	disk := full{errors.New("disk full")}
	if err := (relevance.Report{}).Write(disk, 0); !errors.Is(err, disk.err) {
		t.Errorf("Write fails with %v", err)
	}
}
