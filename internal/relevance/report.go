package relevance

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// shown is how many found and how many missed products the report lists of a bad query.
const shown = 5

// Write prints the report as plain text: a table of means for all queries, for each language and for each kind, then the
// worst queries, at most as many as worst says and only those whose nDCG is below 1, with what was found and missed.
func (r Report) Write(w io.Writer, worst int) error {
	var text strings.Builder
	r.table(&text)
	bad := r.Worst(worst)
	if len(bad) > 0 {
		fmt.Fprintf(&text, "\nWorst queries (nDCG@%d; found in order with grade, then the relevant ones that are not among them)\n", Depth)
	}
	for _, one := range bad {
		r.detail(&text, one)
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// Worst returns at most n results whose nDCG is below 1, the lowest first; equal ones stay in the order of the set.
func (r Report) Worst(n int) []Result {
	bad := slices.Clone(r.Results)
	bad = slices.DeleteFunc(bad, func(one Result) bool { return one.Score.NDCG > 1-1e-9 }) // sums of logarithms are not exact
	slices.SortStableFunc(bad, func(a, b Result) int { return cmp.Compare(a.Score.NDCG, b.Score.NDCG) })
	return bad[:min(len(bad), max(n, 0))]
}

func (r Report) table(w io.Writer) {
	fmt.Fprintf(w, "%-16s %7s %9s %7s %7s\n", "", "queries", "recall@10", "MRR", "nDCG@10")
	r.row(w, "all", func(Query) bool { return true })
	fmt.Fprintln(w)
	for _, language := range Languages {
		r.row(w, language, func(q Query) bool { return q.Language == language })
	}
	fmt.Fprintln(w)
	for _, kind := range Kinds {
		r.row(w, kind, func(q Query) bool { return q.Kind == kind })
	}
}

// row leaves the means of no queries blank: a zero would read as a failure.
func (r Report) row(w io.Writer, name string, keep func(Query) bool) {
	queries, mean := r.Mean(keep)
	if queries == 0 {
		fmt.Fprintf(w, "%-16s %7d %9s %7s %7s\n", name, queries, "-", "-", "-")
		return
	}
	fmt.Fprintf(w, "%-16s %7d %9.3f %7.3f %7.3f\n", name, queries, mean.Recall, mean.MRR, mean.NDCG)
}

func (r Report) detail(w io.Writer, one Result) {
	fmt.Fprintf(w, "\n%.3f  %s  %s  %q\n", one.Score.NDCG, one.Language, one.Kind, one.Text)
	for i, sku := range one.Found[:min(len(one.Found), shown)] {
		fmt.Fprintf(w, "  %2d. grade %d  %s  %s\n", i+1, one.Relevant[sku], sku, r.titles[sku])
	}
	if len(one.Found) == 0 {
		fmt.Fprintln(w, "  nothing was found")
	}
	missed := one.missed()
	for _, sku := range missed[:min(len(missed), shown)] {
		fmt.Fprintf(w, "   -  grade %d  %s  %s\n", one.Relevant[sku], sku, r.titles[sku])
	}
	if more := len(missed) - shown; more > 0 {
		fmt.Fprintf(w, "   -  and %d more\n", more)
	}
}

// missed lists the relevant SKUs that were not found, the best grade first.
func (one Result) missed() []string {
	var skus []string
	for sku := range one.Relevant {
		if !slices.Contains(one.Found, sku) {
			skus = append(skus, sku)
		}
	}
	slices.SortFunc(skus, func(a, b string) int {
		return cmp.Or(cmp.Compare(one.Relevant[b], one.Relevant[a]), cmp.Compare(a, b))
	})
	return skus
}
