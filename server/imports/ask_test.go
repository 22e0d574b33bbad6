package imports_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/imports"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/formats/headers"
	"shopclerk/server/imports/formats/native"
)

// asking is an import that waits whatever it would do.
func asking(kind imports.Kind) store.Import {
	i := upload(kind)
	i.Settings.Ask = true
	return i
}

// newAsked is a queue that also knows tables whose columns may mean anything.
func newAsked(t *testing.T, s *store.Store) line {
	l := newLine(t, s, t.TempDir(), oneShop, nil)
	l.Formats.Products = append([]formats.Format[catalog.Change]{}, native.Products{}, headers.Products{})
	return l
}

const lamps = "sku,title,price\nA,Lamp,5\nB,,6\n"

func TestAnImportThatAsksShowsTheFileAndGoesInWhenItIsConfirmed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		l := newAsked(t, s)
		id := l.submit(t, asking(imports.Products), lamps)
		l.work(t, 1)
		i := l.state(t, id)
		if i.State != store.ImportWaiting || !i.FinishedAt.IsZero() || len(titles(t, s)) != 0 {
			t.Fatalf("it does not wait: %+v", i)
		}
		want := &imports.Look{
			Table: "csv", Encoding: "utf-8", Delimiter: ",", Kinds: []imports.Kind{imports.Products}, Columns: []string{"sku", "title", "price"},
			Known: []bool{true, true, true}, Rows: []imports.LookRow{{Line: 2, Cells: []string{"A", "Lamp", "5"}}, {Line: 3, Cells: []string{"B", "", "6"}}},
		}
		if d := cmp.Diff(want, storyOf(t, i).Look); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff(store.ImportRows{Read: 2, New: 1, Refused: 1}, i.Rows); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]string{"line 3: title: is required"}, refusedLines(t, s, id)); d != "" {
			t.Error("what would be refused: " + d)
		}
		if d := cmp.Diff([]string{id}, l.uploads(t)); d != "" {
			t.Error("the upload: " + d)
		}
		if i, err := l.Confirm(ctx, id); err != nil || !i.StartedAt.IsZero() || i.BytesRead != 0 || i.Rows != (store.ImportRows{}) { // or the wait and the look would count
			t.Fatal(i, err)
		}
		if _, err := l.Confirm(ctx, id); !errors.Is(err, imports.ErrState) {
			t.Errorf("confirmed twice: %v", err)
		}
		l.work(t, 1)
		if i = l.state(t, id); i.State != store.ImportDone || i.Rows != (store.ImportRows{Read: 2, New: 1, Refused: 1}) || storyOf(t, i).Look != nil {
			t.Errorf("after it was confirmed: %+v", i)
		}
		if d := cmp.Diff([]string{"line 3: title: is required"}, refusedLines(t, s, id)); d != "" {
			t.Error("what was refused: " + d)
		}
		if d := cmp.Diff(map[string]string{"a": "Lamp"}, titles(t, s)); d != "" {
			t.Error(d)
		}
		if left := l.uploads(t); len(left) > 0 {
			t.Errorf("left over: %q", left)
		}
	})
}

func TestOrdersThatAskWaitTooAndNothingToDoWaits(t *testing.T) {
	s := sqlite(t)
	l := newAsked(t, s)
	order := l.submit(t, asking(imports.Orders), `[{"order_number":"1","recipient_name":"Ann","payment_method":"cash","summary":{"total_cost":5}}]`)
	l.work(t, 1)
	if i := l.state(t, order); i.State != store.ImportWaiting || i.Rows.New != 1 {
		t.Errorf("%+v", i)
	}
	bring(t, s, job(imports.Products), "sku,title\nA,Lamp\n")
	same := l.submit(t, asking(imports.Products), "sku,title\nA,Lamp\n")
	l.work(t, 1)
	if i := l.state(t, same); i.State != store.ImportWaiting || i.Rows.Unchanged != 1 {
		t.Errorf("%+v", i)
	}
}

