package server

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/store"
	"shopclerk/server/imports"
)

// watchTime is how long one stream of events lasts. The browser then asks again, by a session that still holds.
const watchTime = 5 * time.Minute

// importProgress is how far an import is, in the visitor's language. The page shows it, and its script puts each event's in its place.
type importProgress struct {
	Stage string `json:"stage"`
	Text  string `json:"text"`
	Value int64  `json:"value"`
	Max   int64  `json:"max"` // 0 when it cannot be told how much there is to do
}

// watchImport tells how an import goes on, as server-sent events.
func (s *Server) watchImport(c echo.Context, v *visitor) error {
	i, err := s.importHere(c, v)
	if err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(c.Request().Context(), watchTime)
	defer stop()
	return s.follow(ctx, c.Response(), i, func(i store.Import) any { return progressOf(v, i) })
}

func progressOf(v *visitor, i store.Import) importProgress {
	p := importProgress{Stage: stageOf(i), Value: min(i.BytesRead, i.BytesTotal), Max: i.BytesTotal}
	percent := int64(0)
	if p.Max > 0 {
		percent = p.Value * 100 / p.Max
	}
	switch p.Stage {
	case store.ImportQueued, "undo_queued":
		p.Text, p.Value, p.Max = v.t("import.says_"+p.Stage), 0, 0
	case "undoing":
		p.Text, p.Value, p.Max = v.t("import.says_undoing", "n", i.Chunks), 0, 0
	case "checking":
		p.Text = v.t("import.says_checking", "n", percent)
	case store.ImportRunning:
		p.Text = v.t("import.says_running", "n", i.Rows.Read, "percent", percent)
		if left := imports.ProgressOf(i).Left; left > 0 {
			p.Text += " " + v.left(left)
		}
	default:
		p.Text = v.t("import.stage_" + p.Stage)
	}
	return p
}

// left is how much longer something takes, in words.
func (v *visitor) left(d time.Duration) string {
	if d < time.Minute {
		return v.t("import.left_seconds", "n", max(1, int(d.Seconds())))
	}
	return v.t("import.left_minutes", "n", int((d+30*time.Second)/time.Minute))
}
