package fetch

import (
	"net/url"
	"strconv"
	"strings"
)

// maxURL is how long an address may be in characters, as with most servers.
const maxURL = 4096

// CheckURL reads the address of a file, and refuses one that is not asked for whatever host it names; the error is
// ErrRefused. The text may hold keys, so that no error holds any of it.
func CheckURL(text string, allowHTTP bool) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, refused("it is not a web address")
	}
	if err := checkURL(u, allowHTTP); err != nil {
		return nil, err
	}
	return u, nil
}

func checkURL(u *url.URL, allowHTTP bool) error {
	switch {
	case u.Scheme != "https" && u.Scheme != "http" || u.Opaque != "" || u.Hostname() == "" || len(u.String()) > maxURL:
		return refused("it is not a web address")
	case u.Scheme == "http" && !allowHTTP:
		return refused("it is http, which can be read and changed on the way; allow_http in the config file allows it")
	case u.User != nil:
		return refused("a user and a password must not stand in a web address; the header carries them")
	case !validPort(u.Port()):
		return refused("the port must be 80, 443, or one from 1024 on")
	}
	return nil
}

// validPort refuses the ports of mail, name, login and file-sharing services: there a request is not read as HTTP, and a
// redirect could make this program speak to them. Shop systems do listen on any port from 1024 on.
func validPort(text string) bool {
	if text == "" {
		return true
	}
	port, err := strconv.ParseUint(text, 10, 16)
	return err == nil && (port == 80 || port == 443 || port >= 1024)
}

// shown is an address for messages, without its query, which may hold keys.
func shown(u *url.URL) string {
	text := (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}).String()
	if len(text) > 200 {
		text = text[:200] + "…"
	}
	return text
}

// sameServer reports whether what is meant for one address may be sent to another. From http to https it is the same
// server when both have their usual ports.
func sameServer(a, b *url.URL) bool {
	if !strings.EqualFold(a.Hostname(), b.Hostname()) {
		return false
	}
	return port(a) == port(b) || port(a) == "80" && port(b) == "443" && b.Scheme == "https"
}

func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "http":
		return "80"
	}
	return "443"
}
