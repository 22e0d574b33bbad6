package fetch_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/imports/fetch"
)

// local is a request for a server of this machine.
func local(url string) fetch.Request {
	return fetch.Request{URL: url, AllowPrivate: true, AllowHTTP: true}
}

func serve(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return s
}

// read gives the whole of a file.
func read(t *testing.T, c fetch.Client, r fetch.Request) (string, error) {
	t.Helper()
	result, err := c.Get(context.Background(), r)
	if err != nil {
		return "", err
	}
	defer result.Body.Close()
	text, err := io.ReadAll(result.Body)
	return string(text), err
}

// fails checks the error of a file that does not come whole.
func fails(t *testing.T, c fetch.Client, r fetch.Request, want string) error {
	t.Helper()
	text, err := read(t, c, r)
	if err == nil || err.Error() != want {
		t.Errorf("%v\ninstead of %s\nafter %q", err, want, text)
	}
	return err
}

func TestAFileComesAsItWasSent(t *testing.T) {
	var asked http.Header
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = r.Header.Clone()
		w.Header().Set("ETag", `W/"7"`)
		w.Header().Set("Last-Modified", "Sat, 31 Jan 2026 12:00:00 GMT")
		io.WriteString(w, "sku\nA-1\n")
	})
	request := local(s.URL + "/products.csv?key=1")
	request.Header = fetch.Header{Name: "X-Key", Value: "12345678"}
	got, err := fetch.Client{}.Get(context.Background(), request)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if string(text) != "sku\nA-1\n" || err != nil {
		t.Errorf("%q %v", text, err)
	}
	got.Body = nil
	want := fetch.Result{ETag: `W/"7"`, LastModified: "Sat, 31 Jan 2026 12:00:00 GMT", Name: "products.csv"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	headers := http.Header{"X-Key": {"12345678"}, "User-Agent": {"shopclerk"}, "Accept-Encoding": {"identity"}, "Connection": {"close"}}
	if diff := cmp.Diff(headers, asked); diff != "" {
		t.Error(diff)
	}
}

func TestAFileThatIsTheSameIsNotSentAgain(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Header.Get("If-None-Match") == `W/"7"`, r.Header.Get("If-Modified-Since") == "Sat, 31 Jan 2026 12:00:00 GMT":
			if r.URL.Path == "/moved" {
				w.Header().Set("ETag", `"8"`)
			}
			w.WriteHeader(http.StatusNotModified)
		case r.URL.Path == "/confused":
			w.WriteHeader(http.StatusNotModified)
		default:
			io.WriteString(w, "new")
		}
	})
	for _, c := range []struct {
		name, path, etag, modified string
		want                       fetch.Result
	}{
		{"by its tag, which is kept", "/", `W/"7"`, "", fetch.Result{NotModified: true, ETag: `W/"7"`}},
		{"by its time, which is kept", "/", "", "Sat, 31 Jan 2026 12:00:00 GMT",
			fetch.Result{NotModified: true, LastModified: "Sat, 31 Jan 2026 12:00:00 GMT"}},
		{"a new tag takes the place of the old one", "/moved", `W/"7"`, "", fetch.Result{NotModified: true, ETag: `"8"`, Name: "moved"}},
		{"another file is sent", "/", `"6"`, "", fetch.Result{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			request := local(s.URL + c.path)
			request.ETag, request.LastModified = c.etag, c.modified
			got, err := fetch.Client{}.Get(context.Background(), request)
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(got.Body)
			if err != nil || (string(text) == "new") == got.NotModified || got.Body.Close() != nil {
				t.Errorf("%q %v", text, err)
			}
			got.Body = nil
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	fails(t, fetch.Client{}, local(s.URL+"/confused"), s.URL+"/confused: the server answers 304 Not Modified")
}

func TestATagThatCannotBeKeptIsNone(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { w.Header().Set("ETag", r.URL.Query().Get("tag")) })
	for tag, want := range map[string]string{
		strings.Repeat("a", 255): strings.Repeat("a", 255), strings.Repeat("a", 256): "", "%22%E7%A7%98%22": "", "": "",
	} {
		got, err := fetch.Client{}.Get(context.Background(), local(s.URL+"?tag="+tag))
		if err != nil {
			t.Fatal(err)
		}
		got.Body.Close()
		if got.ETag != want {
			t.Errorf("%q is kept as %q", tag, got.ETag)
		}
	}
}

func TestNoServerInsideIsReached(t *testing.T) {
	var reached atomic.Int32
	s := serve(t, func(http.ResponseWriter, *http.Request) { reached.Add(1) })
	_, port, _ := strings.Cut(strings.TrimPrefix(s.URL, "http://"), ":")
	for _, c := range []struct{ name, host string }{
		{"by its address", "127.0.0.1"},
		{"by a name that leads to it", "localhost"},
		{"by its address in IPv6", "[::ffff:127.0.0.1]"},
		{"by the address of nobody", "0.0.0.0"},
		{"by an address with a zone", "[fe80::1%25lo]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(t, fetch.Client{}, fetch.Request{URL: "http://" + c.host + ":" + port + "/", AllowHTTP: true})
			if !errors.Is(err, fetch.ErrRefused) {
				t.Errorf("%v", err)
			}
		})
	}
	if reached.Load() != 0 {
		t.Error("the server was reached")
	}
	fails(t, fetch.Client{}, fetch.Request{URL: s.URL, AllowHTTP: true},
		s.URL+": 127.0.0.1 is this machine itself; allow_private in the config file lets it be reached")
}

// TestMain names a proxy: the environment is looked at once in a process. Go asks none for servers of this machine.
func TestMain(m *testing.M) {
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"} {
		os.Setenv(name, "http://127.0.0.1:9999")
	}
	os.Unsetenv("NO_PROXY")
	os.Unsetenv("no_proxy")
	m.Run()
}

func TestTheProxyOfTheEnvironmentIsNotAsked(t *testing.T) {
	fails(t, fetch.Client{}, fetch.Request{URL: "http://192.0.2.1/", AllowHTTP: true},
		"http://192.0.2.1/: 192.0.2.1 is an address for documentation, where no file is fetched from")
}

func TestAFileHasOnePlace(t *testing.T) {
	fails(t, fetch.Client{}, fetch.Request{}, "a file is fetched from a url or from a path, and neither is given")
	fails(t, fetch.Client{}, fetch.Request{URL: "https://a.example", Path: "/a"}, "a file is fetched from a url or from a path, and both are given")
	fails(t, fetch.Client{}, fetch.Request{URL: "http://a.example"},
		"url: it is http, which can be read and changed on the way; allow_http in the config file allows it")
	fails(t, fetch.Client{}, fetch.Request{URL: "https://a.example", Header: fetch.Header{Name: "X Y", Value: "z"}},
		"header: its name or its value cannot be sent")
	fails(t, fetch.Client{}, fetch.Request{URL: "https://a.example", Header: fetch.Header{Name: "X", Value: "a\r\nb"}},
		"header: its name or its value cannot be sent")
}