// A file that is not understood waits for whoever brought it to say what its columns mean, and need not be sent again.
func TestAFileThatWaitsIsLookedAtAgainWithOtherSettings(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		l := newAsked(t, s)
		id := l.submit(t, asking(imports.Products), "ref;what;costs\nA;Lamp;5\n")
		l.work(t, 1)
		i := l.state(t, id)
		if l := storyOf(t, i).Look; i.State != store.ImportWaiting || i.Format != "headers" || i.Rows.Refused != 1 || l.Delimiter != ";" || cmp.Diff([]bool{false, false, false}, l.Known) != "" {
			t.Fatalf("%+v %+v", i, l)
		}
		settings := store.ImportSettings{Format: "headers", Mapping: map[string]string{"ref": "sku", "what": "title", "costs": "price"}}
		if _, err := l.Revise(ctx, id, imports.Products, settings); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Revise(ctx, id, imports.Products, settings); !errors.Is(err, imports.ErrState) {
			t.Errorf("while it is looked at: %v", err)
		}
		l.work(t, 1)
		i = l.state(t, id)
		if story := storyOf(t, i); i.State != store.ImportWaiting || i.Rows != (store.ImportRows{Read: 1, New: 1}) || story.Columns["price"] != "costs" || len(refusedLines(t, s, id)) != 0 {
			t.Fatalf("%+v %+v", i, story)
		}
		if _, err := l.Confirm(ctx, id); err != nil {
			t.Fatal(err)
		}
		l.work(t, 1)
		if d := cmp.Diff(map[string]string{"a": "Lamp"}, titles(t, s)); d != "" {
			t.Error(d)
		}
		for _, file := range []string{"ref;what;costs\nB;Cup;5\n", "ref;what;costs;refused because\nB;Cup;5;odd\n"} {
			again := l.submit(t, asking(imports.Products), file)
			l.work(t, 1)
			if i := l.state(t, again); i.Rows.New != 1 {
				t.Errorf("what the columns mean is not remembered: %+v", i)
			}
		}
	})
}

func TestAFileThatCannotBeReadWaitsForOtherSettingsAndCannotBeConfirmed(t *testing.T) {
	s := sqlite(t)
	l := newAsked(t, s)
	i := asking(imports.Orders)
	id := l.submit(t, i, "order_number,package_number\n1,2\n")
	l.work(t, 1)
	got := l.state(t, id)
	if got.State != store.ImportWaiting || !strings.Contains(got.Error, "no format for orders recognises these columns") {
		t.Fatalf("%+v", got)
	}
	if d := cmp.Diff([]imports.Kind{imports.Packages}, storyOf(t, got).Look.Kinds); d != "" {
		t.Error(d)
	}
	if _, err := l.Confirm(ctx, id); !errors.Is(err, imports.ErrState) {
		t.Errorf("confirmed: %v", err)
	}
	if _, err := l.Revise(ctx, id, imports.Packages, store.ImportSettings{}); err != nil {
		t.Fatal(err)
	}
	l.work(t, 1)
	if got = l.state(t, id); got.State != store.ImportWaiting || got.Error != "" || got.Rows.New != 1 || got.Kind != "packages" {
		t.Errorf("%+v", got)
	}
	broken := l.submit(t, asking(imports.Products), "\x1f\x8b\x08\x00broken")
	l.work(t, 1)
	if got = l.state(t, broken); got.State != store.ImportWaiting || got.Error == "" || storyOf(t, got).Look != nil {
		t.Errorf("%+v", got)
	}
}

func TestAFileThatNobodyConfirmsIsDroppedAfterADay(t *testing.T) {
	s := sqlite(t)
	l := newAsked(t, s)
	old, fresh := l.submit(t, asking(imports.Products), lamps), l.submit(t, asking(imports.Products), lamps)
	l.work(t, 2)
	_, err := s.ChangeImport(ctx, old, func(i *store.Import) error { i.ProgressedAt = time.Now().Add(-25 * time.Hour); return nil })
	if err != nil {
		t.Fatal(err)
	}
	l.submit(t, upload(imports.Products), "sku,title\nC,Cup\n")
	l.work(t, 1) // looks at the folder on the way
	l.submit(t, upload(imports.Products), "sku,title\nD,Pot\n")
	l.work(t, 1)
	if i := l.state(t, old); i.State != store.ImportCancelled || storyOf(t, i).Look != nil {
		t.Errorf("%+v", i)
	}
	if d := cmp.Diff([]string{fresh}, l.uploads(t)); d != "" {
		t.Error(d)
	}
	if i := l.state(t, fresh); i.State != store.ImportWaiting {
		t.Errorf("%+v", i)
	}
}

