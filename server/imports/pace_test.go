package imports

import (
	"testing"
	"time"

	"shopclerk/internal/store"
)

func TestAStepHasAsManyRowsAsTheDatabaseWritesInTime(t *testing.T) {
	const limit = 100 * time.Millisecond
	var p pace
	for i, c := range []struct {
		took time.Duration
		rows int // of the step that took so long, of the current size when 0
		want int
	}{
		{30 * time.Millisecond, 0, 1000}, // much time left: twice as many
		{30 * time.Millisecond, 1, 1000}, // the end of a file tells nothing
		{60 * time.Millisecond, 0, 1000}, // enough
		{10 * time.Millisecond, 0, 2000},
		{10 * time.Millisecond, 0, 2000},  // the most
		{101 * time.Millisecond, 0, 1000}, // too long: half as many
		{time.Second, 0, 500},
		{time.Second, 0, 250},
		{time.Second, 0, 125},
		{time.Second, 0, 100}, // the fewest
		{10 * time.Millisecond, 0, 200},
	} {
		rows := c.rows
		if rows == 0 {
			rows = p.rows()
		}
		p.took(limit, rows, c.took)
		if p.rows() != c.want {
			t.Fatalf("after step %d: %d rows, want %d", i, p.rows(), c.want)
		}
	}
	if longStep(store.SQLite) >= longStep(store.MySQL) || yieldingStep >= longStep(store.SQLite) {
		t.Error("who lets others write takes longer steps than who does not")
	}
}
