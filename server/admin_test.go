package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/imports"
)

const adminConfig = `
admin: {token: ` + adminToken + `}
shops:
  - id: main
    language: en
    bots: [{platform: joinchat, secrets: [jc-test-secret]}]
    feeds: [{id: warehouse, platform: abaha, header: {name: X-Key, value: "12345678"}}]
  - {id: other, language: en, bots: [{platform: joinchat, secrets: [other-secret]}]}
`

// startWorking is start with the queue of imports at work.
func startWorking(t *testing.T, s *store.Store, text string) *clerk {
	t.Helper()
	k := start(t, s, text)
	working, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { k.queue.Run(working); k.queue.Wait(); close(ended) }()
	t.Cleanup(func() { stop(); <-ended })
	return k
}

// admin sends a request with the token.
func (k *clerk) admin(t *testing.T, method, path, contentType string, body io.Reader) reply {
	t.Helper()
	r, err := http.NewRequest(method, k.url+"/admin/api"+path, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+adminToken)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return send(t, r)
}

var (
	accepted  = regexp.MustCompile(`^\{"id":"([A-Z2-7]{26})"\}\n$`)
	toldShape = regexp.MustCompile(`^\{"id":"[A-Z2-7]{26}","kind":"[a-z]+","shop":"[a-z]+","source":"[a-z0-9-]+","file":".*","format":"[a-z]*",` +
		`"state":"(queued|running|done|failed)","dry_run":(true|false),"undo":false,` +
		`"rows":\{"read":\d+,"new":\d+,"changed":\d+,"unchanged":\d+,"refused":\d+,"unpublished":0,"kept":0\},"bytes_read":\d+,"bytes_total":\d+,` +
		`"rate":\d+,"seconds_left":(null|\d+),"warnings":\d+,"problems":\[.*\],"story":\{.*\},"queued_at":"20[0-9T:.-]+Z",` +
		`"started_at":(null|"20[0-9T:.-]+Z"),"finished_at":(null|"20[0-9T:.-]+Z"),"error":".*","refused_rows":\[.*\]\}\n$`)
)

// told is what is told of an import that has ended.
type told struct {
	Kind, Shop, Source, Format, State string
	DryRun                            bool `json:"dry_run"`
	Rows                              struct{ Read, New, Changed, Unchanged, Refused int }
	Problems                          []string
	Error                             string
	RefusedRows                       []struct {
		Line   int
		Reason string
	} `json:"refused_rows"`
}

// lines are what is told of refused rows, then of warnings.
func (i told) lines() []string {
	var out []string
	for _, r := range i.RefusedRows {
		out = append(out, imports.At(r.Line, r.Reason))
	}
	return append(out, i.Problems...)
}

// rows makes the counts of told.
func (i told) rows(read, added, changed, unchanged, refused int) told {
	i.Rows.Read, i.Rows.New, i.Rows.Changed, i.Rows.Unchanged, i.Rows.Refused = read, added, changed, unchanged, refused
	return i
}

// upload sends a file, waits for the end of its import and returns what is told of it.
func (k *clerk) upload(t *testing.T, query, contentType string, body io.Reader) told {
	t.Helper()
	got := k.admin(t, http.MethodPost, "/imports?"+query, contentType, body)
	id := accepted.FindStringSubmatch(got.body)
	if got.status != http.StatusAccepted || id == nil {
		t.Fatalf("%d %s", got.status, got.body)
	}
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		got = k.admin(t, http.MethodGet, "/imports/"+id[1], "", nil)
		if got.status != http.StatusOK || !toldShape.MatchString(got.body) || !strings.Contains(got.body, id[1]) {
			t.Fatalf("%d %s", got.status, got.body)
		}
		if !strings.Contains(got.body, `"finished_at":null`) {
			k.index(t)
			var i told
			if err := json.Unmarshal([]byte(got.body), &i); err != nil {
				t.Fatal(err)
			}
			return i
		}
	}
	t.Fatalf("the import does not end: %s", got.body)
	return told{}
}

// is compares; of the sentences about rows and of the error only the words that are given count, for their wording is
// the importer's own.
func (i told) is(t *testing.T, name string, want told) {
	t.Helper()
	lines := i.lines()
	if len(lines) != len(want.Problems) {
		t.Errorf("%s: problems %q, want some like %q", name, lines, want.Problems)
	}
	for n := range min(len(lines), len(want.Problems)) {
		hasWords(t, name, lines[n], want.Problems[n])
	}
	hasWords(t, name, i.Error, want.Error)
	if (i.Error == "") != (want.Error == "") {
		t.Errorf("%s: error %q", name, i.Error)
	}
	i.RefusedRows = nil
	i.Problems, i.Error, want.Problems, want.Error = nil, "", nil, ""
	if d := cmp.Diff(want, i); d != "" {
		t.Errorf("%s: %s", name, d)
	}
}

func hasWords(t *testing.T, name, text, words string) {
	t.Helper()
	for word := range strings.FieldsSeq(words) {
		if !strings.Contains(text, word) {
			t.Errorf("%s: %q does not mention %s", name, text, word)
		}
	}
}