func TestAFileWithoutAKindIsOfTheOneThatItsColumnsSpeakFor(t *testing.T) {
	l := newAsked(t, sqlite(t))
	for name, c := range map[string]struct {
		file, format, mode string
		want               imports.Kind
	}{
		"products by the contract": {"sku,title\n1,x\n", "", "mirror", imports.Products},
		"products of any header":   {"品名,售價,貨號\nx,1,2\n", "", "", imports.Products},
		"parcels with a SKU":       {"sku,order_number,package_number\n1,2,3\n", "", "mirror", imports.Packages},
		"orders":                   {`[{"order_number":"1","summary":{"total_cost":1}}]`, "", "", imports.Orders},
		"nothing that is known":    {"a,b\n1,2\n", "", "", imports.Products},
		"no table":                 {"\x00\x01", "", "", imports.Products},
		"a format that says it":    {"sku,order_number,package_number\n1,2,3\n", "headers", "", imports.Products},
	} {
		i := asking("")
		i.Settings.Format, i.Settings.Mode = c.format, c.mode
		got, err := l.Submit(ctx, i, strings.NewReader(c.file), 0)
		if err != nil || got.Kind != string(c.want) || (got.Settings.Mode != "") != (c.mode != "" && c.want == imports.Products) {
			t.Errorf("%s: %s, mode %q, %v", name, got.Kind, got.Settings.Mode, err)
		}
	}
}

// What is shown of a file is bounded, whatever the file is.
func TestALookIsBounded(t *testing.T) {
	l := newAsked(t, sqlite(t))
	var b strings.Builder
	b.WriteString("sku,title")
	for n := range 300 {
		fmt.Fprintf(&b, ",c%d", n)
	}
	b.WriteString("\n")
	for range 30 {
		b.WriteString("A," + strings.Repeat("é", 5000) + strings.Repeat(",x", 300) + "\n")
	}
	id := l.submit(t, asking(imports.Products), b.String())
	l.work(t, 1)
	look := storyOf(t, l.state(t, id)).Look
	if look == nil || len(look.Columns) != 100 || look.More != 202 || len(look.Rows) != 20 || len([]rune(look.Rows[0].Cells[1])) != 61 {
		t.Errorf("%+v", look)
	}
	json := l.submit(t, asking(imports.Products), `{"sku":"1","title":"x","extra":{"a":[1,2]},"price":1.50}`+"\n"+`{"title":"y","sku":"2"}`+"\n[]\n")
	l.work(t, 1)
	want := []imports.LookRow{{Line: 1, Cells: []string{"1", "x", `{"a":[1,2]}`, "1.50"}}, {Line: 2, Cells: []string{"2", "y", "", ""}}, {Line: 3, Broken: "is not a JSON object"}}
	if d := cmp.Diff(want, storyOf(t, l.state(t, json)).Look.Rows); d != "" {
		t.Error(d)
	}
}

// The reader of an upload may fail after any byte; what came until then is not kept, and there is no import of it.
func TestAnUploadWithoutAKindThatBreaksOffLeavesNothing(t *testing.T) {
	l := newAsked(t, sqlite(t))
	r, w := io.Pipe()
	go func() { io.WriteString(w, lamps); w.CloseWithError(io.ErrUnexpectedEOF) }()
	if _, err := l.Submit(ctx, asking(""), r, 0); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
	list, err := l.store.Imports(ctx, store.ImportFilter{Shop: "main", Limit: 10})
	if left := l.uploads(t); err != nil || len(list) > 0 || len(left) > 0 {
		t.Errorf("left over: %v, %v, %v", list, left, err)
	}
}
