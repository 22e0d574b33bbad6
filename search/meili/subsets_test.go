package meili

import (
	"slices"
	"testing"
)

func TestSetsOfWords(t *testing.T) {
	for n := 1; n <= 16; n++ {
		got := subsets(n)
		if len(got[0]) != min(n, maxSet) || len(got) > 3*maxParts/2 {
			t.Errorf("of %d words there are %d sets, the first of %d", n, len(got), len(got[0]))
		}
		for i, set := range got {
			if len(set) == 0 || len(set) > maxSet || !slices.IsSorted(set) || set[len(set)-1] >= n {
				t.Errorf("of %d words one set is %v", n, set)
			}
			if i > 0 && len(set) > len(got[i-1]) {
				t.Errorf("of %d words %v comes after %v", n, set, got[i-1])
			}
		}
		for word := range n {
			if !slices.ContainsFunc(got, func(set []int) bool { return slices.Equal(set, []int{word}) }) {
				t.Errorf("of %d words number %d is not asked for by itself", n, word)
			}
			lacking := slices.IndexFunc(got, func(set []int) bool { return !slices.Contains(set, word) })
			if n > 1 && len(got[lacking]) != min(n-1, maxSet) {
				t.Errorf("what lacks word %d of %d is found by %v", word, n, got[lacking])
			}
		}
	}
	if got := subsets(0); len(got) > 0 {
		t.Errorf("of no words there are %v", got)
	}
}

func TestAnIndexHasOneShopAndOnePrefix(t *testing.T) {
	seen := map[string]string{}
	for _, c := range [][2]string{{"a", "b"}, {"a", "b_c"}, {"a_b", "c"}, {"a_", "b_c"}, {"a__b", "c"}, {"a", "b__c"}, {"a", "b_v1"}, {"a_b", "v1"}} {
		e := Open(Options{Prefix: c[0]})
		uid := e.uid(c[1])
		if other, twice := seen[uid]; twice {
			t.Errorf("shop %s of prefix %s has the index %s, as %s", c[1], c[0], uid, other)
		}
		seen[uid] = c[1] + " of " + c[0]
	}
}
