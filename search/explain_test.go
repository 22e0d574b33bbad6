package search_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/catalog"
	"shopclerk/search"
)

func TestReasonsAreReadFromAProductsTexts(t *testing.T) {
	shirt := catalog.Product{
		SKU: "TS-001", Codes: []string{"4711"}, Title: "Classic White T-Shirt", ProductType: "T-Shirts", Vendor: "Plain Thursday", Desc: "Soft cotton",
	}
	for _, c := range []struct {
		name string
		q    catalog.Query
		want []search.Reason
	}{
		{"everything", catalog.Query{}, nil},
		{"words of the title", catalog.Query{Title: "white classics"}, []search.Reason{{"white", search.InTitle, false}, {"classic", search.InTitle, false}}},
		{"the beginning of a last word", catalog.Query{Title: "clas"}, []search.Reason{{"clas", search.InTitle, false}}},
		{"a word in two pieces", catalog.Query{Title: "t shirt"}, []search.Reason{{"t", search.InTitle, false}, {"shirt", search.InTitle, false}}},
		{"a word of the brand", catalog.Query{Title: "thursday"}, []search.Reason{{"thursday", search.InVendor, false}}},
		{"a word of the description alone", catalog.Query{Title: "cotton"}, []search.Reason{{"cotton", search.InDescription, false}}},
		{"a misspelt word", catalog.Query{Title: "clasic white"}, []search.Reason{{"clasic", search.Elsewhere, false}, {"white", search.InTitle, false}}},
		{"the SKU, written otherwise", catalog.Query{Title: "ts 001"}, []search.Reason{{"ts001", search.InCode, false}}},
		{"another code", catalog.Query{Title: "4711"}, []search.Reason{{"4711", search.InCode, false}}},
		{"the whole type and brand", catalog.Query{ProductType: "t-shirts", Vendor: "PLAIN THURSDAY"}, []search.Reason{{"T-Shirts", search.InType, true}, {"Plain Thursday", search.InVendor, true}}},
		{"a part of a brand", catalog.Query{Vendor: "plain"}, nil},
		{"a title that is not here, and a type that is", catalog.Query{Title: "zebra", ProductType: "T-SHIRTS"}, []search.Reason{{"zebra", search.Elsewhere, false}, {"T-Shirts", search.InType, true}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, search.Reasons(c.q, shirt)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestATraceIsFoundInItsContextAlone(t *testing.T) {
	trace := &search.Trace{}
	if got := search.TraceOf(search.Traced(context.Background(), trace)); got != trace {
		t.Errorf("%p is not %p", got, trace)
	}
	if search.TraceOf(context.Background()) != nil {
		t.Error("there is a trace of nobody")
	}
}
