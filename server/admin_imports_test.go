package server_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

// pricelist is a file of a hundred products, of which so many cost less than half of what the others cost.
func pricelist(cheap int) string {
	var b strings.Builder
	b.WriteString("sku,title,price\n")
	for i := range 100 {
		price := 100
		if i < cheap {
			price = 10
		}
		fmt.Fprintf(&b, "S%d,Tea %d,%d\n", i, i, price)
	}
	return b.String()
}

// submit sends a file and returns the id of its import.
func (k *clerk) submit(t *testing.T, query, file string) string {
	t.Helper()
	got := k.admin(t, http.MethodPost, "/imports?"+query, "", strings.NewReader(file))
	id := accepted.FindStringSubmatch(got.body)
	if id == nil {
		t.Fatalf("%d %s", got.status, got.body)
	}
	return id[1]
}

// events reads the events of an import until the last one, and calls each with the event's name and the import's state.
func (k *clerk) events(t *testing.T, id string, each func(event, state string)) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, k.url+"/admin/api/imports/"+id+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+adminToken)
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	if reply.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("the events come as %q", reply.Header.Get("Content-Type"))
	}
	event := ""
	for lines := bufio.NewScanner(reply.Body); lines.Scan(); {
		if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
			event = name
		}
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			var i struct{ State string }
			if err := json.Unmarshal([]byte(data), &i); err != nil {
				t.Fatal(err)
			}
			each(event, i.State)
		}
	}
	if event != "end" {
		t.Errorf("the last event is %q", event)
	}
}

func TestAnImportIsConfirmedUndoneAndToldOfAsItGoesOn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := startWorking(t, s, adminConfig)
		k.upload(t, "kind=products", "", strings.NewReader(pricelist(0)))
		id := k.submit(t, "kind=products", pricelist(30))
		var states []string
		k.events(t, id, func(event, state string) {
			if len(states) == 0 || states[len(states)-1] != state {
				states = append(states, state)
			}
			if state == store.ImportWaiting && event == "progress" {
				if got := k.admin(t, http.MethodPost, "/imports/"+id+"/confirm", "", nil); got.status != http.StatusOK {
					t.Errorf("confirmed: %d %s", got.status, got.body)
				}
			}
		})
		if n := len(states); n < 2 || states[n-1] != store.ImportDone || !strings.Contains(strings.Join(states, " "), store.ImportWaiting) {
			t.Errorf("the events tell of %q", states)
		}
		if got := k.admin(t, http.MethodPost, "/imports/"+id+"/undo", "", nil); got.status != http.StatusOK {
			t.Errorf("to be undone: %d %s", got.status, got.body)
		}
		last := ""
		k.events(t, id, func(_, state string) { last = state })
		if last != store.ImportUndone {
			t.Errorf("it ends as %s", last)
		}
		for path, want := range map[string]int{
			"/imports/" + id + "/undo": http.StatusConflict, "/imports/" + id + "/cancel": http.StatusConflict,
			"/imports/" + id + "/confirm": http.StatusConflict, "/imports/NONE/undo": http.StatusNotFound, "/imports/" + id + "/sing": http.StatusNotFound,
		} {
			if got := k.admin(t, http.MethodPost, path, "", nil); got.status != want {
				t.Errorf("%s: %d %s", path, got.status, got.body)
			}
		}
	})
}

func TestImportsAreListedPageByPage(t *testing.T) {
	k := startWorking(t, storetest.Open(t, store.Options{Driver: store.SQLite, Path: filepath.Join(t.TempDir(), "shopclerk.db")}), adminConfig)
	var want []string
	for i := range 5 {
		k.upload(t, "kind=products", "", strings.NewReader(fmt.Sprintf("sku,title\n%d,Tea\n", i)))
	}
	var got []string
	after := ""
	for range 3 {
		r := k.admin(t, http.MethodGet, "/imports?limit=2&after="+after, "", nil)
		var page struct {
			Imports []struct{ ID, State string }
			Next    string
		}
		if err := json.Unmarshal([]byte(r.body), &page); err != nil {
			t.Fatal(err, r.body)
		}
		for _, i := range page.Imports {
			got = append(got, i.ID)
		}
		after = page.Next
	}
	all := k.admin(t, http.MethodGet, "/imports?limit=100&state=done", "", nil)
	for _, part := range strings.Split(all.body, `{"id":"`)[1:] {
		want = append(want, part[:26])
	}
	if d := cmp.Diff(want, got); d != "" || len(want) != 5 || after != "" {
		t.Errorf("%s; next %q", d, after)
	}
	for query, status := range map[string]int{"limit=0": 400, "limit=101": 400, "limit=x": 400, "after=NONE": 404, "shop=third": 404} {
		if r := k.admin(t, http.MethodGet, "/imports?"+query, "", nil); r.status != status {
			t.Errorf("%s: %d %s", query, r.status, r.body)
		}
	}
}

func TestRefusedRowsComeBackAndGoInCorrected(t *testing.T) {
	k := startWorking(t, storetest.Open(t, store.Options{Driver: store.SQLite, Path: filepath.Join(t.TempDir(), "shopclerk.db")}), adminConfig)
	for name, c := range map[string]struct{ file, refused string }{
		"csv":    {"sku,title,price\nA1,Tea,1\nA2,=2+3,abc\nA3,\"Pot, green\",-1\n", "\ufeffsku,title,price,refused because\nA2,'=2+3,abc,\"price: \"\"abc\"\" is not a number\"\nA3,\"Pot, green\",'-1,\"price: \"\"-1\"\" must not be negative\"\n"},
		"ndjson": {"{\"sku\":\"B1\",\"title\":\"x\",\"price\":1.50,\"stock\":\"y\"}\n", `{"sku":"B1","title":"x","price":1.50,"stock":"y","refused because":"stock: \"y\" is not a whole number"}` + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			id := k.submit(t, "kind=products", c.file)
			k.events(t, id, func(string, string) {})
			got := k.admin(t, http.MethodGet, "/imports/"+id+"/refused", "", nil)
			if d := cmp.Diff(c.refused, got.body); d != "" || got.status != http.StatusOK {
				t.Error(got.status, d)
			}
			mended := strings.NewReplacer(",abc,", ",2,", ",'-1,", ",3,", `"stock":"y"`, `"stock":"4"`).Replace(got.body)
			i := k.upload(t, "kind=products", "", strings.NewReader(mended))
			if want := strings.Count(c.refused, "is not a") + strings.Count(c.refused, "must not be"); i.Rows.New != want || i.Rows.Refused != 0 || len(i.Problems) != 0 {
				t.Errorf("corrected: %+v", i)
			}
		})
	}
	if p := k.admin(t, http.MethodGet, "/imports/NONE/refused", "", nil); p.status != http.StatusNotFound {
		t.Errorf("%d %s", p.status, p.body)
	}
	id := k.submit(t, "kind=products", "sku,title\nC1,fine\n")
	k.events(t, id, func(string, string) {})
	if p := k.admin(t, http.MethodGet, "/imports/"+id+"/refused", "", nil); p.status != http.StatusNotFound || !strings.Contains(p.body, "no row of this import was refused") {
		t.Errorf("%d %s", p.status, p.body)
	}
}
