package relevance_test

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"shopclerk/internal/relevance"
)

const (
	tea = `{"sku":"TEA-1","barcode":"4006381333931","title":"Green Tea","product_type":"Tea","vendor":"Leaf","price":"9.50","currency":"USD","updated_at":"2026-03-02T09:14:07+08:00"}`
	mug = `{"sku":"MUG-1","title":"White Mug","product_type":"Kitchen","vendor":"Clay","desc":"For tea.","price":"12","currency":"USD","updated_at":"2026-03-02T09:15:07+08:00"}`
	ask = `{"query":"green tea","language":"en","kind":"words","relevant":{"TEA-1":3,"MUG-1":1}}`
)

func files(products, queries string) fs.FS {
	return fstest.MapFS{
		relevance.ProductsFile: {Data: []byte(products)},
		relevance.QueriesFile:  {Data: []byte(queries)},
	}
}

func TestLoadReadsBothFilesInTheirOrder(t *testing.T) {
	set, err := relevance.Load(files(tea+"\n"+mug+"\n", ask)) // with and without a last newline
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Products) != 2 || set.Products[0].Barcode != "4006381333931" || set.Products[1].Desc != "For tea." {
		t.Errorf("products are %+v", set.Products)
	}
	want := []relevance.Query{{
		Text: "green tea", Language: "en", Kind: "words", Relevant: relevance.Grades{"TEA-1": 3, "MUG-1": 1},
	}}
	if diff := cmp.Diff(want, set.Queries); diff != "" {
		t.Errorf("queries differ (-want +got):\n%s", diff)
	}
}

func TestLoadRefusesProductsAndSaysWhere(t *testing.T) {
	for _, c := range []struct {
		name, products string
		where          string
		want           error
	}{
		{"an empty file", "", "products.ndjson:", relevance.ErrMissing},
		{"a line that is no JSON", tea + "\nMUG-1", "products.ndjson:2:", relevance.ErrLine},
		{"an empty line", tea + "\n\n" + mug, "products.ndjson:2:", relevance.ErrLine},
		{"two objects on a line", tea + " " + mug, "products.ndjson:1:", relevance.ErrLine},
		{"a field that products do not have", strings.Replace(tea, "title", "name", 1), "products.ndjson:1:", relevance.ErrLine},
		{"a time that is none", strings.Replace(tea, "2026-03", "2026-13", 1), "products.ndjson:1:", relevance.ErrLine},
		{"no title", strings.Replace(tea, "Green Tea", " ", 1), "products.ndjson:1:", relevance.ErrMissing},
		{"no time", strings.Replace(tea, `,"updated_at":"2026-03-02T09:14:07+08:00"`, "", 1), "products.ndjson:1:", relevance.ErrMissing},
		{"a SKU twice", tea + "\n" + tea, "products.ndjson:2:", relevance.ErrDuplicate},
		{"a SKU twice in another case", mug + "\n" + strings.Replace(mug, "MUG", "mug", 1), "products.ndjson:2:", relevance.ErrDuplicate},
		{"a barcode twice", tea + "\n" + strings.Replace(tea, "TEA-1", "TEA-2", 1), "products.ndjson:2:", relevance.ErrDuplicate},
		{"a wrong check digit", strings.Replace(tea, "4006381333931", "4006381333932", 1), "products.ndjson:1:", relevance.ErrBarcode},
		{"a barcode of twelve digits", strings.Replace(tea, "4006381333931", "400638133393", 1), "products.ndjson:1:", relevance.ErrBarcode},
		{"a barcode with a letter", strings.Replace(tea, "4006381333931", "400638133393A", 1), "products.ndjson:1:", relevance.ErrBarcode},
	} {
		t.Run(c.name, func(t *testing.T) { refused(t, files(c.products, ask), c.where, c.want) })
	}
}

