package config_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/config"
)

// fetched is a file with one shop whose only import has these keys, in flow style.
func fetched(keys string) string { return "shops: [{id: main, imports: [{id: erp, " + keys + "}]}]" }

const (
	erp  = "shops[0].imports[0]"
	from = "url: 'https://erp.example/a.csv', kind: products"
)

func TestImportRules(t *testing.T) {
	const place = "path: a.csv, kind: products"
	run(t, []rule{
		{"a place and a kind are enough", fetched(from), ""},
		{"a path will do as well", fetched(place), ""},
		{"a shop may do without", shop("imports: []"), ""},
		{"imports are a list", shop("imports: {id: erp}"), "shops[0].imports: must be a list"},
		{"an import needs an id", shop("imports: [{" + place + "}]"), erp + ".id: is required"},
		{"an id has no slash", shop("imports: [{id: a/b, " + place + "}]"), erp + ".id: " + idText},
		{"two imports have two ids", shop("imports: [{id: a, " + place + "}, {id: a, source: b, " + place + "}]"),
			"shops[0].imports[1].id: is the id of shops[0].imports[0] too"},
		{"two imports of two shops may share one", "shops: [{id: a, imports: [{id: a, " + place + "}]}, {id: b, imports: [{id: a, " + place + "}]}]", ""},
		{"a source has the form of an id", fetched("source: A, " + place), erp + ".source: " + idText},
		{"a source may be that of the files that people bring", fetched("source: file, " + place), ""},
		{"but not the sample", fetched("source: sample, " + place), erp + ".source: is the source of the sample shop, which goes away with it"},
		{"an id is a source", shop("imports: [{id: sample, " + place + "}]"), erp + ".id: is the source of the sample shop, which goes away with it"},
		{"a feed keeps its rows itself", shop("feeds: [{id: f, platform: abaha, header: {name: X, value: 12345678}}]\nimports: [{id: f, " + place + "}]"),
			erp + ".id: is the id of a feed, which keeps its rows itself"},
		{"whatever the import is called",
			shop("feeds: [{id: f, platform: abaha, header: {name: X, value: 12345678}}]\nimports: [{id: erp, source: f, " + place + "}]"),
			erp + ".source: is the id of a feed, which keeps its rows itself"},
		{"a kind is required", fetched("path: a.csv"), erp + ".kind: must be products, orders or packages"},
		{"a kind is one of three", fetched("path: a.csv, kind: parcels"), erp + ".kind: must be products, orders or packages"},
		{"a misspelt key is told", fetched("evry: 1h, " + place), erp + ".evry: is not a known key"},
		{"a pause is a duration", fetched("every: 60, " + place), erp + ".every: must be a duration such as 5m or 180s"},
		{"a pause spares the server", fetched("every: 59s, " + place), erp + ".every: must be at least 1m"},
		{"a pause cannot be turned off", fetched("every: 0s, " + place), erp + ".every: must be at least 1m"},
		{"a minute is enough", fetched("every: 1m, " + place), ""},
		{"a switch is true or false", fetched("allow_private: maybe, " + place), erp + ".allow_private: must be true or false"},
	})
}

func TestPlacesOfImports(t *testing.T) {
	const kind = ", kind: products"
	run(t, []rule{
		{"a file lies somewhere", fetched("kind: products"), erp + ": needs url or path"},
		{"but not at two places", fetched(from + ", path: a.csv"), erp + ".path: excludes url: an import has one file"},
		{"an address is one", fetched("url: erp.example/a.csv" + kind), erp + ".url: " + urlRule},
		{"of the web", fetched("url: 'ftp://erp.example/a.csv'" + kind), erp + ".url: " + urlRule},
		{"http must be allowed", fetched("url: 'http://erp.example/a.csv'" + kind), erp + ".url: must begin with https://, unless allow_http is true"},
		{"which it can be", fetched("url: 'http://erp.example/a.csv', allow_http: true" + kind), ""},
		{"a password stands in the header", fetched("url: 'https://me:hunter2@erp.example/a.csv'" + kind),
			erp + ".url: must hold neither user nor password; header carries them"},
	})
}

