package fetch_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/imports/fetch"
)

// sending is a server that redirects to what the query says.
func sending(t *testing.T) *httptest.Server {
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", r.URL.Query().Get("to"))
		w.WriteHeader(http.StatusFound)
	})
}

func TestRedirectsAreCheckedLikeTheFirstAddress(t *testing.T) {
	s := sending(t)
	for _, c := range []struct{ name, to, want string }{
		{"a file is no redirect's aim", "file:///etc/passwd", "the server sends on to file:///etc/passwd: it is not a web address"},
		{"nor is nothing", "", "the server sends on to what is not a web address"},
		{"nor is what cannot be read", "http://[::1", "the server sends on to what is not a web address"},
		{"a password is refused and not told", "https://me:secret@a.example/", "the server sends on to https://a.example/: " +
			"a user and a password must not stand in a web address; the header carries them"},
		{"mail is not asked", "https://a.example:25/", "the server sends on to https://a.example:25/: the port must be 80, 443, or one from 1024 on"},
		{"the clouds' metadata is never reached", "http://169.254.169.254/latest/?k=secret",
			"http://169.254.169.254/latest/: 169.254.169.254 is a link-local address, where no file is fetched from"},
		{"in any writing", "http://[64:ff9b::a9fe:a9fe]/", "http://[64:ff9b::a9fe:a9fe]/: 169.254.169.254 is a link-local address, where no file is fetched from"},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := c.want
			if !strings.HasPrefix(want, "http") {
				want = s.URL + "/: " + want
			}
			if err := fails(t, fetch.Client{}, local(s.URL+"/?to="+escape(c.to)), want); !errors.Is(err, fetch.ErrRefused) {
				t.Errorf("%v is no refusal", err)
			}
		})
	}
}

func escape(text string) string {
	return strings.NewReplacer("?", "%3F", "&", "%26", "%", "%25", "[", "%5B", "]", "%5D").Replace(text)
}

func TestAServerOnTheInternetLeadsNobodyInside(t *testing.T) {
	var reached atomic.Int32
	victim := serve(t, func(http.ResponseWriter, *http.Request) { reached.Add(1) })
	s := sending(t)
	client := fetch.Client{}.Trusting(s.Listener.Addr().String())
	_, port, _ := strings.Cut(victim.Listener.Addr().String(), ":")
	for _, host := range []string{"127.0.0.1", "localhost", "0.0.0.0", "[::ffff:7f00:1]", "127.1"} {
		_, err := read(t, client, fetch.Request{URL: s.URL + "/?to=" + escape("http://"+host+":"+port+"/"), AllowHTTP: true})
		if err == nil || host != "127.1" && !errors.Is(err, fetch.ErrRefused) { // what 127.1 is depends on who looks it up
			t.Errorf("%s: %v", host, err)
		}
	}
	if reached.Load() != 0 {
		t.Error("the server inside was reached")
	}
}

func TestFiveRedirectsAreFollowed(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		left, _ := strconv.Atoi(r.URL.Path[1:])
		if left == 0 {
			io.WriteString(w, "there")
			return
		}
		http.Redirect(w, r, fmt.Sprintf("/%d", left-1), []int{301, 302, 303, 307, 308}[left%5])
	})
	if text, err := read(t, fetch.Client{}, local(s.URL+"/5")); text != "there" || err != nil {
		t.Errorf("%q %v", text, err)
	}
	fails(t, fetch.Client{}, local(s.URL+"/6"), s.URL+"/1: the server sends on more than 5 times")
}

func TestTheHeaderStaysWithItsHost(t *testing.T) {
	var got []string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.URL.Path+" "+r.Header.Get("X-Key")+r.Header.Get("Referer"))
		if to := r.URL.Query().Get("to"); to != "" {
			http.Redirect(w, r, to, http.StatusFound)
		}
	})
	other := strings.Replace(s.URL, "127.0.0.1", "localhost", 1)
	elsewhere := serve(t, s.Config.Handler.ServeHTTP)
	for _, c := range []struct {
		name, to string
		want     []string
	}{
		{"another path of the host gets it", "/b", []string{"/a 12345678", "/b 12345678"}},
		{"another host does not", other + "/b", []string{"/a 12345678", "/b "}},
		{"nor another port, where another program listens", elsewhere.URL + "/b", []string{"/a 12345678", "/b "}},
		{"nor when the other host sends on to itself", other + "/b?to=" + other + "/c", []string{"/a 12345678", "/b ", "/c "}},
		{"nor the first host again, where the other one has chosen the path", other + "/b?to=" + s.URL + "/c",
			[]string{"/a 12345678", "/b ", "/c "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got = nil
			request := local(s.URL + "/a?to=" + escape(c.to))
			request.Header = fetch.Header{Name: "X-Key", Value: "12345678"}
			if _, err := read(t, fetch.Client{}, request); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
