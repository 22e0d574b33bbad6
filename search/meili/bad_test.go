package meili_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/search"
	"shopclerk/search/meili"
)

// says answers every request alike.
func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func hangs(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Length", "1000")
	io.WriteString(w, `{"hits":[`)
	w.(http.Flusher).Flush()
	<-r.Context().Done()
}

const wrongKey = `{"message":"The provided API key is invalid.","code":"invalid_api_key","type":"auth","link":""}`

func TestABadServerIsAnErrorInTime(t *testing.T) {
	for _, c := range []struct {
		name          string
		answer        http.HandlerFunc
		search, check error
	}{
		{"a wrong key", says(403, wrongKey), meili.ErrRefused, meili.ErrKey},
		{"no key", says(401, strings.Replace(wrongKey, "invalid_api_key", "missing_authorization_header", 1)), meili.ErrRefused, meili.ErrKey},
		{"garbage", says(200, "<html>"), meili.ErrGarbage, meili.ErrGarbage},
		{"another server's failure", says(502, "<html>"), meili.ErrGarbage, meili.ErrGarbage},
		{"a body that never ends", hangs, meili.ErrAway, meili.ErrAway},
		{"a hit without an id", says(200, `{"hits":[{}],"estimatedTotalHits":1,"pkgVersion":""}`), meili.ErrGarbage, meili.ErrGarbage},
		{"an old version", says(200, `{"pkgVersion":"1.14.3"}`), nil, meili.ErrVersion},
		{"an index that is gone", says(404, `{"message":"gone","code":"index_not_found"}`), search.ErrNotBuilt, meili.ErrRefused},
		{"somebody else's index", says(200, `{"pkgVersion":"1.15.0","results":[{"uid":"stub_main_v1","primaryKey":"sku"}],"total":1}`), nil, meili.ErrForeign},
		{"a good one", says(200, `{"pkgVersion":"2.0.0","results":[{"uid":"stub_main_v1","primaryKey":"id"},{"uid":"x","primaryKey":"y"}],"total":2}`), nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, began := stub(t, c.answer), time.Now()
			if _, err := e.Search(ctx, "main", catalog.Query{Title: "lamp", Page: 1, Limit: 5}); !errors.Is(err, c.search) {
				t.Errorf("a search: %v", err)
			}
			if err := e.Check(ctx); !errors.Is(err, c.check) {
				t.Errorf("the check: %v", err)
			}
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("it took %s", took)
			}
		})
	}
}

func TestNoServer(t *testing.T) {
	e := meili.Open(meili.Options{URL: "http://127.0.0.1:1", Prefix: "stub", Marks: &marks{}})
	if err := e.Check(ctx); !errors.Is(err, meili.ErrAway) {
		t.Errorf("got %v", err)
	}
}

// tasks is a server on which each task ends as fails says of the documents that it adds.
func tasks(fails func(body string) string) http.HandlerFunc {
	var outcomes []string
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/tasks/"):
			var n int
			fmt.Sscanf(r.URL.Path, "/tasks/%d", &n)
			status := `"succeeded"`
			if code := outcomes[n]; code != "" {
				status = `"failed","error":{"message":"no","code":"` + code + `"}`
			}
			fmt.Fprintf(w, `{"uid":%d,"status":%s}`, n, status)
		case r.Method == http.MethodPost:
			body, _ := io.ReadAll(r.Body)
			outcomes = append(outcomes, fails(string(body)))
			w.WriteHeader(http.StatusAccepted)
			fmt.Fprintf(w, `{"taskUid":%d,"status":"enqueued"}`, len(outcomes)-1)
		default:
			io.WriteString(w, `{"uid":"stub_main_v1","primaryKey":"id"}`)
		}
	}
}

func TestATaskThatFailsIsAnErrorAndDoesNotMoveTheMark(t *testing.T) {
	e := stub(t, tasks(func(string) string { return "internal" }))
	err := e.Apply(ctx, "main", search.Step{Put: shelf(), Position: 4})
	if !errors.Is(err, meili.ErrRefused) || !strings.Contains(err.Error(), "internal") {
		t.Errorf("got %v", err)
	}
	if mark, err := e.Mark(ctx, "main"); err != nil || mark.Position != 0 {
		t.Errorf("the mark is %+v, %v", mark, err)
	}
}

// refusesTwo refuses the product 2.
func refusesTwo(body string) string {
	if strings.Contains(body, `"id":2`) {
		return "invalid_document_id"
	}
	return ""
}

func TestALostMarkDoesNotHideBehindARefusedProduct(t *testing.T) {
	lost := errors.New("the lease is lost")
	e := stubWith(t, tasks(refusesTwo), lost)
	err := e.Apply(ctx, "main", search.Step{Put: shelf(), Position: 4})
	var rejected *search.Rejected
	if !errors.Is(err, lost) || errors.As(err, &rejected) {
		t.Errorf("got %v", err)
	}
}

func TestAProductThatIsRefusedIsNamedAndTheRestIsIn(t *testing.T) {
	e := stub(t, tasks(refusesTwo))
	err := e.Apply(ctx, "main", search.Step{Put: shelf(), Position: 4})
	var rejected *search.Rejected
	if !errors.As(err, &rejected) || len(rejected.Reasons) != 1 || !errors.Is(rejected.Reasons[2], meili.ErrRefused) {
		t.Errorf("got %v", err)
	}
	if mark, err := e.Mark(ctx, "main"); err != nil || mark.Position != 4 {
		t.Errorf("the mark is %+v, %v", mark, err)
	}
}

func TestAServerThatMustNotBeWrittenToIsNot(t *testing.T) {
	foreign := `{"pkgVersion":"1.15.0","uid":"stub_main_v1","primaryKey":"sku"}`
	for _, c := range []struct {
		name, answer string
		build, apply error
	}{
		{"an old version", `{"pkgVersion":"1.14.3","uid":"stub_main_v1","primaryKey":"id"}`, meili.ErrVersion, nil},
		{"an index of somebody else, which a swap would delete", foreign, meili.ErrForeign, meili.ErrForeign},
		{"an index of somebody else who has put nothing in it", strings.Replace(foreign, `"sku"`, "null", 1), meili.ErrForeign, meili.ErrForeign},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := stub(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodGet {
					t.Errorf("%s %s", r.Method, r.URL)
				}
				io.WriteString(w, c.answer)
			})
			if _, err := e.Build(ctx, "main"); !errors.Is(err, c.build) {
				t.Errorf("a build: %v", err)
			}
			if err := e.Apply(ctx, "main", search.Step{Position: 1}); !errors.Is(err, c.apply) {
				t.Errorf("a step: %v", err)
			}
		})
	}
}
