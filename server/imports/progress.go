package imports

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"shopclerk/internal/store"
)

// Progress is how fast an import goes.
type Progress struct {
	Rate int64         // rows a second
	Left time.Duration // 0 when it cannot be told
}

// ProgressOf tells it of an import that has begun.
func ProgressOf(i store.Import) Progress {
	end := i.FinishedAt
	if end.IsZero() {
		end = i.ProgressedAt
	}
	took := end.Sub(i.StartedAt)
	if i.StartedAt.IsZero() || took <= 0 {
		return Progress{}
	}
	p := Progress{Rate: int64(float64(i.Rows.Read) / took.Seconds())}
	if i.State == store.ImportRunning && i.BytesRead > 0 && i.BytesTotal > i.BytesRead {
		p.Left = time.Duration(float64(took) * float64(i.BytesTotal-i.BytesRead) / float64(i.BytesRead))
	}
	return p
}

// Ended reports whether an import is not worked on any more; one that waits to be confirmed has not ended.
func Ended(state string) bool {
	switch state {
	case store.ImportQueued, store.ImportRunning:
		return false
	}
	return state != store.ImportWaiting
}

// Summary is the line that an import ends with: "products: 12 new, 37 changed, 1204 unchanged, 3 refused".
func Summary(i store.Import) string {
	text := fmt.Sprintf("%s: %d new, %d changed, %d unchanged, %d refused", i.Kind, i.Rows.New, i.Rows.Changed, i.Rows.Unchanged, i.Rows.Refused)
	if i.Rows.Unpublished > 0 {
		text += fmt.Sprintf(", %d unpublished", i.Rows.Unpublished)
	}
	if i.Rows.Kept > 0 {
		text += fmt.Sprintf(", %d left because they were changed since", i.Rows.Kept)
	}
	return text
}

// ParseMapping reads what columns mean: "Giá bán=price" each; the last = counts, for a column's name may have one.
func ParseMapping(list []string) (map[string]string, error) {
	out := map[string]string{}
	for _, text := range list {
		at := strings.LastIndex(text, "=")
		if at <= 0 {
			return nil, errors.New("map: " + clip(text) + " is not of the form column=field")
		}
		out[strings.TrimSpace(text[:at])] = strings.TrimSpace(text[at+1:])
	}
	return out, nil
}
