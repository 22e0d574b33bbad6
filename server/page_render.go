package server

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"shopclerk/config"
	"shopclerk/server/web"
)

// leastPacked is from how many bytes on a page is compressed: less fits one packet anyhow.
const leastPacked = 1400

// layout is what layout.html needs beside the page.
type layout struct {
	Inside    bool // somebody is logged in and has a shop to look at
	Nav       []section
	Shops     []config.Shop
	Languages []string
	Flash     *flashed
	Name      string // of the page
	Back      string // where a switch of the language leads
}

// render writes a page: the template server/web/templates/<name>.html inside the layout.
func (s *Server) render(c echo.Context, v *visitor, status int, name string, data any) error {
	return s.renderView(c, v, status, web.View{Name: name, Frame: web.Frame{
		Page: data, Visitor: v,
		Layout: layout{Inside: len(v.shops) > 0, Nav: s.navigation(v), Shops: v.shops, Languages: web.Languages(), Flash: s.takeFlash(c, v), Name: name, Back: backTo(c, v)},
	}})
}

// backTo is the address of this page: of the answer to a change that is the page with its form.
func backTo(c echo.Context, v *visitor) string {
	if c.Request().Method != http.MethodGet {
		return refererPath(c.Request())
	}
	return v.Path
}

// renderPart writes a template without the layout, for a script that puts it into its page.
func (s *Server) renderPart(c echo.Context, v *visitor, name string, data any) error {
	return s.renderView(c, v, http.StatusOK, web.View{Name: name, Bare: true, Frame: web.Frame{Page: data, Visitor: v, Layout: layout{}}})
}

func (s *Server) renderView(c echo.Context, v *visitor, status int, view web.View) error {
	view.Language, view.Zone, view.Shop = v.Language, v.Shop.Timezone, v.keepShop()
	var page bytes.Buffer
	if err := s.web.Render(&page, view); err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set(echo.HeaderVary, echo.HeaderAcceptEncoding)
	body := page.Bytes()
	if page.Len() >= leastPacked && acceptsGzip(c.Request()) {
		var packed bytes.Buffer
		z, err := gzip.NewWriterLevel(&packed, gzip.BestSpeed)
		if err != nil {
			return err
		}
		z.Write(body) //nolint:errcheck // into memory
		z.Close()     //nolint:errcheck // likewise
		header.Set(echo.HeaderContentEncoding, "gzip")
		body = packed.Bytes()
	}
	return c.HTMLBlob(status, body)
}

func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get(echo.HeaderAcceptEncoding), ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(name, "gzip") && strings.Trim(quality, " q=0.") != "" || strings.EqualFold(name, "gzip") && quality == "" {
			return true
		}
	}
	return false
}
