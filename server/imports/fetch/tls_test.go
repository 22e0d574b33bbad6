package fetch_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"

	"shopclerk/server/imports/fetch"
)

// secure is a server with TLS of at most a version, and the client that believes its certificate.
func secure(t *testing.T, version uint16, handler http.HandlerFunc) (*httptest.Server, fetch.Client) {
	t.Helper()
	s := httptest.NewUnstartedServer(handler)
	s.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: version}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	return s, fetch.Client{Roots: roots}
}

func TestTLSIsOfToday(t *testing.T) {
	hello := func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hello") }
	for version, want := range map[uint16]string{tls.VersionTLS13: "hello", tls.VersionTLS12: "hello", tls.VersionTLS11: "", tls.VersionTLS10: ""} {
		s, client := secure(t, version, hello)
		text, err := read(t, client, fetch.Request{URL: s.URL, AllowPrivate: true})
		if text != want || (err == nil) != (want != "") {
			t.Errorf("%s: %q %v", tls.VersionName(version), text, err)
		}
	}
}

func TestACertificateOfNobodyIsNotBelieved(t *testing.T) {
	s, _ := secure(t, tls.VersionTLS13, func(http.ResponseWriter, *http.Request) {})
	fails(t, fetch.Client{}, fetch.Request{URL: s.URL, AllowPrivate: true},
		s.URL+": the certificate of the server is not trusted: x509: certificate signed by unknown authority")
}

func TestNobodyIsSentFromHTTPSToHTTP(t *testing.T) {
	plain := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the server without TLS was asked") })
	s, client := secure(t, tls.VersionTLS13, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, plain.URL+"/b?key=secret", http.StatusFound)
	})
	fails(t, client, local(s.URL+"/a"), s.URL+"/a: the server sends on from https to http: "+plain.URL+"/b")
}

func TestFromHTTPToHTTPSIsFine(t *testing.T) {
	s, client := secure(t, tls.VersionTLS13, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hello") })
	plain := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, s.URL, http.StatusFound) })
	if text, err := read(t, client, local(plain.URL)); text != "hello" || err != nil {
		t.Errorf("%q %v", text, err)
	}
}

func TestAServerWithoutTLSIsToldApart(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) {})
	url := "https" + s.URL[len("http"):]
	fails(t, fetch.Client{}, local(url), url+": the server does not speak https there")
}
