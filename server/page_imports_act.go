package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/store"
	"shopclerk/server/imports"
)

// startImport lets a file go in that waits, when whoever presses the button has seen what it would do.
func (s *Server) startImport(c echo.Context, v *visitor) error {
	i, err := s.importHere(c, v)
	if err != nil {
		return err
	}
	unseen, err := s.unseen(c, i)
	if err != nil {
		return err
	}
	if unseen != "" {
		s.flash(c, v, "warn", v.t(unseen))
		return s.backToImport(c, v, i)
	}
	return s.act(c, v, i, importAct{"import.start", "import.started", s.Imports.Confirm})
}

// unseen is what the page did not show yet when the button was pressed: that others looked at the file anew, that another
// import went in, or that a guard rail wants a tick. "" when all was seen, and when the import does not wait at all.
func (s *Server) unseen(c echo.Context, i store.Import) (word string, err error) {
	if i.State != store.ImportWaiting || i.Error != "" {
		return "", nil
	}
	if c.FormValue("seen") != strconv.FormatInt(i.ProgressedAt.UnixMicro(), 10) {
		return "import.seen_again", nil
	}
	newer, err := s.newerThan(c.Request().Context(), i)
	if err != nil {
		return "", err
	}
	if newer != nil && c.FormValue("newer") != newer.ID {
		return "import.seen_newer", nil
	}
	story, err := imports.ReadStory(i)
	if err == nil && len(story.Guards) > 0 && c.FormValue("sure") == "" {
		return "import.seen_guard", nil
	}
	return "", err
}

// cancelImport drops a file that waits, or stops an import that goes on.
func (s *Server) cancelImport(c echo.Context, v *visitor) error {
	i, err := s.importHere(c, v)
	if err != nil {
		return err
	}
	act := importAct{"import.cancel", "import.stopped", s.Imports.Cancel}
	if i.State == store.ImportWaiting {
		act = importAct{"import.drop", "import.dropped", s.Imports.Cancel}
	}
	return s.act(c, v, i, act)
}

// undoImport puts back what an import changed.
func (s *Server) undoImport(c echo.Context, v *visitor) error {
	i, err := s.importHere(c, v)
	if err != nil {
		return err
	}
	return s.act(c, v, i, importAct{"import.undo", "import.undo_begun", s.Imports.Undo})
}

// importAct is something that is done to an import.
type importAct struct {
	action, said string
	do           func(context.Context, string) (store.Import, error)
}

// act does something and shows the import. What its state does not allow, such as a second undo, is said in words: most often
// somebody else was faster.
func (s *Server) act(c echo.Context, v *visitor, i store.Import, a importAct) error {
	now, err := a.do(c.Request().Context(), i.ID)
	switch {
	case err == nil:
		s.audit(c, v, a.action, auditOf(i))
		s.flash(c, v, "ok", v.t(a.said))
		return s.backToImport(c, v, now)
	case !errors.Is(err, imports.ErrState):
		return orMissing(err)
	}
	if now, err = s.Store.ImportByID(c.Request().Context(), i.ID); err != nil {
		return orMissing(err)
	}
	s.flash(c, v, "warn", v.t("import.not_now", "state", v.t("import.stage_"+stageOf(now))))
	return s.backToImport(c, v, now)
}

// backToImport shows an import; without a script the page asks by itself how it goes on.
func (s *Server) backToImport(c echo.Context, v *visitor, i store.Import) error {
	to := importsPath + "/" + i.ID
	if c.FormValue("script") == "" {
		to += "?watch=1"
	}
	return s.redirect(c, v, to)
}

// reviseImport has a file looked at again, with other settings or other meanings of its columns.
func (s *Server) reviseImport(c echo.Context, v *visitor) error {
	i, err := s.importHere(c, v)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	kind := cmp.Or(form.Get("kind"), i.Kind)
	if kind != i.Kind { // what was chosen for the one need not be there for the other
		form.Del("format")
	}
	if kind != string(imports.Products) {
		form.Del("mode")
	}
	settings, err := s.importSettingsOf(form, kind)
	if err != nil {
		return err
	}
	if sameReading(i, kind, settings) {
		if settings.Mapping, err = mappingOf(form, i); err != nil {
			s.flash(c, v, "warn", v.t("import.two_meanings", "field", v.wordOr("import.field_", err.Error())))
			return s.backToImport(c, v, i)
		}
	}
	return s.act(c, v, i, importAct{"import.revise", "import.revised", func(ctx context.Context, id string) (store.Import, error) {
		return s.Imports.Revise(ctx, id, imports.Kind(kind), settings)
	}})
}

// sameReading reports whether the columns stay what they are, so that what was said of them holds.
func sameReading(i store.Import, kind string, settings store.ImportSettings) bool {
	before := i.Settings
	format := settings.Format == before.Format || settings.Format == i.Format || settings.Format == "" && before.Format == i.Format
	return kind == i.Kind && format && settings.Encoding == before.Encoding && delimiterName(settings.Delimiter) == delimiterName(before.Delimiter)
}

// mappingOf is what was said of columns until now, with what the form says otherwise. A column that is given a meaning takes it
// from another one; two that are given the same are an error, whose text is the field.
func mappingOf(form url.Values, i store.Import) (map[string]string, error) {
	story, err := imports.ReadStory(i)
	if err != nil || story.Look == nil {
		return i.Settings.Mapping, err
	}
	mapping, now := maps.Clone(i.Settings.Mapping), map[string]string{}
	if mapping == nil {
		mapping = map[string]string{}
	}
	for field, column := range story.Columns {
		now[column] = field
	}
	given := map[string]string{} // column by field
	for at, column := range story.Look.Columns {
		said, ok := form[fmt.Sprintf("column_%d", at)]
		if !ok || column == "" || said[0] == now[column] {
			continue
		}
		mapping[column] = cmp.Or(said[0], "-")
		if said[0] == "" {
			continue
		}
		if given[said[0]] != "" {
			return nil, errors.New(said[0])
		}
		given[said[0]] = column
	}
	for column, field := range mapping {
		if by := given[field]; by != "" && by != column {
			mapping[column] = "-"
		}
	}
	return mapping, nil
}
