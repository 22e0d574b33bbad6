package server_test

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	"shopclerk/server"
)

// Where a log-in leads is written by whoever made the link, so that it must never leave the page.
func FuzzOwnPath(f *testing.F) {
	for _, text := range []string{"/admin", "/admin/users?a=b#c", "//evil.example/admin", `/admin/\evil.example`, "/admin/%2e%2e/webhook", "https:/admin", `/admin?\a b`, "/admin/\tx", ""} {
		f.Add(text)
	}
	base, err := url.Parse("https://clerk.shop.example/admin/login")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := server.OwnPath(text)
		to, err := base.Parse(got)
		if err != nil || to.Host != base.Host || to.Scheme != base.Scheme || to.User != nil || to.Path != "/admin" && !strings.HasPrefix(to.Path, "/admin/") ||
			strings.HasPrefix(to.Path, "/admin/api") || strings.ContainsAny(got, "\r\n\t\\") {
			t.Errorf("%q leads to %q (%v)", text, got, err)
		}
		if again := server.OwnPath(got); again != got {
			t.Errorf("%q leads to %q, and that to %q", text, got, again)
		}
	})
}

func FuzzUnmasked(f *testing.F) {
	f.Add([]byte("a token of a session"), "no token")
	f.Add([]byte{}, "AAAA")
	f.Fuzz(func(t *testing.T, token []byte, text string) {
		if got := server.Unmasked(server.Masked(token)); !bytes.Equal(got, token) {
			t.Errorf("%x is read as %x", token, got)
		}
		if got := server.Unmasked(text); len(token) > 8 && bytes.Equal(got, token) {
			t.Errorf("%q is taken for %x", text, token)
		}
	})
}
