package server

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// assetPages serves style and script. Their names change with their content, so that browsers keep them for good.
func (s *Server) assetPages() {
	s.echo.GET(pageBase+"/assets/:name", func(c echo.Context) error {
		asset, ok := s.web.Asset(c.Param("name"))
		if !ok {
			return echo.ErrNotFound
		}
		header := c.Response().Header()
		header.Set(echo.HeaderCacheControl, "public, max-age=31536000, immutable")
		header.Set(echo.HeaderVary, echo.HeaderAcceptEncoding)
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		if acceptsGzip(c.Request()) {
			header.Set(echo.HeaderContentEncoding, "gzip")
			return c.Blob(http.StatusOK, asset.Type, asset.Gzip)
		}
		return c.Blob(http.StatusOK, asset.Type, asset.Body)
	})
}
