package fetch_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"shopclerk/server/imports/fetch"
)

// FuzzAnswer holds that whatever a server sends, the program goes on, what is kept of it can be kept, and no error tells a key.
func FuzzAnswer(f *testing.F) {
	const key = "hunter2hunter2"
	for _, seed := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nETag: \"1\"\r\nContent-Disposition: attachment; filename=\"a.csv\"\r\n\r\nsku",
		"HTTP/1.1 404 Not Found\r\n\r\nno access for " + key, "HTTP/1.1 304 Not Modified\r\n\r\n", "HTTP/1.0 200\r\n\r\n", key, "\x15\x03\x01\x00\x02",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nsku\r\n0\r\n\r\n", "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 500 x\r\n\r\n\xff",
	} {
		f.Add([]byte(seed))
	}
	var next atomic.Pointer[[]byte]
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if connection, _, err := w.(http.Hijacker).Hijack(); err == nil {
			connection.Write(*next.Load())
			connection.Close()
		}
	}))
	f.Cleanup(s.Close)
	client := fetch.Client{MaxBytes: 1000, Answer: time.Second, Stall: time.Second}
	request := local(s.URL + "/a.csv?key=" + key)
	request.Header, request.ETag = fetch.Header{Name: "X-Key", Value: key}, `"1"`
	f.Fuzz(func(t *testing.T, answer []byte) {
		if strings.Contains(strings.ToLower(string(answer)), "location") {
			return // it would be followed, to anywhere
		}
		next.Store(&answer)
		got, err := client.Get(context.Background(), request)
		if err == nil {
			kept(t, got)
			_, err = io.Copy(io.Discard, got.Body)
			got.Body.Close()
		}
		if err != nil && (strings.Contains(err.Error(), key) || !utf8.ValidString(err.Error()) || len(err.Error()) > 1000) {
			t.Fatalf("%q", err)
		}
	})
}

func kept(t *testing.T, got fetch.Result) {
	for _, text := range []string{got.ETag, got.LastModified, got.Name} {
		if len(text) > 400 || !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
			t.Fatalf("%q", text)
		}
	}
	if strings.ContainsAny(got.Name, `/\`) || got.Name == ".." {
		t.Fatalf("%q is a name", got.Name)
	}
}
