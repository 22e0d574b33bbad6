package config

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// checker fills in what depends on other keys and reports what breaks a rule.
type checker struct{ *report }

// check gives the Config of a document. Paths are relative to base.
func (d *document) check(r *report, base string) *Config {
	c, k := &d.Config, checker{r}
	c.DataDir = absolute(base, c.DataDir)
	k.addresses(c)
	k.proxies(c, d.TrustedProxies)
	database, err := parseDatabase(d.Database)
	if err != nil {
		k.add("database", "%s", err)
	}
	c.Database = database
	if c.Database.Driver == SQLite {
		c.Database.Path = filepath.Join(c.DataDir, "shopclerk.db")
	}
	k.oneOf("search.engine", c.Search.Engine, Embedded, Meilisearch)
	if !indexPattern.MatchString(c.Search.Prefix) {
		k.add("search.prefix", "must be 1 to 64 letters, digits, - and _, beginning with a letter or a digit")
	}
	k.admin(c.Admin.Token)
	k.shops(c, d.Shops)
	k.imports(c.Shops, base)
	return c
}

func (k checker) addresses(c *Config) {
	if !validListen(c.Listen) {
		k.add("listen", "must be host:port, such as 127.0.0.1:8080 or :8080")
	}
	if c.MetricsListen != "" && !validListen(c.MetricsListen) {
		k.add("metrics_listen", `must be host:port, or "" for none`)
	}
	k.url("public_url", c.PublicURL)
	k.url("search.url", c.Search.URL)
	if strings.ContainsAny(c.PublicURL, "?#") {
		k.add("public_url", "must have neither ? nor #")
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	c.Search.URL = strings.TrimRight(c.Search.URL, "/")
}

// proxies reads the networks. An entry may hold several, with commas between: so it comes from the environment.
func (k checker) proxies(c *Config, entries []string) {
	for i, entry := range entries {
		for text := range strings.SplitSeq(entry, ",") {
			text = strings.TrimSpace(text)
			if text == "" {
				continue
			}
			p, ok := parsePrefix(text)
			if !ok {
				k.add(index("trusted_proxies", i), "must be an IP address or a network such as 10.0.0.0/8")
				continue
			}
			c.TrustedProxies = append(c.TrustedProxies, p)
		}
	}
}

func (k checker) admin(token string) {
	switch {
	case token == "":
	case utf8.RuneCountInString(token) < 32:
		k.add("admin.token", "must have at least 32 characters")
	case !printable(token) || strings.Contains(token, " "):
		k.add("admin.token", "must be printable ASCII without spaces, as it is sent in a header")
	}
}

// oneOf reports a value that is none of the allowed ones.
func (k checker) oneOf(path, value string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		k.add(path, "must be %s", choice(allowed))
	}
}

// url reports a text that is neither empty nor an address.
func (k checker) url(path, text string) {
	if text != "" && !validURL(text) {
		k.add(path, "must be an absolute http or https URL")
	}
}

// template reports an address that holds other placeholders than the known ones.
func (k checker) template(path, text string, known ...string) {
	if !validTemplate(text, known...) {
		k.add(path, "may hold {%s} and no other braces", strings.Join(known, "}, {"))
	}
	k.url(path, text)
}

// secret reports a secret of fewer than 8 characters, which could be guessed.
func (k checker) secret(path, text string) {
	if utf8.RuneCountInString(text) < 8 {
		k.add(path, "must have at least 8 characters")
	}
}

// index is the path of an element of a list.
func index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
