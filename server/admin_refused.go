package server

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/store"
	"shopclerk/server/exports"
)

// contentTypes are those of the files that are given out.
var contentTypes = map[exports.Format]string{
	exports.CSV: "text/csv; charset=utf-8", exports.NDJSON: "application/x-ndjson",
	exports.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// getRefused gives the rows of an import that did not go in as a file of the same kind, to be corrected and imported again.
func (s *Server) getRefused(c echo.Context) error {
	i, err := s.Store.ImportByID(c.Request().Context(), c.Param("id"))
	if err != nil {
		return importError(err)
	}
	return s.sendRefused(c, i)
}

func (s *Server) sendRefused(c echo.Context, i store.Import) error {
	table := exports.Table{Kind: i.Settings.Table, Columns: i.Columns}
	format, err := table.Format()
	if err != nil || i.Rows.Refused == 0 {
		return echo.NewHTTPError(http.StatusNotFound, "no row of this import was refused")
	}
	c.Response().Header().Set(echo.HeaderContentType, contentTypes[format])
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="refused-`+i.ID+`.`+string(format)+`"`)
	return exports.Refused(c.Response(), table, exports.RefusedRows(c.Request().Context(), s.Store, i.ID))
}
