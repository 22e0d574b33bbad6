// Package web holds what the admin page is made of: templates, style, script, icons and the words of four languages, all
// embedded. It turns a page's data into HTML. It knows neither HTTP nor the database, and nothing of what the pages are about.
package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"strings"
	"sync"
	"time"
)

//go:embed templates assets words icons
var files embed.FS

// Frame is what a template gets as its dot, and as $ in what it calls with it.
type Frame struct {
	Title   template.HTML // of the page: what its file defines as "title"
	Page    any           // what the handler made
	Visitor any           // who looks
	Layout  any           // what only the layout needs: navigation, message, languages
}

// View is one page to write.
type View struct {
	Name     string         // of the template: templates/<Name>.html
	Language string         // one of Languages
	Zone     *time.Location // in which times are shown
	Shop     string         // what `url` adds to addresses as shop=; "" adds nothing
	Bare     bool           // without the layout: for a part of a page that a script fetches
	Frame
}

// Web renders pages. Make it with New; it is safe for concurrent use.
type Web struct {
	Now      func() time.Time // from which `ago` counts
	words    words
	icons    map[string]template.HTML
	assets   map[string]Asset  // by the name with its digest
	hashed   map[string]string // name → name with its digest
	mutex    sync.Mutex
	compiled map[key]*template.Template
}

// key says for what a template is compiled: functions are bound to it when it is parsed.
type key struct {
	name, language, zone, shop string
}

// maxCompiled bounds the templates in memory; past it they are all compiled anew, a millisecond each.
const maxCompiled = 512

// New reads what is embedded. Its error is a mistake in a file, which the tests find.
func New() (*Web, error) {
	w := &Web{Now: time.Now, compiled: map[key]*template.Template{}}
	var err error
	if w.words, err = readWords(files); err != nil {
		return nil, err
	}
	if w.icons, err = readIcons(files); err != nil {
		return nil, err
	}
	w.assets, w.hashed, err = readAssets(files)
	return w, err
}

// Render writes a page, or nothing when its template fails.
func (w *Web) Render(out io.Writer, v View) error {
	t, err := w.template(v)
	if err != nil {
		return err
	}
	var title, page bytes.Buffer
	if err := t.ExecuteTemplate(&title, "title", v.Frame); err != nil {
		return fmt.Errorf("page %s: %w", v.Name, err)
	}
	v.Title = template.HTML(strings.TrimSpace(title.String())) //nolint:gosec // html/template has escaped it
	start := "layout"
	if v.Bare {
		start = "main"
	}
	if err := t.ExecuteTemplate(&page, start, v.Frame); err != nil {
		return fmt.Errorf("page %s: %w", v.Name, err)
	}
	_, err = page.WriteTo(out)
	return err
}

func (w *Web) template(v View) (*template.Template, error) {
	zone := v.Zone
	if zone == nil {
		zone = time.UTC
	}
	k := key{v.Name, v.Language, zone.String(), v.Shop}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if t, ok := w.compiled[k]; ok {
		return t, nil
	}
	t, err := w.compile(v.Name, w.functions(v.Language, zone, v.Shop))
	if err != nil {
		return nil, err
	}
	if len(w.compiled) >= maxCompiled {
		clear(w.compiled)
	}
	w.compiled[k] = t
	return t, nil
}

// compile parses the layout, the parts and one page. What stands in the page's file outside of its definitions is "main".
func (w *Web) compile(name string, functions template.FuncMap) (*template.Template, error) {
	t, err := template.New("main").Funcs(functions).ParseFS(files, "templates/layout.html", "templates/part_*.html")
	if err != nil {
		return nil, err
	}
	text, err := fs.ReadFile(files, path.Join("templates", name+".html"))
	if err != nil {
		return nil, err
	}
	_, err = t.Parse(string(text))
	return t, err
}