func TestLoadRefusesQueriesAndSaysWhere(t *testing.T) {
	other := strings.Replace(ask, "green tea", "tea", 1)
	for _, c := range []struct {
		name, queries string
		where         string
		want          error
	}{
		{"an empty query", strings.Replace(ask, "green tea", "", 1), "queries.ndjson:1:", relevance.ErrMissing},
		{"a query twice", ask + "\n" + other + "\n" + ask, "queries.ndjson:3:", relevance.ErrDuplicate},
		{"a language of no shop here", strings.Replace(ask, `"en"`, `"fr"`, 1), "queries.ndjson:1:", relevance.ErrLanguage},
		{"an unknown kind", strings.Replace(ask, `"words"`, `"guess"`, 1), "queries.ndjson:1:", relevance.ErrKind},
		{"no judgement", strings.Replace(ask, `{"TEA-1":3,"MUG-1":1}`, `{}`, 1), "queries.ndjson:1:", relevance.ErrMissing},
		{"no relevant field", strings.Replace(ask, `,"relevant":{"TEA-1":3,"MUG-1":1}`, ``, 1), "queries.ndjson:1:", relevance.ErrMissing},
		{"a list of judgements", strings.Replace(ask, `{"TEA-1":3,"MUG-1":1}`, `["TEA-1"]`, 1), "queries.ndjson:1:", relevance.ErrGrade},
		{"the grade nought", other + "\n" + strings.Replace(ask, `:1}`, `:0}`, 1), "queries.ndjson:2:", relevance.ErrGrade},
		{"a grade above three", strings.Replace(ask, `:3,`, `:4,`, 1), "queries.ndjson:1:", relevance.ErrGrade},
		{"a grade that is no whole number", strings.Replace(ask, `:3,`, `:2.5,`, 1), "queries.ndjson:1:", relevance.ErrGrade},
		{"a SKU that no product has", strings.Replace(ask, "MUG-1", "MUG-9", 1), "queries.ndjson:1:", relevance.ErrUnknownSKU},
		{"a SKU in another case", strings.Replace(ask, "MUG-1", "mug-1", 1), "queries.ndjson:1:", relevance.ErrUnknownSKU},
		{"a SKU judged twice", strings.Replace(ask, "MUG-1", "TEA-1", 1), "queries.ndjson:1:", relevance.ErrDuplicate},
	} {
		t.Run(c.name, func(t *testing.T) { refused(t, files(tea+"\n"+mug, c.queries), c.where, c.want) })
	}
}

func TestLoadFailsWithoutItsFiles(t *testing.T) {
	refused(t, fstest.MapFS{}, relevance.ProductsFile, fs.ErrNotExist)
	refused(t, fstest.MapFS{relevance.ProductsFile: {Data: []byte(tea)}}, relevance.QueriesFile, fs.ErrNotExist)
}

func refused(t *testing.T, folder fs.FS, where string, want error) {
	t.Helper()
	_, err := relevance.Load(folder)
	if !errors.Is(err, want) || !strings.Contains(err.Error(), where) {
		t.Errorf("Load fails with %v, want %v at %s", err, want, where)
	}
}

func TestTheRealSetKeepsWhatItPromises(t *testing.T) {
	set, err := relevance.Load(os.DirFS("../../testdata/search"))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(set.Products); got < 400 {
		t.Errorf("%d products, want at least 400", got)
	}
	if got := len(set.Queries); got < 150 {
		t.Errorf("%d queries, want at least 150", got)
	}
	languages, kinds := map[string]int{}, map[string]int{}
	for _, q := range set.Queries {
		languages[q.Language]++
		kinds[q.Kind]++
		if q.Kind == "sku" && len(q.Relevant) != 1 {
			t.Errorf("%q is a whole SKU or barcode, but %d products are relevant", q.Text, len(q.Relevant))
		}
	}
	for _, language := range relevance.Languages {
		if languages[language] < 30 {
			t.Errorf("%d queries in %s, want at least 30", languages[language], language)
		}
	}
	for _, kind := range relevance.Kinds {
		if kinds[kind] < 8 {
			t.Errorf("%d queries of the kind %s, want at least 8", kinds[kind], kind)
		}
	}
}

// FuzzLoad looks for lines that make reading panic.
func FuzzLoad(f *testing.F) {
	f.Add(tea+"\n"+mug, ask)
	f.Add(tea, `{"query":"x","language":"en","kind":"words","relevant":{"a":1,"a":2}}`)
	f.Fuzz(func(t *testing.T, products, queries string) {
		set, err := relevance.Load(files(products, queries))
		if err == nil && (len(set.Products) == 0 || len(set.Queries) == 0) {
			t.Error("an empty set is taken for a good one")
		}
	})
}