func form(t *testing.T, parts ...string) (contentType string, body io.Reader) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		part, err := w.CreateFormFile(parts[i], "file.json")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, parts[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), &b
}

func TestAnImportOverHTTPIsAnsweredToTheBots(t *testing.T) {
	const csv = "sku,title,price,colour\nA-1,Green tea,75,green\nA-2,,1,\nA-3,Cup,2.5,\n"
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := startWorking(t, s, adminConfig)
		tea := productQuestion(`"title":"green tea"`, "")
		want := told{Kind: "products", Shop: "main", Source: "file", Format: "native", State: "done", DryRun: true, Problems: []string{"line 3 title", "colour"}}.rows(3, 2, 0, 0, 1)
		k.upload(t, "kind=products&dry_run=1", "text/csv", strings.NewReader(csv)).is(t, "a dry run", want)
		k.ask(t, joinchatBot, tea).is(t, 200, noProducts)

		want.DryRun = false
		k.upload(t, "kind=products", "text/csv", strings.NewReader(csv)).is(t, "a file as the body", want)
		k.ask(t, joinchatBot, tea).is(t, 200, `{"success":true,"total":1,"data":[{"title":"Green tea","image_url":"","product_type":"","vendor":"","buy_url":"","price":"75"}]}`)

		contentType, body := form(t, "note", "no file", "file", `[{"sku":"A-1","price":"80"},{"sku":"A-3","title":"Cup"}]`)
		k.upload(t, "kind=Products&shop=main&source=file&dry_run=false", contentType, body).
			is(t, "a multipart file", told{Kind: "products", Shop: "main", Source: "file", Format: "native", State: "done"}.rows(2, 0, 1, 1, 0))
		k.ask(t, joinchatBot, tea).is(t, 200, `{"success":true,"total":1,"data":[{"title":"Green tea","image_url":"","product_type":"","vendor":"","buy_url":"","price":"80"}]}`)

		file := strings.NewReader(`{"order_number":"1","summary":{"subtotal":5,"total_cost":6},"elements":[{"title":"Tea","quantity":3,"price":2}]}`)
		k.upload(t, "kind=orders&shop=other&source=till-1&element_price=unit", "application/x-ndjson", file).
			is(t, "orders of another shop", told{Kind: "orders", Shop: "other", Source: "till-1", Format: "native", State: "done", Problems: []string{"line 1 total_cost 5 6"}}.rows(1, 1, 0, 0, 0))
		k.ask(t, caller{"joinchat", "other-secret"}, orderNumber("1")).is(t, 200,
			`{"success":true,"total":1,"data":[{"template_type":"receipt","recipient_name":"-","order_number":"1","currency":"TWD","payment_method":"-","summary":{"subtotal":5,"total_cost":6},"elements":[{"title":"Tea","quantity":3,"price":6,"currency":"TWD"}]}]}`)
		k.ask(t, joinchatBot, orderNumber("1")).is(t, 200, noOrder)

		k.upload(t, "kind=packages&shop=other", "", strings.NewReader(`[{"order_number":"1","package_number":"P"},{"order_number":""}]`)).
			is(t, "parcels", told{Kind: "packages", Shop: "other", Source: "file", Format: "native", State: "done", Problems: []string{"line 1 order_number package_number"}}.rows(2, 1, 0, 0, 1))
	})
}

func TestAFileThatCannotBeReadEndsItsImport(t *testing.T) {
	cases := []struct {
		name, kind, file, format string
		in                       int // rows that went in before
		failure                  string
	}{
		{"an empty file", "products", "", "", 0, "empty"},
		{"a picture", "products", "\x89PNG\r\n\x1a\n\x00\x00", "", 0, "picture"},
		{"orders in CSV", "orders", "order_number\n1\n", "", 0, "orders CSV"},
		{"a table without the column that is needed", "products", "title\nTea\n", "", 0, "title --map"},
		{"a list that breaks off", "products", `[{"sku":"1","title":"Tea"},`, "native", 1, "line 1"},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := startWorking(t, s, adminConfig)
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				want := told{Kind: c.kind, Shop: "main", Source: "broken", Format: c.format, State: "failed", Error: c.failure}.rows(c.in, c.in, 0, 0, 0)
				k.upload(t, "source=broken&kind="+c.kind, "", strings.NewReader(c.file)).is(t, c.name, want)
			})
		}
	})
}

