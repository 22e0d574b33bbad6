package web

import (
	"html/template"
	"time"
)

// Compile reads a template as Render does.
func (w *Web) Compile(name string) error {
	t, err := w.template(View{Name: name, Language: "en"})
	if err == nil {
		_, err = t.Clone()
	}
	return err
}

// Functions are what templates call.
func (w *Web) Functions(language string, zone *time.Location, shop string) template.FuncMap {
	return w.functions(language, zone, shop)
}

// AssetAddress is where a file of assets/ is.
func (w *Web) AssetAddress(name string) (string, error) { return w.asset(name) }
