package cyberbiz

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/feeds"
	"shopclerk/server/feeds/cyberbiz/cyberbiztest"
)

// signs are options that the stand-in of signing lets in.
func signs(base string) Options {
	return Options{Username: "apidemo", Secret: "a secret of ours", BaseURL: base, Rate: -1}
}

func shopThatSigns(o cyberbiztest.Options) cyberbiztest.Options {
	o.Username, o.Secret = "apidemo", "a secret of ours"
	return o
}

func listen(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func TestCredentialsChooseTheHost(t *testing.T) {
	for _, c := range []struct {
		name string
		o    Options
		want string
	}{
		{"a username and a secret are of the older API", Options{Username: "u", Secret: "s"}, "https://api.cyberbiz.co"},
		{"a token is of the newer one", Options{Token: "t"}, "https://app-store-api.cyberbiz.io"},
		{"another address counts more", Options{Token: "t", BaseURL: "https://gateway.example/api"}, "https://gateway.example/api"},
		{"without credentials there is no client", Options{Username: "u", BaseURL: "https://gateway.example"}, ""},
	} {
		got := ""
		if client := newClient(c.o); client != nil {
			got = client.base
		}
		if got != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

func TestHTTP2IsNeverSpoken(t *testing.T) {
	var versions []string
	shop := cyberbiztest.New(shopThatSigns(cyberbiztest.Options{Orders: 1}))
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		versions = append(versions, r.Proto)
		shop.ServeHTTP(w, r)
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	c := newClient(signs(s.URL))
	transport := c.http.Transport.(*http.Transport)
	transport.TLSClientConfig = s.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	transport.TLSClientConfig.NextProtos = nil
	if _, err := c.get(t.Context(), "/v1/orders", url.Values{"page": {"1"}}); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"HTTP/1.1"}, versions); diff != "" {
		t.Errorf("versions (-want +got):\n%s", diff)
	}
	// The same server speaks it to those who do, and then the signature is wrong.
	transport.Protocols.SetHTTP2(true)
	transport.CloseIdleConnections()
	fresh := transport.Clone()
	c.http.Transport = fresh
	var refused *feeds.PullError
	if _, err := c.get(t.Context(), "/v1/orders", url.Values{"page": {"1"}}); !errors.As(err, &refused) || versions[1] != "HTTP/2.0" {
		t.Errorf("with HTTP/2: %v, %v", versions, err)
	}
}

func TestACertificateThatIsNotKnownIsRefused(t *testing.T) {
	s := httptest.NewUnstartedServer(cyberbiztest.New(shopThatSigns(cyberbiztest.Options{})))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	var unknown x509.UnknownAuthorityError
	if _, err := newClient(signs(s.URL)).get(t.Context(), "/v1/orders", nil); !errors.As(err, &unknown) {
		t.Error(err)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	reached := false
	other := listen(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	for _, status := range []int{301, 302, 303, 307, 308} {
		first := listen(t, http.RedirectHandler(other+"/v1/orders", status))
		var refused *feeds.PullError
		_, err := newClient(signs(first)).get(t.Context(), "/v1/orders", nil)
		if !errors.As(err, &refused) || refused.Final || !strings.Contains(err.Error(), "base_url must be the last one") {
			t.Errorf("%d: %v", status, err)
		}
	}
	if reached {
		t.Error("the other host was called")
	}
}

func TestAnAnswerThatIsTooLargeIsNotHeld(t *testing.T) {
	base := listen(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "[") //nolint:errcheck // the client goes away
		space := []byte(strings.Repeat(" ", 1<<20))
		for range maxAnswer>>20 + 1 {
			if _, err := w.Write(space); err != nil {
				return
			}
		}
		io.WriteString(w, "]") //nolint:errcheck // the client goes away
	}))
	if _, err := newClient(signs(base)).get(t.Context(), "/v1/orders", nil); err == nil || !strings.Contains(err.Error(), "larger than 64 MiB") {
		t.Error(err)
	}
}

func TestASlowAnswerEndsWithTheTimeOrTheContext(t *testing.T) {
	release := make(chan struct{})
	base := listen(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	defer close(release)
	c := newClient(signs(base))
	if c.http.Timeout != 30*time.Second {
		t.Errorf("a call may take %s", c.http.Timeout)
	}
	c.http.Timeout = 50 * time.Millisecond
	if _, err := c.get(t.Context(), "/v1/orders", nil); err == nil || !strings.Contains(err.Error(), "not there within") {
		t.Error(err)
	}
	c.http.Timeout = 0
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := c.get(ctx, "/v1/orders", nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

func TestCallsKeepThePaceOfThePlatform(t *testing.T) {
	shop := cyberbiztest.New(shopThatSigns(cyberbiztest.Options{Orders: 1, Rate: 5}))
	o := signs(listen(t, shop))
	lifted := newClient(o)
	var refused *feeds.PullError
	for range 12 { // two seconds have room for ten
		if _, err := lifted.get(t.Context(), "/v1/orders", nil); errors.As(err, &refused) {
			break
		}
	}
	if refused == nil || refused.After != time.Second || refused.Final {
		t.Errorf("without a pace: %+v", refused)
	}
	o.Rate = 0
	kept := newClient(o)
	time.Sleep(time.Second) // so that the stand-in counts from the beginning
	began := time.Now()
	for range 8 {
		if _, err := kept.get(t.Context(), "/v1/orders", nil); err != nil {
			t.Error(err)
		}
	}
	if took := time.Since(began); took < 7*pause {
		t.Errorf("eight calls took %s", took)
	}
}
