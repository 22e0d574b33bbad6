package fetch

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

const (
	maxRedirects = 5
	connectTime  = 10 * time.Second // for the connection, and again for TLS
)

// trip is one fetch over the network, redirects included.
type trip struct {
	client    Client
	request   Request
	transport *http.Transport
	cancel    context.CancelCauseFunc // ends all of it
	secrets   secrets
	first     *url.URL
	last      *url.URL // that was asked
	away      bool     // from the host that the header is for
}

func (c Client) web(ctx context.Context, r Request) (Result, error) {
	u, err := CheckURL(r.URL, r.AllowHTTP)
	switch {
	case err != nil:
		return Result{}, fmt.Errorf("url: %w", err)
	case r.Header != Header{} && !r.Header.valid():
		return Result{}, errors.New("header: its name or its value cannot be sent")
	}
	ctx, cancel := context.WithCancelCause(ctx)
	t := &trip{client: c, request: r, transport: c.transport(r.AllowPrivate), cancel: cancel, first: u, last: u}
	t.secrets.addHeader(r.Header)
	result, err := t.fetch(ctx)
	if err != nil {
		cancel(nil)
		return Result{}, fmt.Errorf("%s: %w", shown(t.last), err)
	}
	return result, nil
}

// transport speaks HTTP/1.1 over one new connection a request: fetches are minutes apart. It has no proxy, also none of
// the environment, for a proxy would look up names where no guard stands.
func (c Client) transport(allowPrivate bool) *http.Transport {
	dialer := &net.Dialer{Timeout: connectTime, ControlContext: guard(allowPrivate)}
	if c.control != nil {
		dialer.ControlContext = c.control
	}
	return &http.Transport{
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: c.Roots},
		TLSHandshakeTimeout:    connectTime,
		ResponseHeaderTimeout:  cmp.Or(c.Answer, answerTime),
		MaxResponseHeaderBytes: 64 << 10,
		DisableKeepAlives:      true,
		DisableCompression:     true, // the limit is on what is sent, and tables unpack by themselves
	}
}

// fetch goes where the address leads, and takes the first answer that is no redirect.
func (t *trip) fetch(ctx context.Context) (Result, error) {
	for redirects := 0; ; redirects++ {
		t.secrets.addQuery(t.last)
		response, err := t.transport.RoundTrip(t.ask(ctx))
		if err != nil {
			return Result{}, networkError(ctx, err)
		}
		if !isRedirect(response.StatusCode) {
			return t.take(ctx, response)
		}
		response.Body.Close()
		if redirects == maxRedirects {
			return Result{}, fmt.Errorf("the server sends on more than %d times", maxRedirects)
		}
		if err := t.redirect(response.Header.Get("Location")); err != nil {
			return Result{}, err
		}
	}
}

func (t *trip) ask(ctx context.Context) *http.Request {
	h := http.Header{}
	h.Set("User-Agent", "shopclerk")
	if name := t.request.Header.Name; name != "" && !t.away {
		h.Set(name, t.request.Header.Value)
	}
	h.Set("Accept-Encoding", "identity")
	if tag := validator(t.request.ETag); tag != "" {
		h.Set("If-None-Match", tag)
	}
	if when := validator(t.request.LastModified); when != "" {
		h.Set("If-Modified-Since", when)
	}
	return (&http.Request{Method: http.MethodGet, URL: t.last, Header: h}).WithContext(ctx)
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// redirect makes another address the next one to be asked, if it is as good as the first one had to be.
func (t *trip) redirect(location string) error {
	to, err := t.last.Parse(location)
	if err != nil || location == "" {
		return refused("the server sends on to what is not a web address")
	}
	if t.last.Scheme == "https" && to.Scheme == "http" {
		return refused("the server sends on from https to http: " + shown(to))
	}
	if err := checkURL(to, t.request.AllowHTTP); err != nil {
		return fmt.Errorf("the server sends on to %s: %w", shown(to), err)
	}
	t.away = t.away || !sameServer(t.last, to)
	t.last = to
	return nil
}
