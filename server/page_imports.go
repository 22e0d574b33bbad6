package server

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/store"
	"shopclerk/server/imports"
)

const importsPath = pageBase + "/imports"

// listedImports is how many a page of the list has.
const listedImports = 25

// importPages are the import of files: the list, the upload, and one import with all that can be done to it.
func (s *Server) importPages(g pageGroup) {
	g.get("/imports", Viewer, s.showImports)
	g.post("/imports", Staff, s.uploadImport)
	g.get("/imports/new", Staff, s.showUpload)
	g.get("/imports/:id", Viewer, s.showImport)
	g.get("/imports/:id/events", Viewer, s.watchImport)
	g.get("/imports/:id/refused", Viewer, s.downloadRefused)
	g.post("/imports/:id/start", Staff, s.startImport)
	g.post("/imports/:id/revise", Staff, s.reviseImport)
	g.post("/imports/:id/cancel", Staff, s.cancelImport)
	g.post("/imports/:id/undo", Staff, s.undoImport)
}

// importList is what imports.html shows.
type importList struct {
	Imports       []shownImport
	Kind, State   string // the filter
	Kinds, States []string
	Next          string // continues the list; "" at its end
	Older         bool   // this is not its beginning
}

// shownImport is an import with its state as people call it.
type shownImport struct {
	store.Import
	Stage string // see stageOf
	Badge string // "ok", "warn", "bad" or ""
}

func shown(i store.Import) shownImport {
	stage := stageOf(i)
	return shownImport{i, stage, map[string]string{
		"done": "ok", "waiting": "warn", "unreadable": "bad", "failed": "bad", "cancelled": "warn",
	}[stage]}
}

// Counts are what came of the rows, or would, but for what there is none of: names of words with their numbers.
func (i shownImport) Counts() (counts []importCount) {
	for _, c := range []importCount{
		{"new", i.Rows.New}, {"changed", i.Rows.Changed}, {"unchanged", i.Rows.Unchanged}, {"unpublished", i.Rows.Unpublished},
		{"refused", i.Rows.Refused}, {"kept", i.Rows.Kept},
	} {
		if c.N > 0 {
			counts = append(counts, c)
		}
	}
	return counts
}

type importCount struct {
	Name string
	N    int64
}

// stageOf is the state of an import as whoever looks at it sees it.
func stageOf(i store.Import) string {
	asks := (i.Settings.Ask || i.Settings.DryRun) && !i.Settings.Confirmed
	switch {
	case i.State == store.ImportQueued && i.Settings.Undo:
		return "undo_queued"
	case i.State == store.ImportRunning && i.Settings.Undo:
		return "undoing"
	case i.State == store.ImportRunning && (asks || !i.Settings.Confirmed && i.Items == 0 && i.Rows.Read == 0):
		return "checking"
	case i.State == store.ImportWaiting && i.Error != "":
		return "unreadable"
	case i.State == store.ImportDone && i.Settings.DryRun:
		return "checked"
	case i.State == store.ImportCancelled && i.Chunks == 0 && i.Settings.Undo:
		return "undone"
	case i.State == store.ImportCancelled && asks:
		return "dropped"
	}
	return i.State
}

// importStates are those of the filter, as they are stored.
func importStates() []string {
	return []string{
		store.ImportQueued, store.ImportRunning, store.ImportWaiting, store.ImportDone, store.ImportFailed, store.ImportCancelled, store.ImportUndone,
	}
}

func importKinds() []string {
	return []string{string(imports.Products), string(imports.Orders), string(imports.Packages)}
}

func (s *Server) showImports(c echo.Context, v *visitor) error {
	ctx := c.Request().Context()
	page := importList{Kind: c.QueryParam("kind"), State: c.QueryParam("state"), Kinds: importKinds(), States: importStates()}
	if !slices.Contains(page.Kinds, page.Kind) {
		page.Kind = ""
	}
	if !slices.Contains(page.States, page.State) {
		page.State = ""
	}
	before := c.QueryParam("before")
	if before != "" {
		if i, err := s.Store.ImportByID(ctx, before); err != nil || i.Shop != v.Shop.ID {
			return orMissing(err)
		}
	}
	list, err := s.Store.Imports(ctx, store.ImportFilter{Shop: v.Shop.ID, Kind: page.Kind, State: page.State, Before: before, Limit: listedImports + 1})
	if err != nil {
		return err
	}
	if len(list) > listedImports {
		list = list[:listedImports]
		page.Next = list[listedImports-1].ID
	}
	page.Older = before != ""
	for _, i := range list {
		page.Imports = append(page.Imports, shown(i))
	}
	return s.render(c, v, http.StatusOK, "imports", page)
}

// importHere is the import that the address names, of the shop that is looked at.
func (s *Server) importHere(c echo.Context, v *visitor) (store.Import, error) {
	i, err := s.Store.ImportByID(c.Request().Context(), c.Param("id"))
	if err != nil || i.Shop != v.Shop.ID {
		return store.Import{}, orMissing(err)
	}
	return i, nil
}

// orMissing answers alike of what is not there and of what is another shop's.
func orMissing(err error) error {
	if err == nil || errors.Is(err, store.ErrNotFound) {
		return problem(http.StatusNotFound, "import.missing")
	}
	return err
}

// downloadRefused gives the rows that did not go in as a file of the same kind.
func (s *Server) downloadRefused(c echo.Context, v *visitor) error {
	i, err := s.importHere(c, v)
	if err != nil {
		return err
	}
	err = s.sendRefused(c, i)
	if known := new(echo.HTTPError); errors.As(err, &known) && known.Code == http.StatusNotFound {
		return problem(http.StatusNotFound, "import.none_refused")
	}
	return err
}

// wordOr is the word of an area's value, such as import.format_native of "native", and the value itself where there is none.
func (v *visitor) wordOr(prefix, value string) string {
	if key := prefix + strings.ReplaceAll(value, "-", "_"); v.web.HasWord(key) {
		return v.t(key)
	}
	return value
}
