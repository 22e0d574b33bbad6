package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/store"
	"shopclerk/server/imports"
)

const (
	defaultImports = 20
	maxImports     = 100
	shownRefused   = 100
	eventEvery     = 500 * time.Millisecond
	beatEvery      = 15 * time.Second // so that nobody in between takes the silence for the end
)

// importReply is an import as the API shows it.
type importReply struct {
	ID          string          `json:"id"`
	Kind        string          `json:"kind"`
	Shop        string          `json:"shop"`
	Source      string          `json:"source"`
	File        string          `json:"file"`
	Format      string          `json:"format"`
	State       string          `json:"state"`
	DryRun      bool            `json:"dry_run"`
	Undo        bool            `json:"undo"`
	Rows        rowsReply       `json:"rows"`
	BytesRead   int64           `json:"bytes_read"`
	BytesTotal  int64           `json:"bytes_total"`
	Rate        int64           `json:"rate"`         // rows a second
	SecondsLeft *int64          `json:"seconds_left"` // null when it cannot be told
	Warnings    int64           `json:"warnings"`
	Problems    []string        `json:"problems"` // the first warnings
	Story       json.RawMessage `json:"story"`
	QueuedAt    time.Time       `json:"queued_at"`
	StartedAt   *time.Time      `json:"started_at"`
	FinishedAt  *time.Time      `json:"finished_at"`
	Error       string          `json:"error"`
}

// importDetail is one import with the first rows that did not go in.
type importDetail struct {
	importReply
	RefusedRows []refusedReply `json:"refused_rows"`
}

type refusedReply struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

type rowsReply struct {
	Read        int64 `json:"read"`
	New         int64 `json:"new"`
	Changed     int64 `json:"changed"`
	Unchanged   int64 `json:"unchanged"`
	Refused     int64 `json:"refused"`
	Unpublished int64 `json:"unpublished"`
	Kept        int64 `json:"kept"`
}

func toImportReply(i store.Import) importReply {
	progress := imports.ProgressOf(i)
	r := importReply{
		ID: i.ID, Kind: i.Kind, Shop: i.Shop, Source: i.Source, File: i.FileName, Format: i.Format, State: i.State,
		DryRun: i.Settings.DryRun, Undo: i.Settings.Undo, Rows: rowsReply(i.Rows), BytesRead: i.BytesRead, BytesTotal: i.BytesTotal,
		Rate: progress.Rate, Warnings: i.Warnings, Problems: append([]string{}, i.Problems...), Story: i.Story, QueuedAt: i.QueuedAt, Error: i.Error,
	}
	if progress.Left > 0 {
		r.SecondsLeft = new(int64(progress.Left.Seconds()))
	}
	if !i.StartedAt.IsZero() {
		r.StartedAt = &i.StartedAt
	}
	if !i.FinishedAt.IsZero() {
		r.FinishedAt = &i.FinishedAt
	}
	return r
}

// importsReply lists imports; next continues the list, "" at its end.
type importsReply struct {
	Imports []importReply `json:"imports"`
	Next    string        `json:"next"`
}

// getImports lists a shop's imports, the newest first.
func (s *Server) getImports(c echo.Context) error {
	shop, err := s.shopOf(c)
	if err != nil {
		return err
	}
	f := store.ImportFilter{
		Shop: shop.ID, Kind: c.QueryParam("kind"), State: c.QueryParam("state"), Source: c.QueryParam("source"), Before: c.QueryParam("after"),
		Limit: defaultImports,
	}
	if text := c.QueryParam("limit"); text != "" {
		if f.Limit, err = strconv.Atoi(text); err != nil || f.Limit < 1 || f.Limit > maxImports {
			return echo.NewHTTPError(http.StatusBadRequest, fmt.Sprintf("limit: must be a whole number from 1 to %d", maxImports))
		}
	}
	list, err := s.Store.Imports(c.Request().Context(), f)
	if err != nil {
		return importError(err)
	}
	reply := importsReply{Imports: []importReply{}}
	for _, i := range list {
		reply.Imports = append(reply.Imports, toImportReply(i))
	}
	if len(list) == f.Limit {
		reply.Next = list[len(list)-1].ID
	}
	return c.JSON(http.StatusOK, reply)
}

