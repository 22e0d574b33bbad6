package fetch_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"shopclerk/server/imports/fetch"
)

// raw is a server that sends bytes, whatever they are, and closes.
func raw(t *testing.T, text string) *httptest.Server {
	return serve(t, func(w http.ResponseWriter, _ *http.Request) {
		connection, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer connection.Close()
		io.WriteString(connection, text)
	})
}

func TestABodyThatBreaksOffIsNoFile(t *testing.T) {
	for _, c := range []struct{ name, sent, want string }{
		{"before its length", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsku\nA-1\n", "the connection broke off after 8 of 100 bytes"},
		{"between two chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nsku\nA-1\n\r\n", "the connection broke off after 8 bytes"},
		{"inside a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nsku\n", "the connection broke off after 4 bytes"},
		{"before there was one", "HTTP/1.1 200 OK\r\nContent-", "the connection failed before there was an answer"},
		{"without a word", "", "the connection failed before there was an answer"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := raw(t, c.sent)
			fails(t, fetch.Client{}, local(s.URL+"/a.csv?key=1"), s.URL+"/a.csv: "+c.want)
		})
	}
}

func TestAFileMayBeAsLargeAsTheLimit(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/unannounced" {
			w.(http.Flusher).Flush()
		}
		io.WriteString(w, strings.Repeat("x", 1000))
	})
	for _, path := range []string{"/announced", "/unannounced"} {
		if text, err := read(t, fetch.Client{MaxBytes: 1000}, local(s.URL+path)); len(text) != 1000 || err != nil {
			t.Errorf("%s: %d bytes, %v", path, len(text), err)
		}
		fails(t, fetch.Client{MaxBytes: 999}, local(s.URL+path), s.URL+path+": the file is larger than 999 bytes")
	}
	if text, _ := read(t, fetch.Client{MaxBytes: 999}, local(s.URL+"/unannounced")); len(text) != 999 {
		t.Errorf("%d bytes were read", len(text))
	}
	huge := raw(t, "HTTP/1.1 200 OK\r\nContent-Length: 2147483649\r\n\r\n")
	fails(t, fetch.Client{}, local(huge.URL), huge.URL+": the file is larger than 2048 MiB")
}

// hanging is a server that begins a body and never ends it; it sends on every pause.
func hanging(t *testing.T, pause time.Duration) *httptest.Server {
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			io.WriteString(w, "x")
			w.(http.Flusher).Flush()
			select {
			case <-r.Context().Done():
			case <-time.After(pause):
			}
		}
	})
}

func TestASlowServerIsNotWaitedForForever(t *testing.T) {
	s := hanging(t, time.Hour)
	fails(t, fetch.Client{Stall: 50 * time.Millisecond}, local(s.URL), s.URL+": not a byte came for 50ms")
	s = hanging(t, 5*time.Millisecond)
	fails(t, fetch.Client{Stall: 10 * time.Second, Whole: 100 * time.Millisecond}, local(s.URL), s.URL+": the file did not come whole within 100ms")
	s = serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	fails(t, fetch.Client{Answer: 50 * time.Millisecond}, local(s.URL), s.URL+": the server does not answer in time")
}

func TestAReaderThatTakesItsTimeIsNoStall(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, strings.Repeat("x", 1<<20)) })
	got, err := fetch.Client{Stall: 200 * time.Millisecond}.Get(context.Background(), local(s.URL))
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	if _, err := io.ReadFull(got.Body, make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	time.Sleep(400 * time.Millisecond)
	if n, err := io.Copy(io.Discard, got.Body); n != 1<<20-10 || err != nil {
		t.Errorf("%d bytes more, %v", n, err)
	}
}

func TestTheContextEndsAFetch(t *testing.T) {
	reason := errors.New("the program stops")
	ctx, cancel := context.WithCancelCause(context.Background())
	got, err := fetch.Client{}.Get(ctx, local(hanging(t, time.Hour).URL))
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	time.AfterFunc(20*time.Millisecond, func() { cancel(reason) })
	if _, err := io.ReadAll(got.Body); !errors.Is(err, reason) {
		t.Errorf("in the body: %v", err)
	}
	if _, err := (fetch.Client{}).Get(ctx, local("http://127.0.0.1:9999/")); !errors.Is(err, reason) {
		t.Errorf("before it: %v", err)
	}
}

func TestAClosedBodyLetsTheServerGo(t *testing.T) {
	gone := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.(http.Flusher).Flush()
		<-r.Context().Done()
		close(gone)
	})
	got, err := fetch.Client{}.Get(context.Background(), local(s.URL))
	if err != nil {
		t.Fatal(err)
	}
	got.Body.Close()
	select {
	case <-gone:
	case <-time.After(10 * time.Second):
		t.Error("the connection is still there")
	}
}

func TestNobodyThereIsSaidSo(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + listener.Addr().String()
	listener.Close()
	fails(t, fetch.Client{}, local(url), url+": nobody listens there")
	_, err = read(t, fetch.Client{}, local("http://no-such-host.invalid/"))
	told := "http://no-such-host.invalid/: there is no host of this name"
	if offline := "http://no-such-host.invalid/: the name of the host could not be looked up"; err == nil || err.Error() != told && err.Error() != offline {
		t.Errorf("%v", err)
	}
}
