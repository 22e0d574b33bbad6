package imports_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/server/imports"
)

var kinds = []imports.Kind{imports.Products, imports.Orders, imports.Packages}

func sample(t testing.TB, kind imports.Kind) (file string, rows []map[string]any) {
	t.Helper()
	text, err := os.ReadFile("../../testdata/sample/" + string(kind) + ".json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &rows); err != nil {
		t.Fatal(err)
	}
	return string(text), rows
}

// asLines writes rows as one object a line.
func asLines(t testing.TB, rows []map[string]any) string {
	t.Helper()
	var file strings.Builder
	for _, row := range rows {
		line, err := json.Marshal(row)
		if err != nil {
			t.Fatal(err)
		}
		file.Write(append(line, '\n'))
	}
	return file.String()
}

func TestTheSampleShopGoesInWholeAndAgainChangesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, kind := range kinds {
			file, rows := sample(t, kind)
			n := int64(len(rows))
			first, again := store.ImportRows{Read: n, New: n}, store.ImportRows{Read: n, Unchanged: n}
			for i, c := range []struct {
				file string
				want store.ImportRows
			}{{file, first}, {file, again}, {asLines(t, rows), again}} {
				got := run(t, s, job(kind), c.file)
				got.lines = slices.DeleteFunc(got.lines, func(line string) bool { return strings.HasPrefix(line, "warning: ") }) // one address lacks a part
				if d := cmp.Diff(said{last: imports.Summary(store.Import{Kind: string(kind), Rows: c.want})}, got, cmp.AllowUnexported(said{}), cmpopts.EquateEmpty()); d != "" {
					t.Errorf("import %d of %s: %s", i+1, kind, d)
				}
			}
		}
	})
}

func TestADryRunSaysWhatTheImportSaysAndWritesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		products, _ := sample(t, imports.Products)
		for _, c := range []struct {
			kind imports.Kind
			file string
		}{
			{imports.Products, products},
			{imports.Products, columnsAndBadRows},
			{imports.Products, "sku,title,size\n1,eins,1\n1,one,2\n3,three,3\nnew,x,4\nnew,x,4\n"},
			{imports.Orders, "{\"order_number\":1,\"status\":\"paid\"}\n{\"order_number\":2,\"summary\":{\"subtotal\":1,\"total_cost\":5}}\n{\"order_number\":2,\"status\":\"shipped\"}\n"},
			{imports.Packages, "order_number,package_number,carrier\n1,1,x\n1,1,x\n1,2,x\n1,,x\n"},
			{imports.Products, "[{\"sku\":1,\"title\":\"a\"},{"},
		} {
			j := job(c.kind)
			j.Settings.DryRun = true
			before := everything(t, s)
			dry := run(t, s, j, c.file)
			if d := cmp.Diff(before, everything(t, s)); d != "" {
				t.Error("a dry run wrote:", d)
			}
			if d := cmp.Diff(run(t, s, job(c.kind), c.file), dry, cmp.AllowUnexported(said{})); d != "" {
				t.Error("import and dry run:", d)
			}
		}
	})
}

// everything is what can be seen of the store: the last change and each row of the tests above.
func everything(t testing.TB, s *store.Store) map[string]any {
	t.Helper()
	last, err := s.LastChange(ctx, "main")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]any{"changes": last}
	for key, p := range stored(t, s, "main") {
		out["product "+key] = p.Digest()
	}
	for _, number := range []string{"1", "2"} {
		list, _ := s.OrdersByNumber(ctx, "main", number, orders.All.Statuses()) // not found is a state, too
		for _, o := range list {
			out["order "+number] = o.Digest()
		}
		parcels, _, _ := s.PackagesOfOrder(ctx, "main", number, 0, 100)
		for _, p := range parcels {
			out["parcel "+number+" "+p.Number] = p.Digest()
		}
	}
	return out
}

func TestAFileOfUnitPricesShowsTheSameLines(t *testing.T) {
	s := sqlite(t)
	const file = `{"order_number":"%","summary":{"total_cost":50},"elements":[{"title":"x","price":25,"quantity":2}]}`
	for number, unit := range map[string]bool{"line": false, "unit": true} {
		j := job(imports.Orders)
		j.Settings.UnitPrices = unit
		run(t, s, j, strings.ReplaceAll(file, "%", number))
	}
	for number, want := range map[string]string{"line": "25", "unit": "50"} {
		list, err := s.OrdersByNumber(ctx, "main", number, orders.All.Statuses())
		if err != nil {
			t.Fatal(err)
		}
		if got := list[0].Elements[0].LinePrice().String(); got != want {
			t.Errorf("%s: the line costs %s, want %s", number, got, want)
		}
	}
}

func TestAFileTouchesOnlyTheRowsOfItsShopAndSource(t *testing.T) {
	s := sqlite(t)
	for _, c := range []struct{ shop, source, title string }{{"main", "file", "a"}, {"main", "erp", "b"}, {"other", "file", "c"}} {
		j := job(imports.Products)
		j.Shop, j.Source = c.shop, c.source
		run(t, s, j, "sku,title\n1,"+c.title+"\n")
	}
	got := map[string]string{}
	for _, shop := range []string{"main", "other"} {
		for key, p := range stored(t, s, shop) {
			got[shop+" "+key] = p.Title
		}
	}
	if d := cmp.Diff(map[string]string{"main file 1": "a", "main erp 1": "b", "other file 1": "c"}, got); d != "" {
		t.Error(d)
	}
}
