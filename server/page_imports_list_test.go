package server_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestImportsAreListedFilteredAndPaged(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := startImporting(t, s)
		b := login(t, k, "viewer")
		b.get(t, "/admin/imports").hides(t, "/admin/imports/new")
		began := time.Now().Add(-time.Hour)
		for n := range 30 {
			i := store.Import{
				ID: fmt.Sprintf("ID%024d", n), Shop: "main", Kind: "products", Source: "file", State: store.ImportDone, FileName: fmt.Sprintf("file-%02d.csv", n),
				Rows: store.ImportRows{Read: 5, New: 4, Refused: 1}, QueuedAt: began.Add(time.Duration(n) * time.Minute), FinishedAt: began,
			}
			if n%10 == 0 {
				i.Kind, i.State = "orders", store.ImportFailed
			}
			if err := s.AddImport(ctx, i); err != nil {
				t.Fatal(err)
			}
		}
		page := b.get(t, "/admin/imports")
		page.shows(t, 200, "file-29.csv", "file-05.csv", "4 new", "1 refused", "badge-ok")
		page.hides(t, "file-04.csv")
		next := regexp.MustCompile(`href="([^"]*before=[^"]*)"`).FindStringSubmatch(page.body)
		if next == nil {
			t.Fatal("the list does not continue")
		}
		second := b.get(t, html.UnescapeString(next[1]))
		second.shows(t, 200, "file-04.csv", "file-00.csv", "To the beginning")
		second.hides(t, "file-05.csv", `rel="next"`)
		b.get(t, "/admin/imports?kind=orders&state=failed").shows(t, 200, "file-20.csv", "badge-bad", `<option value="orders" selected>`)
		b.get(t, "/admin/imports?kind=packages").shows(t, 200, "No import fits", "Show all imports")
		b.get(t, "/admin/imports?kind=<script>&state=x").shows(t, 200, "file-29.csv")
		for _, before := range []string{"NONE", "<script>"} {
			b.get(t, "/admin/imports?before="+url.QueryEscape(before)).shows(t, http.StatusNotFound, "There is no such import in this shop")
		}
	})
}
