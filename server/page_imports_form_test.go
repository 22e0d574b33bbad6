package server_test

import (
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/formats/headers"
	"shopclerk/server/imports/formats/native"
)

// startImporting is a server with its queue at work, which also knows tables whose columns can mean anything.
func startImporting(t *testing.T, s *store.Store) *clerk {
	t.Helper()
	k := startWorking(t, s, adminConfig)
	k.queue.Formats.Products = []formats.Format[catalog.Change]{native.Products{}, headers.Products{}}
	return k
}

// form is a multipart form with the session's token first and the file last.
func (b *browser) form(t *testing.T, name, file string, fields ...string) (body *bytes.Buffer, contentType string) {
	t.Helper()
	body = new(bytes.Buffer)
	w := multipart.NewWriter(body)
	for i, all := 0, append([]string{"csrf", b.csrf(t)}, fields...); i < len(all); i += 2 {
		if err := w.WriteField(all[i], all[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	part.Write([]byte(file))
	w.Close()
	return body, w.FormDataContentType()
}

// sendFile sends a file by the form.
func (b *browser) sendFile(t *testing.T, name, file string, fields ...string) reply {
	t.Helper()
	body, contentType := b.form(t, name, file, fields...)
	return b.request(t, "POST", "/admin/imports", body.String(), "Content-Type", contentType)
}

var shownAt = regexp.MustCompile(`^(/admin/imports/[A-Z2-7]{26})\?shop=main&watch=1$`)

// uploaded sends a file and returns the page of its import, when that has come to a stage.
func (b *browser) uploaded(t *testing.T, name, file, stage string, fields ...string) (path string, page reply) {
	t.Helper()
	got := b.sendFile(t, name, file, fields...)
	at := shownAt.FindStringSubmatch(got.header.Get("Location"))
	if got.status != http.StatusSeeOther || at == nil {
		t.Fatalf("the upload is answered with %d %q %s", got.status, got.header.Get("Location"), clip(mainOf(got.body)))
	}
	return at[1], b.until(t, at[1], stage)
}

var stageShown = regexp.MustCompile(`data-stage="([a-z_]+)"`)

// until asks for the page of an import until it shows a stage.
func (b *browser) until(t *testing.T, path, stage string) reply {
	t.Helper()
	seen := ""
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		page := b.get(t, path)
		if page.status != http.StatusOK {
			t.Fatalf("%s is answered with %d %s", path, page.status, clip(mainOf(page.body)))
		}
		if found := stageShown.FindStringSubmatch(page.body); found != nil {
			if seen = found[1]; seen == stage {
				return page
			}
		}
	}
	t.Fatalf("%s does not come to be %s; it is %q", path, stage, seen)
	return reply{}
}

// act does a change and shows where it leads, with the message about it.
func (b *browser) act(t *testing.T, path string, form url.Values) reply {
	t.Helper()
	got := b.post(t, path, form)
	if got.status != http.StatusSeeOther {
		t.Fatalf("%s is answered with %d %s", path, got.status, clip(mainOf(got.body)))
	}
	return b.get(t, got.header.Get("Location"))
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="(seen|newer)" value="([^"]*)">`)

// starting is the form that starts an import, as its page has it.
func starting(page reply, more ...string) url.Values {
	form := url.Values{}
	for _, found := range hiddenField.FindAllStringSubmatch(page.body, -1) {
		form.Set(found[1], html.UnescapeString(found[2]))
	}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}