func TestTheAdminAPIRefusesWhatItCannotDo(t *testing.T) {
	contentType, withoutFile := form(t, "document", "[]")
	formType, whole := form(t, "file", `[{"sku":"1","title":"Tea"}]`)
	broken, err := io.ReadAll(whole)
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name, method, path, contentType string
		body                            io.Reader
		status                          int
		want                            string
	}{
		{"no kind", "POST", "/imports", "", nil, 400, `kind: …`},
		{"an unknown kind", "POST", "/imports?kind=customers", "", nil, 400, `kind: "customers" …`},
		{"an unknown shop", "POST", "/imports?kind=products&shop=third", "", nil, 404, "shop: there is no shop of that id"},
		{"a source in capitals", "POST", "/imports?kind=products&source=File", "", nil, 400, `source: "File" …`},
		{"a feed's source", "POST", "/imports?kind=products&source=warehouse", "", nil, 400, `source: "warehouse" …`},
		{"a dry run of perhaps", "POST", "/imports?kind=products&dry_run=perhaps", "", nil, 400, "dry_run: must be 0 or 1"},
		{"a price of neither", "POST", "/imports?kind=orders&element_price=piece", "", nil, 400, "element_price: must be line or unit"},
		{"a multipart body without a file", "POST", "/imports?kind=products", contentType, withoutFile, 400, "file: the multipart body has no part of that name"},
		{"a multipart body without a boundary", "POST", "/imports?kind=products", "multipart/form-data", strings.NewReader("x"), 400, "the multipart body cannot be read"},
		{"a multipart body that is none", "POST", "/imports?kind=products", "multipart/form-data; boundary=b", strings.NewReader("sku,title\n1,Tea\n"), 400, "file: the multipart body has no part of that name"},
		{"a multipart body that breaks off in the file", "POST", "/imports?kind=products", formType, bytes.NewReader(broken[:len(broken)-30]), 400, "the file broke off before its end"},
		{"an import that is not there", "GET", "/imports/NOPE", "", nil, 404, "there is no import of that id"},
		{"an import by SQL", "GET", "/imports/'%20OR%201=1%20--", "", nil, 404, "there is no import of that id"},
		{"another method", "DELETE", "/imports/NOPE", "", nil, 404, "Not Found"},
		{"another path", "GET", "/orders", "", nil, 404, "Not Found"},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := startWorking(t, s, adminConfig)
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				if seeker, ok := c.body.(io.Seeker); ok {
					seeker.Seek(0, io.SeekStart)
				}
				got := k.admin(t, c.method, c.path, c.contentType, c.body)
				if begin, cut := strings.CutSuffix(c.want, "…"); cut { // the rest is the importer's own wording
					var body struct{ Error string }
					if err := json.Unmarshal([]byte(got.body), &body); err != nil || got.status != c.status || !strings.HasPrefix(body.Error, begin) {
						t.Errorf("got %d %s", got.status, got.body)
					}
					return
				}
				got.is(t, c.status, marshalError(t, c.want))
			})
		}
	})
}

func TestAnUploadThatBreaksOffIsNoImport(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		connection, err := net.Dial("tcp", strings.TrimPrefix(k.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer connection.Close()
		fmt.Fprintf(connection, "POST /admin/api/imports?kind=products HTTP/1.1\r\nHost: clerk\r\nAuthorization: Bearer %s\r\nContent-Length: 100\r\n\r\n[{", adminToken)
		if err := connection.(*net.TCPConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
		reply, err := io.ReadAll(connection)
		if err != nil || !strings.HasPrefix(string(reply), "HTTP/1.1 400 ") || !strings.Contains(string(reply), `{"error":"the file broke off before its end"}`) {
			t.Errorf("%s (%v)", reply, err)
		}
		if text := k.log.Text(); strings.Contains(text, `"ERROR"`) {
			t.Errorf("the log has an error:\n%s", text)
		}
	})
}

func marshalError(t *testing.T, text string) string {
	t.Helper()
	body, err := json.Marshal(map[string]string{"error": text})
	if err != nil {
		t.Fatal(err)
	}
	return string(body) + "\n"
}

func TestTheAdminAPIKnowsItsTokenOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		closed := start(t, s, `shops: [{id: main, bots: [{platform: joinchat, secrets: [jc-test-secret]}]}]`)
		open := start(t, s, adminConfig)
		cases := []struct {
			name, header string
			k            *clerk
		}{
			{"no header", "", open},
			{"an empty token", "Bearer ", open},
			{"the scheme alone", "Bearer", open},
			{"another token", "Bearer " + strings.Repeat("x", 40), open},
			{"the token without its last character", "Bearer " + adminToken[:len(adminToken)-1], open},
			{"the token and one character more", "Bearer " + adminToken + "x", open},
			{"the token twice", "Bearer " + adminToken + ", Bearer " + adminToken, open},
			{"the token without its scheme", adminToken, open},
			{"the token under another scheme", "Basic " + adminToken, open},
			{"a bot's secret", "Bearer jc-test-secret", open},
			{"any token where none is configured", "Bearer " + adminToken, closed},
			{"an empty token where none is configured", "Bearer ", closed},
		}
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				for _, path := range []string{"/admin/api/imports/1", "/admin/api/imports", "/admin/api", "/admin/api/nothing"} {
					got := c.k.get(t, path, "Authorization", c.header)
					if c.header == "" {
						got = c.k.get(t, path)
					}
					got.is(t, http.StatusUnauthorized, `{"error":"the admin token is missing or wrong"}`+"\n")
					if got.header.Get("WWW-Authenticate") != `Bearer realm="shopclerk"` {
						t.Errorf("WWW-Authenticate: %q", got.header.Get("WWW-Authenticate"))
					}
				}
			})
		}
	})
}
