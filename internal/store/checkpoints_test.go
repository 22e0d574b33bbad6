package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

// Without an end the WAL would have all that was ever written; with SQLite's own checkpoints it has 4 MiB. Before a commit makes one,
// what is made beside has already reached the file.
func TestTheWALOfManyWritesBeginsAnew(t *testing.T) {
	o := store.Options{Driver: store.SQLite, Path: filepath.Join(t.TempDir(), "s.db")}
	s := storetest.Open(t, o)
	s.CheckpointAside()
	const steps, rows = 40, 1000
	var most int64
	desc := strings.Repeat("a long description ", 100)
	for k := range steps {
		changes := make([]catalog.Change, rows)
		for i := range changes {
			changes[i] = catalog.Change{SKU: fmt.Sprint(k*rows + i), Title: ptr("Tea"), Desc: &desc}
		}
		putProducts(t, s, main, changes...)
		wal, err := os.Stat(o.Path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		if most = max(most, wal.Size()); k == 5 {
			if most > 30<<20 {
				t.Fatalf("the WAL has %d MiB by now, so that a commit may have made a checkpoint", most>>20)
			}
			waitUntil(t, func() bool {
				file, err := os.Stat(o.Path)
				return err == nil && file.Size() > 4<<20
			})
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.Stat(o.Path)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d MiB, and of the WAL at most %d", file.Size()>>20, most>>20)
	if most < 16<<20 || most > 64<<20 || file.Size() < most*3/2 {
		t.Error("either checkpoints are made by commits, or the WAL has no end, or too little was written to tell")
	}
	again := storetest.Open(t, o)
	if last, err := again.LastChange(ctx, "main"); last != steps*rows || err != nil {
		t.Errorf("%d changes, %v", last, err)
	}
}
