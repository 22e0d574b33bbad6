package server_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

// load asks as a browser does, which unpacks by itself, and returns how many bytes came.
func load(t *testing.T, k *clerk, path string, accept string) (header http.Header, sent int, body string) {
	t.Helper()
	r, err := http.NewRequest("GET", k.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", accept)
	got := send(t, r)
	if got.status != 200 {
		t.Fatalf("%s: %d", path, got.status)
	}
	body = got.body
	if got.header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(bytes.NewReader([]byte(got.body)))
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		body = string(plain)
	}
	return got.header, len(got.body), body
}

func TestTheFirstLoadIsSmallAndAssetsAreKeptByTheBrowser(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		header, total, page := load(t, k, "/admin/login", "gzip, deflate, br")
		if header.Get("Content-Encoding") != "gzip" || header.Get("Vary") != "Accept-Encoding" || header.Get("Cache-Control") != "no-store" {
			t.Errorf("the page: %v", header)
		}
		assets := regexp.MustCompile(`"(/admin/assets/[^"]+)"`).FindAllStringSubmatch(page, -1)
		if len(assets) < 3 {
			t.Fatalf("the page names %v", assets)
		}
		for _, asset := range assets {
			header, sent, packed := load(t, k, asset[1], "gzip")
			total += sent
			plainHeader, _, plain := load(t, k, asset[1], "identity")
			if header.Get("Cache-Control") != "public, max-age=31536000, immutable" || header.Get("Content-Encoding") != "gzip" ||
				plainHeader.Get("Content-Encoding") != "" || plain != packed || header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s: %v", asset[1], header)
			}
		}
		if total > 100_000 || total < 1000 {
			t.Errorf("the first load has %d bytes", total)
		}
		t.Logf("the first load has %d bytes compressed", total)
	})
}

func TestOnlyAssetsAreServedAsAssets(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		for _, name := range []string{"page.css", "page.000000000000.css", "..%2ftemplates%2flogin.html", "%00", strings.Repeat("a", 5000)} {
			if got := k.get(t, "/admin/assets/"+name); got.status == 200 {
				t.Errorf("%s: %d", name, got.status)
			}
		}
		for accept, packed := range map[string]bool{"": false, "gzip": true, "GZIP": true, "br, gzip;q=0.5": true, "gzip;q=0": false, "gzip; q=0.0": false, "identity": false, "xgzip": false} {
			r, err := http.NewRequest("GET", k.url+"/admin/login", nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Accept-Encoding", accept)
			if got := send(t, r).header.Get("Content-Encoding") == "gzip"; got != packed {
				t.Errorf("%q is answered packed: %v", accept, got)
			}
		}
	})
}
