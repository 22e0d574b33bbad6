package config

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"
)

// imports checks the imports of every shop. Paths are relative to base.
func (k checker) imports(shops []Shop, base string) {
	for i := range shops {
		s, shop, paths := &shops[i], index("shops", i), map[string]string{}
		for j := range s.Imports {
			m, path := &s.Imports[j], index(shop+".imports", j)
			k.id(path+".id", m.ID)
			if first, twice := paths[m.ID]; twice && m.ID != "" {
				k.add(path+".id", "is the id of %s too", first)
			} else {
				paths[m.ID] = path
			}
			k.importSource(path, m, s.Feeds)
			k.importPlace(path, m, base)
			k.importHeader(path, m)
			k.importSettings(path, m)
		}
		k.mirrors(shop, s.Imports)
	}
}

// importSource keeps imports off rows that something else looks after.
func (k checker) importSource(path string, m *Import, feeds []Feed) {
	at := path + ".id"
	if m.Source != "" {
		at = path + ".source"
		k.id(at, m.Source)
	}
	m.Source = cmp.Or(m.Source, m.ID)
	if m.Source == "sample" {
		k.add(at, "is the source of the sample shop, which goes away with it")
	}
	for _, f := range feeds {
		if f.ID == m.Source && f.ID != "" {
			k.add(at, "is the id of a feed, which keeps its rows itself")
		}
	}
}

// importPlace checks where the file lies.
func (k checker) importPlace(path string, m *Import, base string) {
	switch {
	case m.URL == "" && m.Path == "":
		k.add(path, "needs url or path")
	case m.URL != "" && m.Path != "":
		k.add(path+".path", "excludes url: an import has one file")
	case m.Path != "":
		m.Path = absolute(base, m.Path)
	default:
		k.importURL(path+".url", m)
	}
}

func (k checker) importURL(path string, m *Import) {
	k.url(path, m.URL)
	u, err := url.Parse(m.URL)
	switch {
	case err != nil: // told of already
	case u.Scheme == "http" && !m.AllowHTTP:
		k.add(path, "must begin with https://, unless allow_http is true")
	case u.User != nil:
		k.add(path, "must hold neither user nor password; header carries them")
	}
}

// ownHeaders are those that the program sets itself, by which it tells whether a file has changed and where it ends.
var ownHeaders = map[string]bool{
	"accept-encoding": true, "connection": true, "content-length": true, "expect": true, "host": true, "if-match": true,
	"if-modified-since": true, "if-none-match": true, "if-range": true, "if-unmodified-since": true, "keep-alive": true,
	"range": true, "te": true, "trailer": true, "transfer-encoding": true, "upgrade": true,
}

func (k checker) importHeader(path string, m *Import) {
	path += ".header"
	switch {
	case !k.given[path]:
		return
	case m.URL == "":
		k.add(path, "needs url: only a server is sent a header")
		return
	case !headerPattern.MatchString(m.Header.Name):
		k.add(path+".name", "must be the name of an HTTP header")
	case ownHeaders[strings.ToLower(m.Header.Name)]:
		k.add(path+".name", "is a header that this program sets itself")
	}
	switch {
	case m.Header.Value == "":
		k.add(path+".value", "is required")
	case !printable(m.Header.Value):
		k.add(path+".value", "must be printable ASCII without a space at either end")
	case strings.HasPrefix(m.URL, "http:"):
		k.warn(path, "is sent without TLS, so that everybody on the way can read it")
	}
}

func (k checker) importSettings(path string, m *Import) {
	k.oneOf(path+".kind", m.Kind, ImportProducts, ImportOrders, ImportPackages)
	if m.Mode != "" && m.Mode != ImportMirror {
		k.add(path+".mode", `must be mirror, or "" for none`)
	}
	if m.Mode == ImportMirror && m.Kind != ImportProducts {
		k.add(path+".mode", "can be mirror for products only")
	}
	if m.Variants != "" {
		k.oneOf(path+".variants", m.Variants, "product", "variant")
	}
	if m.Delimiter == "\t" || m.Delimiter == `\t` {
		m.Delimiter = "tab"
	}
	if m.Delimiter != "" && !slices.Contains([]string{",", ";", "|", "tab"}, m.Delimiter) {
		k.add(path+".delimiter", "must be one of , ; | and tab")
	}
	if _, nameless := m.Mapping[""]; nameless {
		k.add(path+".mapping", "has a column without a name")
	}
	if !k.given[path+".every"] {
		m.Every = time.Hour
	} else if m.Every < time.Minute {
		k.add(path+".every", "must be at least 1m")
	}
}

// mirrors reports mirrors that would unpublish each other's products, or another file's.
func (k checker) mirrors(shop string, imports []Import) {
	for i, m := range imports {
		for j, other := range imports {
			if i != j && m.Mode == ImportMirror && other.Kind == ImportProducts && other.Source == m.Source && m.Source != "" {
				k.add(index(shop+".imports", i)+".mode", "a mirror must have its source to itself, and %s has it too", index(shop+".imports", j))
			}
		}
	}
}
