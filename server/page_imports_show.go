package server

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/store"
	"shopclerk/server/imports"
)

// importPage is what import.html shows.
type importPage struct {
	shownImport
	importOptions
	Progress    importProgress
	Story       imports.Story
	FormatLabel string
	Encoding    string
	Fields      []importField // of what changes, how often
	Examples    []importChange
	Columns     []importColumn // of the first rows
	FirstRows   []firstRow
	Meanings    []importField // that a column can have; none where the format says what they mean
	Mapper      string        // the format in which they can have any, "" where there is none
	Suggested   string        // a kind that the columns speak for, other than the one it was taken for
	Refused     []refusedLine
	Trouble     reason // of the whole file
	Warned      []reason
	MoreWarned  int64        // warnings that are not listed
	Newer       *shownImport // went in since this one was looked at
	Undoable    bool
	Empty       bool // nothing would change
	Seen        int64
}

// importField is one field of a product, in words.
type importField struct {
	Name, Label string
	N           int
}

// importColumn is a column of the file.
type importColumn struct {
	Name    string
	Meaning string // a field, where the format leaves it open
	Label   string // the field in words
	Known   bool
}

// importChange is one field of one product, before and after.
type importChange struct{ Key, Title, Label, Old, New string }

// firstRow is one of the first rows of the file.
type firstRow struct {
	Line   int
	Cells  []string
	Broken reason // why it cannot be read
}

// refusedLine is a row that did not go in.
type refusedLine struct {
	Line   int
	Reason reason
}

// Waits reports whether somebody has to say what to do.
func (p importPage) Waits() bool { return p.State == store.ImportWaiting }

// Live reports whether the import goes on by itself.
func (p importPage) Live() bool {
	return p.State == store.ImportQueued || p.State == store.ImportRunning
}

// MoreRefused reports whether more rows were refused than are listed.
func (p importPage) MoreRefused() bool { return p.Rows.Refused > int64(len(p.Refused)) }

// Is reports whether a setting has a value.
func (p importPage) Is(name, value string) bool {
	unit := map[bool]string{true: "unit"}[p.Settings.UnitPrices]
	return value == map[string]string{
		"kind": p.Kind, "format": p.Settings.Format, "mode": p.Settings.Mode, "variants": p.Settings.Variants, "encoding": p.Settings.Encoding,
		"delimiter": delimiterName(p.Settings.Delimiter), "element_price": unit,
	}[name]
}

// delimiterName is a delimiter as the form has it.
func delimiterName(text string) string {
	if text == "\t" || text == `\t` {
		return "tab"
	}
	return text
}

func (s *Server) showImport(c echo.Context, v *visitor) error {
	i, err := s.importHere(c, v)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	page := importPage{shownImport: shown(i), importOptions: s.importOptions(v, i.Kind), Progress: progressOf(v, i), Seen: i.ProgressedAt.UnixMicro()}
	if page.Story, err = imports.ReadStory(i); err != nil {
		return err
	}
	s.describeStory(v, &page)
	refused, _, err := s.Store.RefusedRows(ctx, i.ID, 0, shownRefusedRows)
	if err != nil {
		return err
	}
	for _, r := range refused {
		page.Refused = append(page.Refused, refusedLine{r.Line, v.reason(r.Reason)})
	}
	page.Trouble = v.reason(i.Error)
	for _, text := range i.Problems {
		page.Warned = append(page.Warned, v.reason(text))
	}
	if page.Waits() {
		if page.Newer, err = s.newerThan(ctx, i); err != nil {
			return err
		}
	}
	if page.Live() && c.QueryParam("watch") != "" { // who has no script sees it go on all the same
		c.Response().Header().Set("Refresh", "3")
	}
	return s.render(c, v, http.StatusOK, "import", page)
}

// shownRefusedRows is how many rows the page lists; the file has more.
const shownRefusedRows = 100

// describeStory puts the story of an import into words.
func (s *Server) describeStory(v *visitor, p *importPage) {
	story := p.Story
	for _, name := range slices.SortedFunc(maps.Keys(story.Fields), func(a, b string) int {
		return cmp.Or(cmp.Compare(story.Fields[b], story.Fields[a]), cmp.Compare(a, b))
	}) {
		p.Fields = append(p.Fields, importField{name, v.wordOr("import.field_", name), story.Fields[name]})
	}
	for _, c := range story.Examples {
		if c.Field == "published" {
			c.Old, c.New = v.wordOr("import.published_", c.Old), v.wordOr("import.published_", c.New)
		}
		p.Examples = append(p.Examples, importChange{c.Key, c.Title, v.wordOr("import.field_", c.Field), c.Old, c.New})
	}
	p.FormatLabel = v.wordOr("import.format_", p.Format)
	p.Empty = p.Rows.New == 0 && p.Rows.Changed == 0 && story.Missing == 0
	p.Undoable = s.Imports.Undoable(p.Import) == nil
	p.MoreWarned = p.Warnings - int64(len(p.Problems))
	if story.Look != nil {
		s.describeLook(v, p)
	}
}

// describeLook puts what could be seen of the file into words.
func (s *Server) describeLook(v *visitor, p *importPage) {
	story := p.Story
	p.Encoding = v.wordOr("import.encoding_", story.Look.Encoding)
	if kinds := story.Look.Kinds; len(kinds) > 0 && !slices.Contains(kinds, imports.Kind(p.Kind)) {
		p.Suggested = string(kinds[0])
	}
	for _, r := range story.Look.Rows {
		p.FirstRows = append(p.FirstRows, firstRow{r.Line, r.Cells, v.reason(r.Broken)})
	}
	meanings := map[string]string{} // by column
	for field, column := range story.Columns {
		meanings[column] = field
	}
	for at, name := range story.Look.Columns {
		column := importColumn{Name: name, Meaning: meanings[name], Known: at < len(story.Look.Known) && story.Look.Known[at]}
		if delete(meanings, name); column.Meaning != "" { // of two columns with one name the first one counts
			column.Label = v.wordOr("import.field_", column.Meaning)
		}
		p.Columns = append(p.Columns, column)
	}
	var fields []string
	if p.Mapper, fields = s.Imports.Formats.Mapper(imports.Kind(p.Kind)); p.Format != p.Mapper {
		return
	}
	for _, name := range fields {
		p.Meanings = append(p.Meanings, importField{Name: name, Label: v.wordOr("import.field_", name)})
	}
}

// newerThan is an import of the shop that has changed something since another one was looked at; nil when there is none.
func (s *Server) newerThan(ctx context.Context, i store.Import) (*shownImport, error) {
	list, err := s.Store.Imports(ctx, store.ImportFilter{Shop: i.Shop, Kind: i.Kind, Limit: defaultImports})
	for _, other := range list {
		if other.ID != i.ID && other.FinishedAt.After(i.ProgressedAt) && (other.Chunks > 0 || other.Settings.Undo) {
			found := shown(other)
			return &found, nil
		}
	}
	return nil, err
}
