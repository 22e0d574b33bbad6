package meili_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/catalog"
	"shopclerk/search"
	"shopclerk/search/meili"
)

var update = flag.Bool("update", false, "record testdata anew from the server of TEST_MEILI_URL")

// exchange is one request and its answer.
type exchange struct {
	Method   string          `json:"method"`
	Path     string          `json:"path"`
	Request  json.RawMessage `json:"request,omitempty"`
	Status   int             `json:"status"`
	Response json.RawMessage `json:"response"`
}

var ctx = context.Background()

func shelf() []catalog.Product {
	at := time.Date(2026, 1, 9, 12, 0, 0, 0, time.UTC)
	return []catalog.Product{
		{ID: 1, SKU: "TS-001", Title: "Classic White T-Shirt", ProductType: "T-Shirts", Vendor: "Plain Thursday", CreatedAt: at, UpdatedAt: at},
		{ID: 2, SKU: "TS-004", Title: "白色T恤 重磅", ProductType: "衣服", Vendor: "Moonlit Loom", Desc: "heavy cotton", CreatedAt: at, UpdatedAt: at},
		{ID: 3, SKU: "MUG-1", Title: "Enamel Mug", ProductType: "Home", Vendor: `A "B" \`, Stock: new(int64), CreatedAt: at, UpdatedAt: at},
	}
}

func TestRequestsAndRecordedAnswers(t *testing.T) {
	used := map[string]bool{}
	for _, c := range []struct {
		file string
		q    catalog.Query
		want search.Hits
	}{
		{"everything", catalog.Query{HideSoldOut: true}, search.Hits{IDs: []int64{1, 2}, Total: 2}},
		{"words", catalog.Query{Title: "white shir"}, search.Hits{IDs: []int64{1}, Total: 1}},
		{"chinese", catalog.Query{Title: "白色t恤"}, search.Hits{IDs: []int64{2}, Total: 1}},
		{"code", catalog.Query{Title: "ts001"}, search.Hits{IDs: []int64{1}, Total: 1}},
		{"conditions", catalog.Query{Title: "enamel", ProductType: "t-shirts", SortBy: catalog.ByTitle}, search.Hits{IDs: []int64{1, 3}, Total: 2}},
		{"vendor", catalog.Query{Vendor: `a "b" \`}, search.Hits{IDs: []int64{3}, Total: 1}},
		{"description", catalog.Query{Title: "cotton"}, search.Hits{IDs: []int64{2}, Total: 1}},
	} {
		t.Run(c.file, func(t *testing.T) {
			used[c.file+".json"] = true
			e := replay(t, c.file)
			c.q.Page, c.q.Limit = 1, 10
			got, err := e.Search(ctx, "main", c.q)
			if d := cmp.Diff(c.want, got); err != nil || d != "" {
				t.Errorf("%v %s", err, d)
			}
		})
	}
	t.Run("changes", func(t *testing.T) {
		used["changes.json"] = true
		e := replay(t, "changes")
		if err := e.Apply(ctx, "main", search.Step{Put: shelf()[:1], Delete: []int64{99}, Position: 5}); err != nil {
			t.Fatal(err)
		}
		if got, err := e.Digests(ctx, "main", 1, 2); err != nil || got[1] != e.Digest(shelf()[0]) || len(got) != 1 {
			t.Errorf("the digests are %v, %v", got, err)
		}
		if mark, err := e.Mark(ctx, "main"); err != nil || mark != (search.Mark{Position: 5, Built: true}) {
			t.Errorf("the mark is %+v, %v", mark, err)
		}
	})
	files, err := filepath.Glob("testdata/*.json")
	for _, file := range files {
		if !used[filepath.Base(file)] {
			t.Error(file, "is of no case")
		}
	}
	if err != nil || len(files) != len(used) {
		t.Errorf("%d files for %d cases, %v", len(files), len(used), err)
	}
}

// replay is an engine on a server that expects the requests of a file in their order. With -update they are recorded.
func replay(t *testing.T, name string) *meili.Engine {
	t.Helper()
	file := filepath.Join("testdata", name+".json")
	if *update {
		return record(t, file)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var left []exchange
	if err := json.Unmarshal(raw, &left); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if len(left) > 0 {
			t.Errorf("%d requests were not made", len(left))
		}
	})
	return stub(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if len(left) == 0 {
			t.Errorf("one more request: %s %s %s", r.Method, r.URL, body)
			http.Error(w, "", http.StatusTeapot)
			return
		}
		want := left[0]
		left = left[1:]
		if d := cmp.Diff(want.Method+" "+want.Path+" "+compact(want.Request), r.Method+" "+r.URL.String()+" "+compact(body)); d != "" {
			t.Error(d)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(want.Status)
		w.Write(want.Response)
	})
}

func record(t *testing.T, file string) *meili.Engine {
	onServer(t) // or skip
	m, url, key := &marks{}, os.Getenv("TEST_MEILI_URL"), os.Getenv("TEST_MEILI_KEY")
	setUp := meili.Open(meili.Options{URL: url, Key: key, Prefix: "stub", Marks: m})
	b, err := setUp.Build(ctx, "main")
	if err == nil {
		err = b.Apply(ctx, search.Step{Put: shelf()})
	}
	if err == nil {
		err = b.Swap(ctx, search.Mark{Built: true})
	}
	if err != nil {
		t.Fatal(err)
	}
	var all []exchange
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		request, _ := http.NewRequest(r.Method, url+r.URL.String(), bytes.NewReader(body))
		request.Header = r.Header
		request.Header.Del("Accept-Encoding") // what is recorded is to be read
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Error(err)
			return
		}
		defer answer.Body.Close()
		got, _ := io.ReadAll(answer.Body)
		all = append(all, exchange{r.Method, r.URL.String(), body, answer.StatusCode, got})
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(answer.StatusCode)
		w.Write(got)
	}))
	t.Cleanup(func() {
		server.Close()
		raw, err := json.MarshalIndent(all, "", "  ")
		if err == nil {
			err = os.WriteFile(file, append(raw, '\n'), 0o600)
		}
		if err != nil {
			t.Error(err)
		}
	})
	return meili.Open(meili.Options{URL: server.URL, Key: key, Prefix: "stub", Marks: m})
}

func compact(raw []byte) string {
	var out bytes.Buffer
	if json.Compact(&out, raw) != nil {
		return string(raw)
	}
	return out.String()
}

// stub is an engine on a server of one function, with a complete index of the shop main.
func stub(t *testing.T, answer http.HandlerFunc) *meili.Engine {
	t.Helper()
	return stubWith(t, answer, nil)
}

// stubWith is stub with marks that cannot be written when lost is an error.
func stubWith(t *testing.T, answer http.HandlerFunc, lost error) *meili.Engine {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	m := &marks{all: map[string]search.Mark{"main/stub_main_v1": {Built: true}}, lost: lost}
	e := meili.Open(meili.Options{URL: server.URL, Key: "k", Prefix: "stub", Timeout: 300 * time.Millisecond, Marks: m})
	t.Cleanup(func() { e.Close() })
	return e
}
