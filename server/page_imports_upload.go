package server

import (
	"cmp"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/store"
	"shopclerk/server/imports"
)

const (
	maxUploadFields = 32
	maxUploadField  = 4 << 10 // bytes
)

// importOptions are what can be chosen of how a file is read.
type importOptions struct {
	Kinds     []string
	Formats   []importChoice
	Encodings []importChoice
}

// importChoice is something to choose, with its name in words.
type importChoice struct{ Name, Label string }

// uploadPage is what import_new.html shows.
type uploadPage struct {
	importOptions
	Typed   url.Values // what was chosen
	Problem string
	Most    int64 // bytes of a file
}

// Is reports whether a choice was made; a field without one has its first choice, "".
func (p uploadPage) Is(name, value string) bool { return p.Typed.Get(name) == value }

// Value is what was typed into a field.
func (p uploadPage) Value(name string) string { return p.Typed.Get(name) }

func (s *Server) importOptions(v *visitor, kinds ...string) importOptions {
	o := importOptions{Kinds: importKinds()}
	for _, name := range imports.Encodings() {
		o.Encodings = append(o.Encodings, importChoice{name, v.wordOr("import.encoding_", name)})
	}
	known := map[string]bool{}
	for _, kind := range kinds {
		for _, name := range s.Imports.Formats.Names(imports.Kind(kind)) {
			if !known[name] {
				known[name] = true
				o.Formats = append(o.Formats, importChoice{name, v.wordOr("import.format_", name)})
			}
		}
	}
	return o
}

func (s *Server) showUpload(c echo.Context, v *visitor) error {
	typed := url.Values{}
	for _, name := range []string{"kind", "source", "format", "variants"} {
		typed.Set(name, c.QueryParam(name))
	}
	return s.renderUpload(c, v, http.StatusOK, uploadPage{Typed: typed})
}

func (s *Server) renderUpload(c echo.Context, v *visitor, status int, page uploadPage) error {
	page.importOptions, page.Most = s.importOptions(v, importKinds()...), imports.MaxUpload
	return s.render(c, v, status, "import_new", page)
}

// uploadImport keeps a file as it comes, and leads to what would come of it. A script is answered in JSON.
func (s *Server) uploadImport(c echo.Context, v *visitor) error {
	form := url.Values{}
	i, err := s.receive(c, v, form)
	if err != nil {
		return s.refuseUpload(c, v, form, err)
	}
	s.audit(c, v, "import.upload", auditOf(i))
	if forScript(c.Request()) {
		return c.JSON(http.StatusCreated, map[string]string{"location": importAddress(v, i.ID)})
	}
	return s.redirect(c, v, importsPath+"/"+i.ID+"?watch=1")
}

// importAddress is where one import is shown.
func importAddress(v *visitor, id string) string {
	if v.keepShop() == "" {
		return importsPath + "/" + id
	}
	return importsPath + "/" + id + "?" + url.Values{"shop": {v.keepShop()}}.Encode()
}

// receive reads the fields of the form, and then its last one, the file.
func (s *Server) receive(c echo.Context, v *visitor, form url.Values) (store.Import, error) {
	if err := checkLength(c); err != nil {
		return store.Import{}, err
	}
	parts, err := c.Request().MultipartReader()
	if err != nil {
		return store.Import{}, problem(http.StatusBadRequest, "shared.error_refused_text")
	}
	for range maxUploadFields {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return store.Import{}, problem(http.StatusUnprocessableEntity, "import.no_file")
		case err != nil:
			return store.Import{}, problem(http.StatusBadRequest, "import.broke_off")
		case part.FormName() == "file":
			return s.receiveFile(c, v, part, form)
		}
		value, err := io.ReadAll(io.LimitReader(part, maxUploadField))
		if err != nil {
			return store.Import{}, problem(http.StatusBadRequest, "import.broke_off")
		}
		form.Add(part.FormName(), strings.TrimSpace(string(value)))
	}
	return store.Import{}, problem(http.StatusBadRequest, "shared.error_refused_text")
}

func (s *Server) receiveFile(c echo.Context, v *visitor, part *multipart.Part, form url.Values) (store.Import, error) {
	i := store.Import{Kind: form.Get("kind"), Shop: v.Shop.ID, Source: cmp.Or(form.Get("source"), imports.FileSource)}
	i.FileName = path.Base(strings.ReplaceAll(part.FileName(), `\`, "/"))
	if part.FileName() == "" {
		return i, problem(http.StatusUnprocessableEntity, "import.no_file")
	}
	if imports.CheckSource(i.Source, v.Shop) != nil {
		return i, problem(http.StatusUnprocessableEntity, "import.bad_source")
	}
	var err error
	if i.Settings, err = s.importSettingsOf(form, i.Kind); err != nil {
		return i, err
	}
	return s.submit(c, i, part)
}

// importSettingsOf reads settings from a form, for a kind or for any.
func (s *Server) importSettingsOf(form url.Values, kind string) (store.ImportSettings, error) {
	settings, err := importSettings(form)
	if err != nil {
		return settings, problem(http.StatusUnprocessableEntity, "import.bad_settings")
	}
	settings.DryRun, settings.Confirmed, settings.Ask = false, false, true
	kinds := importKinds()
	if kind != "" {
		kinds = []string{kind}
	}
	for _, k := range kinds {
		parsed, unknown := imports.ParseKind(k)
		if err = unknown; err == nil {
			err = s.Imports.Formats.CheckSettings(parsed, settings)
		}
		if err == nil {
			return settings, nil
		}
	}
	return settings, problem(http.StatusUnprocessableEntity, "import.bad_settings")
}

// refuseUpload shows the form again with what is wrong; whatever came of the file is not kept.
func (s *Server) refuseUpload(c echo.Context, v *visitor, form url.Values, err error) error {
	status, text := http.StatusInternalServerError, ""
	var said *pageProblem
	var known *echo.HTTPError
	switch {
	case errors.As(err, &said):
		status, text = said.status, v.t(said.key, said.args...)
	case errors.As(err, &known):
		status, text = known.Code, v.t(uploadWord(known.Code), "n", imports.MaxUpload>>30)
	default:
		return err
	}
	if forScript(c.Request()) {
		return c.JSON(status, failure{text})
	}
	return s.renderUpload(c, v, status, uploadPage{Typed: form, Problem: text})
}

func uploadWord(status int) string {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return "import.too_large"
	case http.StatusTooManyRequests:
		return "import.queue_full"
	case http.StatusInsufficientStorage:
		return "import.no_room"
	}
	return "import.broke_off"
}

// auditOf names an import in the list of changes.
func auditOf(i store.Import) string { return cmp.Or(i.FileName, i.ID) }
