package fetch_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"shopclerk/server/imports/fetch"
)

func TestURLsAreRefusedByTheirForm(t *testing.T) {
	const (
		noAddress = "it is not a web address"
		http      = "it is http, which can be read and changed on the way; allow_http in the config file allows it"
		user      = "a user and a password must not stand in a web address; the header carries them"
		port      = "the port must be 80, 443, or one from 1024 on"
	)
	for _, c := range []struct{ name, text, strict, loose string }{
		{"https is fine", "https://erp.example/products.csv?key=1", "", ""},
		{"in capitals too", "HTTPS://ERP.EXAMPLE/", "", ""},
		{"http must be allowed", "http://erp.example/", http, ""},
		{"an address in digits is left to the guard", "https://127.0.0.1/", "", ""},
		{"so is one in brackets", "https://[::1]:8443/", "", ""},
		{"another scheme is none", "ftp://erp.example/", noAddress, noAddress},
		{"nor is a file", "file:///etc/passwd", noAddress, noAddress},
		{"nor is a path", "/products.csv", noAddress, noAddress},
		{"nor is another server's path", "//erp.example/products.csv", noAddress, noAddress},
		{"a host is needed", "https:///products.csv", noAddress, noAddress},
		{"a port alone is no host", "https://:443/", noAddress, noAddress},
		{"an opaque address is none", "https:erp.example", noAddress, noAddress},
		{"a space ends a host", "https://erp.example /", noAddress, noAddress},
		{"a line end is not sent", "https://erp.example/\r\nX: y", noAddress, noAddress},
		{"nothing is no address", "", noAddress, noAddress},
		{"4097 characters are too many", "https://erp.example/" + strings.Repeat("a", 4077), noAddress, noAddress},
		{"4096 are not", "https://erp.example/" + strings.Repeat("a", 4076), "", ""},
		{"a user is refused", "https://me@erp.example/", user, user},
		{"a password is refused", "https://me:secret@erp.example/", user, user},
		{"an empty user is refused", "https://@erp.example/", user, user},
		{"80 is a port of the web", "https://erp.example:80/", "", ""},
		{"443 is a port of the web", "https://erp.example:443/", "", ""},
		{"a high port may be a shop system's", "https://erp.example:8069/", "", ""},
		{"the first high port", "https://erp.example:1024/", "", ""},
		{"mail is not asked", "https://erp.example:25/", port, port},
		{"nor is a login", "https://erp.example:22/", port, port},
		{"1023 is a service's", "https://erp.example:1023/", port, port},
		{"0 is no port", "https://erp.example:0/", port, port},
		{"65536 is no port", "https://erp.example:65536/", port, port},
	} {
		t.Run(c.name, func(t *testing.T) {
			for loose, want := range map[bool]string{false: c.strict, true: c.loose} {
				u, err := fetch.CheckURL(c.text, loose)
				got := ""
				if err != nil {
					got = err.Error()
				}
				if got != want || err != nil && !errors.Is(err, fetch.ErrRefused) || (err == nil) != (u != nil) {
					t.Errorf("http allowed %t: %q %v, want %q", loose, got, u, want)
				}
			}
		})
	}
}

// FuzzCheckURL holds that what passes has the form that was asked for, also when it is read again, and that no error
// tells a password or a key.
func FuzzCheckURL(f *testing.F) {
	for _, seed := range []string{
		"https://erp.example/products.csv?key=1", "http://127.0.0.1:8080/", "https://[fe80::1%25eth0]/", "https://a@b@c/", "HTTP://x:99999/",
		"https://erp.example\\@evil.example/", "https:erp", "//x/y", "https://%65xample.com", "https://例え.jp/", "http://0x7f.1/", "https://:@/",
	} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	const secret = "hunter2hunter2"
	f.Fuzz(func(t *testing.T, text string, allowHTTP bool) {
		u, err := fetch.CheckURL(text, allowHTTP)
		if err != nil {
			for _, with := range []string{text + secret, "https://u:" + secret + "@" + text, text + "?k=" + secret} {
				if _, err := fetch.CheckURL(with, allowHTTP); err != nil && strings.Contains(err.Error(), secret) {
					t.Fatalf("%q tells the secret", err)
				}
			}
			return
		}
		if u.Scheme != "https" && (u.Scheme != "http" || !allowHTTP) || u.User != nil || u.Hostname() == "" {
			t.Fatalf("%q passed as %#v", text, u)
		}
		again, err := url.Parse(u.String())
		if err != nil || again.Host != u.Host || again.Scheme != u.Scheme {
			t.Fatalf("%q is asked for as %q: %v", text, u, err)
		}
	})
}
