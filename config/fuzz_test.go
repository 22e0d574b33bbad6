package config_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"shopclerk/config"
)

// FuzzParse holds that Parse never panics, says the same twice, and gives only configurations that keep their promises.
func FuzzParse(f *testing.F) {
	full, err := os.ReadFile("testdata/full.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		string(full), "", "shops: [{id: main}]", "a: &a [*a]", "a: &a {<<: *a}", "? [a]\n: b", "--- {}\n--- {}", "shops: !x [${A}]",
		"shops: [{id: '${file:none}', feeds: [{platform: zeek, signature: off}]}]", "database: mysql://u:p@h/n?socket=/x",
	} {
		f.Add(seed, "10.0.0.1,::1", "mysql://u:p@[::1]:1/n?tls=true")
	}
	f.Fuzz(func(t *testing.T, text, proxies, database string) {
		o := config.Options{File: "/nowhere/c.yaml", Dir: "/nowhere", Env: []string{
			"SHOPCLERK_TRUSTED_PROXIES=" + proxies, "SHOPCLERK_DATABASE=" + database, "A=b",
		}}
		c, err := config.Parse([]byte(text), o)
		again, errAgain := config.Parse([]byte(text), o)
		if diff := cmp.Diff(lines(t, err), lines(t, errAgain)); diff != "" {
			t.Fatal(diff)
		}
		if err == nil {
			promises(t, c)
			if len(c.Shops) != len(again.Shops) {
				t.Fatal("two readings differ")
			}
		}
	})
}

// promises checks what the comments of Config say.
func promises(t *testing.T, c *config.Config) {
	t.Helper()
	if len(c.Shops) == 0 || !filepath.IsAbs(c.DataDir) || c.Database.Driver == "" || c.Listen == "" {
		t.Fatalf("%+v", c)
	}
	for _, s := range c.Shops {
		if s.ID == "" || s.Name == "" || s.Timezone == nil || !(s.RequestsPerSecond >= 0) {
			t.Fatalf("%+v", s)
		}
		for _, b := range s.Bots {
			for _, secret := range b.Secrets {
				if utf8.RuneCountInString(secret) < 8 {
					t.Fatalf("%+v", b)
				}
			}
		}
		for _, f := range s.Feeds {
			off := f.Signature == config.SignatureOff
			if f.ID == "" || f.Platform == config.Zeek && f.MaxSkew <= 0 || off && f.SecretPath == "" {
				t.Fatalf("%+v", f)
			}
			if f.Platform == config.Abaha && (off != (f.Header == config.Header{}) || (f.Header.Name == "") != (f.Header.Value == "")) {
				t.Fatalf("%+v", f)
			}
		}
		for _, m := range s.Imports {
			if m.ID == "" || m.Source == "" || (m.URL == "") == (m.Path == "") || m.Path != "" && !filepath.IsAbs(m.Path) || m.Every < time.Minute {
				t.Fatalf("%+v", m)
			}
		}
	}
}
