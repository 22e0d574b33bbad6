package meili_test

import (
	"context"
	"crypto/rand"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"shopclerk/search"
	"shopclerk/search/meili"
	"shopclerk/search/searchtest"
)

// marks are kept in memory.
type marks struct {
	mu  sync.Mutex
	all map[string]search.Mark
}

func (m *marks) Mark(_ context.Context, shop, index string) (search.Mark, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.all[shop+"/"+index], nil
}

func (m *marks) SetMark(_ context.Context, shop, index string, mark search.Mark) error {
	m.mu.Lock()
	defer m.mu.Unlock()
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
