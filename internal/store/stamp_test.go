package store_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"shopclerk/internal/store"
)

func TestAStampIsWrittenAsItsLayoutSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(-60_000_000_000, 400_000_000_000).Draw(t, "second"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanosecond"))
		at = at.In(time.FixedZone("", 60*rapid.IntRange(-720, 840).Draw(t, "offset")))
		if got, want := store.StampOf(at), at.UTC().Format(store.StampLayout); got != want {
			t.Fatalf("%v is written %v, want %v", at, got, want)
		}
	})
}
