package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/search"
	"shopclerk/search/embedded"
)

// crashRounds is how often processes are killed; `make crash` does it 200 times.
func crashRounds() int {
	if n, err := strconv.Atoi(os.Getenv("CRASH_ROUNDS")); err == nil {
		return n
	}
	return 5
}

// An import and the server with its index are killed at random moments, again and again, while products change, and the
// index is built anew now and then. Afterwards index and store are compared, product by product.
func TestAfterCrashesTheIndexIsEqualToTheStore(t *testing.T) {
	dir := t.TempDir()
	config := write(t, dir, "shopclerk.yaml", shopConfig("sqlite"))
	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1)) //nolint:gosec // a seed
	first := write(t, dir, "products.ndjson", someProducts(random, 400))
	execute(t, dir, "", "import", "products", first).expect(t, 0) // one to its end: a slow machine may let no other come to a commit
	for round := range crashRounds() {
		killed := startServe(t, dir)
		file := write(t, dir, "products.ndjson", someProducts(random, 400))
		importing := program(context.Background(), dir, "import", "products", file)
		if err := importing.Start(); err != nil {
			t.Fatal(err)
		}
		if round%10 == 9 {
			execute(t, dir, "", "reindex").expect(t, 0)
		}
		time.Sleep(time.Duration(random.IntN(250)) * time.Millisecond)
		if random.IntN(2) == 0 {
			importing.Process.Kill()
		}
		killed.cmd.Process.Kill()
		<-killed.ended
		importing.Wait() //nolint:errcheck // it may have been killed
	}
	last := startServe(t, dir)
	waitFor(t, "the index to catch up", func() bool { return last.lag(t) == 0 })
	last.stop(t)
	compare(t, config, dir)
}

// someProducts is a file of products of which most are there already, with new titles, and some are not published.
func someProducts(random *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		fmt.Fprintf(&b, `{"sku":"S%d","title":"Lamp %d","published":%v}`+"\n", random.IntN(2000), random.Int(), random.IntN(5) > 0)
	}
	return b.String()
}

// lag is what readyz says of the index of the shop main.
func (s *serving) lag(t *testing.T) int64 {
	t.Helper()
	response, err := http.Get(s.url + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var state struct {
		Search map[string]struct{ Lag int64 }
	}
	if err := json.NewDecoder(response.Body).Decode(&state); err != nil {
		t.Fatal(err)
	}
	return state.Search["main"].Lag
}

// compare fails when the index and the store of a stopped server differ.
func compare(t *testing.T, config, dir string) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	c, err := (&app{configFile: config}).load(log)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), store.Options{Driver: store.SQLite, Path: c.Database.Path})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	engine := embedded.Open(filepath.Join(dir, "data", "index"), log)
	defer engine.Close()
	mended := map[string]int{"missing": 0, "stale": 0, "extra": 0}
	f := search.NewFollower(engine, s, func() []string { return []string{"main"} }, log)
	f.Repaired = func(kind string, n int) { mended[kind] += n }
	if _, err := f.Compare(t.Context(), "main"); err != nil {
		t.Fatal(err)
	}
	found, err := engine.Search(t.Context(), "main", everyProduct)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d crashes, %d products: %d missing, %d stale, %d extra", crashRounds(), found.Total, mended["missing"], mended["stale"], mended["extra"])
	if mended["missing"]+mended["stale"]+mended["extra"] > 0 || found.Total == 0 {
		t.Error("the index differs from the store")
	}
}

var everyProduct = catalog.Query{Page: 1, Limit: 1}