// importError tells what an import's state does not allow from what failed.
func importError(err error) error {
	switch {
	case errors.Is(err, store.ErrNotFound):
		return echo.NewHTTPError(http.StatusNotFound, "there is no import of that id")
	case errors.Is(err, imports.ErrState):
		return echo.NewHTTPError(http.StatusConflict, err.Error())
	}
	return err
}

func (s *Server) getImport(c echo.Context) error {
	ctx := c.Request().Context()
	i, err := s.Store.ImportByID(ctx, c.Param("id"))
	if err != nil {
		return importError(err)
	}
	refused, _, err := s.Store.RefusedRows(ctx, i.ID, 0, shownRefused)
	if err != nil {
		return err
	}
	reply := importDetail{importReply: toImportReply(i), RefusedRows: make([]refusedReply, len(refused))}
	for n, r := range refused {
		reply.RefusedRows[n] = refusedReply{r.Line, r.Reason}
	}
	return c.JSON(http.StatusOK, reply)
}

// actOnImport confirms, cancels or undoes an import, and answers with it.
func (s *Server) actOnImport(c echo.Context) error {
	act := map[string]func() (store.Import, error){
		"confirm": func() (store.Import, error) { return s.Imports.Confirm(c.Request().Context(), c.Param("id")) },
		"cancel":  func() (store.Import, error) { return s.Imports.Cancel(c.Request().Context(), c.Param("id")) },
		"undo":    func() (store.Import, error) { return s.Imports.Undo(c.Request().Context(), c.Param("id")) },
	}[c.Param("action")]
	if act == nil {
		return echo.ErrNotFound
	}
	i, err := act()
	if err != nil {
		return importError(err)
	}
	return c.JSON(http.StatusOK, toImportReply(i))
}

// importEvents tells how an import goes on, as server-sent events: "progress" with the import as its data, and "end" with
// the last one.
func (s *Server) importEvents(c echo.Context) error {
	ctx := c.Request().Context()
	i, err := s.Store.ImportByID(ctx, c.Param("id"))
	if err != nil {
		return importError(err)
	}
	return s.follow(ctx, c.Response(), i, func(i store.Import) any { return toImportReply(i) })
}

// follow sends what tell makes of an import each time that it goes on, until it ends or the context does.
func (s *Server) follow(ctx context.Context, out *echo.Response, i store.Import, tell func(store.Import) any) (err error) {
	out.Header().Set(echo.HeaderContentType, "text/event-stream")
	out.Header().Set(echo.HeaderCacheControl, "no-store")
	out.Header().Set("X-Accel-Buffering", "no")
	var last store.Import
	sent := time.Time{}
	for {
		event := "progress"
		if imports.Ended(i.State) {
			event = "end"
		}
		if !i.ProgressedAt.Equal(last.ProgressedAt) || i.State != last.State || event == "end" {
			data, err := json.Marshal(tell(i))
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(out, "event: %s\ndata: %s\n\n", event, data); err != nil {
				return nil //nolint:nilerr // who listened has left
			}
			last, sent = i, time.Now()
		} else if time.Since(sent) > beatEvery {
			if _, err := fmt.Fprint(out, ": still here\n\n"); err != nil {
				return nil //nolint:nilerr // likewise
			}
			sent = time.Now()
		}
		out.Flush()
		if event == "end" {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(eventEvery):
		}
		if i, err = s.Store.ImportByID(ctx, i.ID); err != nil {
			return nil //nolint:nilerr // the reply has begun; whoever listens asks again
		}
	}
}
