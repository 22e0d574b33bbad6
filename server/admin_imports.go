package server

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/store"
	"shopclerk/server/imports"
)

// importReply is an import as the API shows it.
type importReply struct {
	ID         string     `json:"id"`
	Kind       string     `json:"kind"`
	Shop       string     `json:"shop"`
	Source     string     `json:"source"`
	Format     string     `json:"format"`
	State      string     `json:"state"`
	DryRun     bool       `json:"dry_run"`
	Rows       rowsReply  `json:"rows"`
	Problems   []string   `json:"problems"`
	StartedAt  time.Time  `json:"started_at"`
	FinishedAt *time.Time `json:"finished_at"`
	Error      string     `json:"error"`
}

type rowsReply struct {
	Read      int `json:"read"`
	New       int `json:"new"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Refused   int `json:"refused"`
}

// postImport keeps the file and answers 202 with the id; the rows go in afterwards.
func (s *Server) postImport(c echo.Context) error {
	i, err := s.importOf(c)
	if err != nil {
		return err
	}
	file, err := uploaded(c.Request())
	if err != nil {
		return err
	}
	upload := &received{Reader: file}
	id, err := s.Imports.Submit(c.Request().Context(), i, upload)
	switch {
	case upload.broken:
		return echo.NewHTTPError(http.StatusBadRequest, "the file broke off before its end")
	case errors.Is(err, imports.ErrTooLarge):
		return echo.NewHTTPError(http.StatusRequestEntityTooLarge, err.Error())
	case errors.Is(err, imports.ErrQueueFull):
		return echo.NewHTTPError(http.StatusTooManyRequests, err.Error())
	case errors.Is(err, imports.ErrNotKept):
		s.Log.Error("an upload was refused", "error", err)
		return echo.NewHTTPError(http.StatusInsufficientStorage, imports.ErrNotKept.Error())
	case err != nil:
		return err
	}
	return c.JSON(http.StatusAccepted, map[string]string{"id": id})
}

// importOf reads the query parameters: kind, shop, source, dry_run, element_price.
func (s *Server) importOf(c echo.Context) (store.Import, error) {
	refuse := func(text string) (store.Import, error) {
		return store.Import{}, echo.NewHTTPError(http.StatusBadRequest, text)
	}
	kind, err := imports.ParseKind(c.QueryParam("kind"))
	if err != nil {
		return refuse("kind: " + err.Error())
	}
	shop, err := s.shopOf(c)
	if err != nil {
		return store.Import{}, err
	}
	i := store.Import{Kind: string(kind), Shop: shop.ID, Source: cmp.Or(c.QueryParam("source"), imports.FileSource)}
	if err := imports.CheckSource(i.Source, shop); err != nil {
		return refuse("source: " + err.Error())
	}
	if text := c.QueryParam("dry_run"); text != "" {
		if i.DryRun, err = strconv.ParseBool(text); err != nil {
			return refuse("dry_run: must be 0 or 1")
		}
	}
	switch c.QueryParam("element_price") {
	case "", "line":
	case "unit":
		i.UnitPrices = true
	default:
		return refuse("element_price: must be line or unit")
	}
	return i, nil
}

// uploaded is the file: the part "file" of a multipart body, read as it comes, or the body itself.
func uploaded(r *http.Request) (io.Reader, error) {
	parts, err := r.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		return r.Body, nil
	}
	if err != nil {
		return nil, echo.NewHTTPError(http.StatusBadRequest, "the multipart body cannot be read")
	}
	for {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return nil, echo.NewHTTPError(http.StatusBadRequest, `file: the multipart body has no part of that name`)
		case err != nil:
			return nil, echo.NewHTTPError(http.StatusBadRequest, "the multipart body cannot be read")
		case part.FormName() == "file":
			return part, nil
		}
	}
}

// received is a file while it comes. It remembers a caller who broke off, which is no failure of this server.
type received struct {
	io.Reader
	broken bool
}

// Read reads.
func (r *received) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.broken = err != nil && !errors.Is(err, io.EOF)
	return n, err
}

func (s *Server) getImport(c echo.Context) error {
	i, err := s.Store.ImportByID(c.Request().Context(), c.Param("id"))
	if errors.Is(err, store.ErrNotFound) {
		return echo.NewHTTPError(http.StatusNotFound, "there is no import of that id")
	}
	if err != nil {
		return err
	}
	reply := importReply{
		ID: i.ID, Kind: i.Kind, Shop: i.Shop, Source: i.Source, Format: i.Format, State: i.State, DryRun: i.DryRun,
		Rows: rowsReply{i.Read, i.New, i.Changed, i.Unchanged, i.Refused}, Problems: append([]string{}, i.Problems...),
		StartedAt: i.StartedAt, Error: i.Error,
	}
	if !i.FinishedAt.IsZero() {
		reply.FinishedAt = &i.FinishedAt
	}
	return c.JSON(http.StatusOK, reply)
}