func TestHeadersOfImports(t *testing.T) {
	run(t, []rule{
		{"a key may be short, it is the server's", fetched(from + ", header: {name: X-Key, value: k}"), ""},
		{"a header has a name", fetched(from + ", header: {value: k}"), erp + ".header.name: must be the name of an HTTP header"},
		{"a name is a token", fetched(from + ", header: {name: 'X Key', value: k}"), erp + ".header.name: must be the name of an HTTP header"},
		{"the program asks for changes by itself", fetched(from + ", header: {name: If-None-Match, value: k}"),
			erp + ".header.name: is a header that this program sets itself"},
		{"and names the host", fetched(from + ", header: {name: host, value: k}"), erp + ".header.name: is a header that this program sets itself"},
		{"a header has a value", fetched(from + ", header: {name: X}"), erp + ".header.value: is required"},
		{"a value can be sent", fetched(from + ", header: {name: X, value: 'k '}"),
			erp + ".header.value: must be printable ASCII without a space at either end"},
		{"a variable that is missing is told by its name", fetched(from + ", header: {name: X, value: '${ERP_KEY}'}"),
			erp + ".header.value: the variable ERP_KEY is not set"},
		{"a path is sent nothing", fetched("path: a.csv, kind: orders, header: {name: X, value: k}"),
			erp + ".header: needs url: only a server is sent a header"},
	})
}

func TestSettingsOfImports(t *testing.T) {
	const two = "shops: [{id: main, imports: [{id: a, path: a, %1}, {id: b, path: b, %2}]}]"
	both := func(first, second string) string { return strings.NewReplacer("%1", first, "%2", second).Replace(two) }
	const alone = "shops[0].imports[0].mode: a mirror must have its source to itself, and shops[0].imports[1] has it too"
	run(t, []rule{
		{"a mode is one", fetched("mode: replace, " + from), erp + `.mode: must be mirror, or "" for none`},
		{"a mirror is of products", fetched("mode: mirror, path: a.csv, kind: orders"), erp + ".mode: can be mirror for products only"},
		{"variants are one of two", fetched("variants: both, " + from), erp + ".variants: must be product or variant"},
		{"a delimiter is one of four", fetched("delimiter: ':', " + from), erp + ".delimiter: must be one of , ; | and tab"},
		{"a mapping is one", fetched("mapping: [sku], " + from), erp + ".mapping: must be a mapping of keys to values"},
		{"a column has a name", fetched("mapping: {'': sku}, " + from), erp + ".mapping: has a column without a name"},
		{"a mirror would take away what another file brings", both("source: s, kind: products, mode: mirror", "source: s, kind: products"), alone},
		{"though that is called like its source", both("source: b, kind: products, mode: mirror", "kind: products"), alone},
		{"orders of the source do not mind", both("source: s, kind: products, mode: mirror", "source: s, kind: orders"), ""},
		{"nor do products of another", both("kind: products, mode: mirror", "kind: products, mode: mirror"), ""},
		{"two files that add may share a source", both("source: s, kind: products", "source: s, kind: products"), ""},
	})
}

func TestWhatAnImportLeavesOut(t *testing.T) {
	file := filepath.Join(t.TempDir(), "c.yaml")
	c, err := config.Parse([]byte("shops: [{id: main, imports: [{id: erp, path: ./drop/../a.csv, kind: orders, delimiter: \"\\t\"}]}]"), config.Options{File: file})
	if err != nil {
		t.Fatal(err)
	}
	want := []config.Import{{
		ID: "erp", Source: "erp", Path: filepath.Join(filepath.Dir(file), "a.csv"), Kind: config.ImportOrders, Delimiter: "tab", Every: time.Hour,
	}}
	if diff := cmp.Diff(want, c.Shops[0].Imports); diff != "" {
		t.Error(diff)
	}
}

func TestASecretSentWithoutTLSIsWarnedAbout(t *testing.T) {
	const header = ", kind: orders, header: {name: X, value: k}"
	for url, want := range map[string]string{
		"http://erp.example/":  erp + ".header: is sent without TLS, so that everybody on the way can read it",
		"https://erp.example/": "",
	} {
		c, err := parse(fetched("allow_http: true, url: '" + url + "'" + header))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(c.Warnings, "\n"); got != want {
			t.Errorf("%s: %q instead of %q", url, got, want)
		}
	}
}
