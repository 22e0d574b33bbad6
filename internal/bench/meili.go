package main

import (
	"cmp"
	"encoding/json"
	"net/http"
	"os"
	"strings"
)

// meiliServer is a Meilisearch server that the caller runs.
type meiliServer struct{ url, key, prefix string }

// meiliFromEnvironment is the server that the tests use too, nil when there is none.
func meiliFromEnvironment() *meiliServer {
	if url := os.Getenv("TEST_MEILI_URL"); url != "" {
		return &meiliServer{url, os.Getenv("TEST_MEILI_KEY"), "shopclerk_bench"}
	}
	return nil
}

// forget removes the indexes that were made.
func (m *meiliServer) forget() error {
	reply, err := m.call(http.MethodGet, "/indexes?limit=1000")
	if err != nil {
		return err
	}
	defer reply.Body.Close()
	var list struct{ Results []struct{ UID string } }
	err = json.NewDecoder(reply.Body).Decode(&list)
	for _, index := range list.Results {
		if strings.HasPrefix(index.UID, m.prefix) {
			gone, failed := m.call(http.MethodDelete, "/indexes/"+index.UID)
			if failed == nil {
				gone.Body.Close()
			}
			err = cmp.Or(err, failed)
		}
	}
	return err
}

func (m *meiliServer) call(method, path string) (*http.Response, error) {
	r, err := http.NewRequest(method, strings.TrimRight(m.url, "/")+path, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+m.key)
	return http.DefaultClient.Do(r)
}
