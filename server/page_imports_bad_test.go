package server_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

const script = `<script>alert(1)</script>`

// Whatever a file holds is shown as the text that it is.
func TestScriptInAFileIsText(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := startImporting(t, s)
		k.upload(t, "kind=products", "", strings.NewReader("sku,title,price\nA,"+script+"old,5\nB"+script+",x,5\n"))
		b := login(t, k, "staff")
		file := "sku,title,price," + script + "\nA," + script + "new,6," + script + "\nB" + script + ",x," + script + ",\n" + script + ",,1,\n"
		path, page := b.uploaded(t, "<script>alert(1).csv", file, "waiting")
		pages := []reply{page}
		b.act(t, path+"/start", starting(page))
		pages = append(pages, b.until(t, path, "done"), b.get(t, "/admin/imports"))
		_, page = b.uploaded(t, "x.csv", "<script>,"+script+"\n1,2\n", "unreadable", "kind", "orders")
		pages = append(pages, page, b.sendFile(t, script, "x", "source", `"><script>`))
		for n, page := range pages {
			if found := regexp.MustCompile(`<script(?: src="/admin/assets/[a-z.0-9]+" defer)?>`).FindAllString(page.body, -1); strings.Contains(strings.Join(found, " "), "<script>") {
				t.Errorf("page %d has script of the file: %s", n, clip(mainOf(page.body)))
			}
			if !strings.Contains(page.body, "&lt;script&gt;") && n != 3 {
				t.Errorf("page %d does not show what the file says: %s", n, clip(mainOf(page.body)))
			}
			for _, bad := range []string{" style=", "onclick", "onload"} {
				if strings.Contains(page.body, bad) {
					t.Errorf("page %d has %q", n, bad)
				}
			}
		}
	})
}

func TestAFileThatSaysThatItIsTooLargeIsRefusedBeforeItIsRead(t *testing.T) {
	k := start(t, sqliteStore(t), adminConfig)
	b := login(t, k, "staff")
	for _, accept := range []string{"text/html", "application/json"} {
		got := b.raw(t, "multipart/form-data; boundary=b", 3<<30, "Accept: "+accept+"\r\nX-CSRF-Token: "+b.csrf(t), "--b\r\n")
		got.shows(t, http.StatusRequestEntityTooLarge, "This file is too large: at most 2 GB")
	}
	k.leftNothing(t)
}

// raw sends the beginning of a request that says how long it is, and reads the answer.
func (b *browser) raw(t *testing.T, contentType string, length int64, header, body string) reply {
	t.Helper()
	conn := b.dial(t, contentType, length, header, body)
	defer conn.Close()
	conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{response.StatusCode, response.Header, string(text)}
}

func (b *browser) dial(t *testing.T, contentType string, length int64, header, body string) net.Conn {
	t.Helper()
	host := strings.TrimPrefix(b.k.url, "http://")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "POST /admin/imports HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nCookie: shopclerk=%s\r\n%s\r\n\r\n%s",
		host, contentType, length, b.cookie("shopclerk"), header, body)
	return conn
}

// leftNothing fails the test when something of an upload is kept.
func (k *clerk) leftNothing(t *testing.T) {
	t.Helper()
	list, err := k.store.Imports(ctx, store.ImportFilter{Shop: "main", Limit: 10})
	if err != nil || len(list) > 0 {
		t.Errorf("there are imports: %v, %v", list, err)
	}
	entries, err := os.ReadDir(k.queue.Dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			t.Errorf("%s is kept", filepath.Base(e.Name()))
		}
	}
}

func TestAFileThatIsClosedInTheMiddleLeavesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		b := login(t, k, "staff")
		body, contentType := b.form(t, "lamps.csv", strings.Repeat("x,y\n", 100_000))
		conn := b.dial(t, contentType, int64(body.Len()), "Accept: text/html", body.String()[:200_000])
		k.until(t, func() bool { entries, _ := os.ReadDir(k.queue.Dir); return len(entries) > 0 })
		conn.Close()
		k.until(t, func() bool { entries, _ := os.ReadDir(k.queue.Dir); return len(entries) == 0 })
		k.leftNothing(t)
		// A body that ends before the form does comes from a proxy that closed its side.
		got := b.request(t, "POST", "/admin/imports", body.String()[:200_000], "Content-Type", contentType)
		got.shows(t, http.StatusBadRequest, "The file broke off on its way, so nothing of it was kept.")
		k.leftNothing(t)
		if text := k.log.Text(); strings.Contains(text, `"level":"ERROR"`) {
			t.Errorf("the log has an error: %s", clip(text))
		}
	})
}

// until waits for something to come true.
func (k *clerk) until(t *testing.T, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatal("it does not come true")
}

func TestAnUploadThatCannotBeIsAnsweredInWords(t *testing.T) {
	k := start(t, sqliteStore(t), adminConfig)
	b := login(t, k, "staff")
	b.sendFile(t, "", "").shows(t, http.StatusUnprocessableEntity, "Please choose a file first.", `role="alert"`)
	b.sendFile(t, "a.csv", "x", "source", "No Such").shows(t, http.StatusUnprocessableEntity, "This source cannot be used", `value="No Such"`)
	b.sendFile(t, "a.csv", "x", "source", "warehouse").shows(t, http.StatusUnprocessableEntity, "no name of a connection")
	b.sendFile(t, "a.csv", "x", "kind", "spoons").shows(t, http.StatusUnprocessableEntity, "These settings do not go together")
	b.sendFile(t, "a.csv", "x", "kind", "orders", "mode", "mirror").shows(t, http.StatusUnprocessableEntity, "These settings do not go together")
	b.sendFile(t, "a.csv", "x", "dry_run", "perhaps").shows(t, http.StatusUnprocessableEntity)
	b.request(t, "POST", "/admin/imports", "csrf="+url.QueryEscape(b.csrf(t)), "Content-Type", "application/x-www-form-urlencoded").shows(t, http.StatusBadRequest)
	b.request(t, "POST", "/admin/imports", "no form", "Content-Type", "multipart/form-data; boundary=b", "X-CSRF-Token", b.csrf(t)).
		shows(t, http.StatusUnprocessableEntity, "Please choose a file first.")
	var many []string
	for n := range 40 {
		many = append(many, fmt.Sprintf("f%d", n), "x")
	}
	b.sendFile(t, "a.csv", "x", many...).shows(t, http.StatusBadRequest)
	k.leftNothing(t)
}

func TestAScriptIsAnsweredInJSON(t *testing.T) {
	k := start(t, sqliteStore(t), adminConfig)
	b := login(t, k, "staff")
	send := func(name string) (status int, answer struct{ Location, Error string }) {
		body, contentType := b.form(t, name, "sku,title\nA,x\n")
		got := b.request(t, "POST", "/admin/imports", body.String(), "Content-Type", contentType, "X-CSRF-Token", b.csrf(t))
		if err := json.Unmarshal([]byte(got.body), &answer); err != nil {
			t.Fatal(err, got.body)
		}
		return got.status, answer
	}
	if status, answer := send(""); status != http.StatusUnprocessableEntity || answer.Error != "Please choose a file first." {
		t.Errorf("%d %+v", status, answer)
	}
	status, answer := send("a.csv")
	if status != http.StatusCreated || !regexp.MustCompile(`^/admin/imports/[A-Z2-7]{26}\?shop=main$`).MatchString(answer.Location) {
		t.Errorf("%d %+v", status, answer)
	}
	b.get(t, answer.Location).shows(t, 200, "<h1>a.csv</h1>")
}
