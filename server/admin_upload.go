package server

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/store"
	"shopclerk/server/imports"
)

// postImport keeps the file and answers 202 with the id; the rows go in afterwards.
func (s *Server) postImport(c echo.Context) error {
	i, err := s.importOf(c)
	if err != nil {
		return err
	}
	if err := checkLength(c); err != nil {
		return err
	}
	file, name, err := uploaded(c.Request())
	if err != nil {
		return err
	}
	i.FileName = cmp.Or(c.QueryParam("file"), name)
	if i, err = s.submit(c, i, file); err != nil {
		return err
	}
	return c.JSON(http.StatusAccepted, map[string]string{"id": i.ID})
}

// formBytes is what an upload may have beside its file.
const formBytes = 1 << 20

// checkLength refuses a file that says itself that it is too large, before it is read.
func checkLength(c echo.Context) error {
	if c.Request().ContentLength <= imports.MaxUpload+formBytes {
		return nil
	}
	c.Response().Header().Set(echo.HeaderConnection, "close") // the rest is not waited for
	return echo.NewHTTPError(http.StatusRequestEntityTooLarge, fmt.Sprintf("%v: it has more than %d MiB", imports.ErrTooLarge, imports.MaxUpload>>20))
}

// submit keeps a file as it comes and puts its import in line.
func (s *Server) submit(c echo.Context, i store.Import, file io.Reader) (store.Import, error) {
	upload := &received{Reader: file}
	i, err := s.Imports.Submit(c.Request().Context(), i, upload, imports.MaxUpload)
	switch {
	case upload.broken:
		return i, echo.NewHTTPError(http.StatusBadRequest, "the file broke off before its end")
	case errors.Is(err, imports.ErrTooLarge):
		return i, echo.NewHTTPError(http.StatusRequestEntityTooLarge, err.Error())
	case errors.Is(err, imports.ErrQueueFull):
		return i, echo.NewHTTPError(http.StatusTooManyRequests, err.Error())
	case errors.Is(err, imports.ErrNotKept):
		s.Log.Error("an upload was refused", "error", err)
		return i, echo.NewHTTPError(http.StatusInsufficientStorage, imports.ErrNotKept.Error())
	}
	return i, err
}

// importOf reads the query parameters: kind, shop, source, format, mode, variants, encoding, delimiter, map, element_price,
// dry_run, yes.
func (s *Server) importOf(c echo.Context) (store.Import, error) {
	kind, err := imports.ParseKind(c.QueryParam("kind"))
	if err != nil {
		return store.Import{}, echo.NewHTTPError(http.StatusBadRequest, "kind: "+err.Error())
	}
	shop, err := s.shopOf(c)
	if err != nil {
		return store.Import{}, err
	}
	i := store.Import{Kind: string(kind), Shop: shop.ID, Source: cmp.Or(c.QueryParam("source"), imports.FileSource)}
	if err := imports.CheckSource(i.Source, shop); err != nil {
		return i, echo.NewHTTPError(http.StatusBadRequest, "source: "+err.Error())
	}
	if i.Settings, err = importSettings(c.QueryParams()); err == nil {
		err = s.Imports.Formats.CheckSettings(kind, i.Settings)
	}
	if err != nil {
		return i, echo.NewHTTPError(http.StatusBadRequest, err.Error())
	}
	return i, nil
}

func importSettings(q url.Values) (o store.ImportSettings, err error) {
	o = store.ImportSettings{
		Format: q.Get("format"), Mode: q.Get("mode"), Variants: q.Get("variants"), Encoding: q.Get("encoding"), Delimiter: q.Get("delimiter"),
	}
	if o.Mapping, err = imports.ParseMapping(q["map"]); err != nil {
		return o, err
	}
	for name, flag := range map[string]*bool{"dry_run": &o.DryRun, "yes": &o.Confirmed} {
		if text := q.Get(name); text != "" {
			if *flag, err = strconv.ParseBool(text); err != nil {
				return o, errors.New(name + ": must be 0 or 1")
			}
		}
	}
	switch q.Get("element_price") {
	case "", "line":
	case "unit":
		o.UnitPrices = true
	default:
		return o, errors.New("element_price: must be line or unit")
	}
	return o, nil
}

// uploaded is the file: the part "file" of a multipart body, read as it comes, with its name, or the body itself.
func uploaded(r *http.Request) (file io.Reader, name string, err error) {
	parts, err := r.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		return r.Body, "", nil
	}
	if err != nil {
		return nil, "", echo.NewHTTPError(http.StatusBadRequest, "the multipart body cannot be read")
	}
	for {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return nil, "", echo.NewHTTPError(http.StatusBadRequest, `file: the multipart body has no part of that name`)
		case err != nil:
			return nil, "", echo.NewHTTPError(http.StatusBadRequest, "the multipart body cannot be read")
		case part.FormName() == "file":
			return part, path.Base(strings.ReplaceAll(part.FileName(), `\`, "/")), nil
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
