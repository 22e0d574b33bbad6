package meili_test

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/meilisearch/meilisearch-go"

	"shopclerk/catalog"
	"shopclerk/search"
	"shopclerk/search/meili"
	"shopclerk/search/searchtest"
)

// marks are kept in memory.
type marks struct {
	mu  sync.Mutex
	all map[string]search.Mark

	lost error // what SetMark says when it is set
}

func (m *marks) Mark(_ context.Context, shop, index string) (search.Mark, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.all[shop+"/"+index], nil
}

func (m *marks) SetMark(_ context.Context, shop, index string, mark search.Mark) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.lost != nil {
		return m.lost
	}
	if m.all == nil {
		m.all = map[string]search.Mark{}
	}
	m.all[shop+"/"+index] = mark
	return nil
}

// onServer is an engine on the server of TEST_MEILI_URL, whose indexes go when the test ends.
func onServer(t *testing.T) *meili.Engine {
	t.Helper()
	url, key := os.Getenv("TEST_MEILI_URL"), os.Getenv("TEST_MEILI_KEY")
	if url == "" {
		t.Skip("there is no Meilisearch: TEST_MEILI_URL and TEST_MEILI_KEY are not set")
	}
	prefix := "test" + strings.ToLower(rand.Text()[:8])
	e := meili.Open(meili.Options{URL: url, Key: key, Prefix: prefix, Timeout: 30 * time.Second, Marks: &marks{}})
	t.Cleanup(func() {
		e.Close()
		server := meilisearch.New(url, meilisearch.WithAPIKey(key))
		list, err := server.ListIndexes(context.Background(), &meilisearch.IndexesQuery{Limit: 1000})
		if err != nil {
			t.Error(err)
			return
		}
		for _, index := range list.Results {
			if strings.HasPrefix(index.UID, prefix+"_") {
				if _, err := server.DeleteIndex(context.Background(), index.UID); err != nil {
					t.Error(err)
				}
			}
		}
	})
	return e
}

func TestMeilisearchIsASearchEngine(t *testing.T) {
	onServer(t) // or skip
	searchtest.Run(t, func(t *testing.T) search.Engine { return onServer(t) })
}

func TestABuildThatAnotherProcessHasTakenOverDoesNotSwap(t *testing.T) {
	e := onServer(t)
	first, err := e.Build(ctx, "main")
	if err != nil {
		t.Fatal(err)
	}
	second, err := e.Build(ctx, "main") // it clears away the first
	if err == nil {
		err = errors.Join(second.Apply(ctx, search.Step{Put: shelf()}), first.Apply(ctx, search.Step{Put: shelf()[:1]}))
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Swap(ctx, search.Mark{Built: true}); !errors.Is(err, meili.ErrLost) {
		t.Errorf("the first: %v", err)
	}
	if err := second.Swap(ctx, search.Mark{Built: true}); err != nil {
		t.Fatal(err)
	}
	if hits, err := e.Search(ctx, "main", catalog.Query{Page: 1, Limit: 9}); err != nil || hits.Total != len(shelf()) {
		t.Errorf("it finds %+v, %v", hits, err)
	}
}

// Meilisearch reads ten words of a query; a title has more. And a match that is as bad as can be still has more words than
// a perfect one with one word less.
func TestTitlesOfManyWords(t *testing.T) {
	e := onServer(t)
	sixteen := strings.Fields("amber bottle candle dragon eleven forest garden helmet island jungle kitten ladder marble needle orange pencil")
	ten := strings.Fields("amberstone bottleneck candlelight dragonfly eleventhx forestland gardening helmetwise islandwide junglegym")
	var typos []string // two in each
	for _, word := range ten {
		n := len(word)
		typos = append(typos, word[:3]+"q"+word[4:n-2]+"z"+word[n-1:])
	}
	between := strings.Repeat(" filling of other things", 8) + " "
	list := []catalog.Product{
		{ID: 1, Title: strings.Join(sixteen[:8], " ")},
		{ID: 2, Title: strings.Join(sixteen[1:], " ")},
		{ID: 3, Title: strings.Join(sixteen, " ")},
		{ID: 4, Title: strings.Join(ten[:9], " ")},
		{ID: 5, Title: "x", ProductType: between + strings.Join(typos, between)},
	}
	b, err := e.Build(ctx, "main")
	if err == nil {
		err = errors.Join(b.Apply(ctx, search.Step{Put: list}), b.Swap(ctx, search.Mark{Built: true}))
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		words []string
		want  []int64
	}{
		{"all of sixteen words, then fifteen, then eight", sixteen, []int64{3, 2, 1}},
		{"all of ten words with two typos each, then nine without", ten, []int64{5, 4}},
	} {
		t.Run(c.name, func(t *testing.T) {
			hits, err := e.Search(ctx, "main", catalog.Query{Title: strings.Join(c.words, " "), Page: 1, Limit: 9})
			if d := cmp.Diff(c.want, hits.IDs); err != nil || d != "" {
				t.Errorf("%v %s", err, d)
			}
		})
	}
}
