// Package meili is the search engine on a Meilisearch server, 1.15 or newer. It owns the indexes whose names begin with
// its prefix; where an index stands is kept by Marks, for Meilisearch has no place for it. It is the only one that knows
// meilisearch-go, and does not know where products and queries come from.
package meili

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"shopclerk/catalog"
	"shopclerk/search"
)

// Marks keeps where each index stands. An index that it does not know has the zero Mark.
type Marks interface {
	Mark(ctx context.Context, shop, index string) (search.Mark, error)
	SetMark(ctx context.Context, shop, index string, m search.Mark) error
}

// Options say which server is used, and how.
type Options struct {
	URL     string        // such as http://127.0.0.1:7700
	Key     string        // may search, and manage indexes, documents, settings and tasks
	Prefix  string        // of the names of our indexes
	Timeout time.Duration // of one request, 10 s when it is 0
	Marks   Marks
	Log     *slog.Logger
}

// believed is how long a search trusts what it knows of an index.
const believed = 5 * time.Second

// Engine is a search.Engine with one index per shop and settings version.
type Engine struct {
	server meilisearch.ServiceManager
	http   *http.Client
	prefix string
	marks  Marks
	log    *slog.Logger
	fits   atomic.Bool // the server's version was looked at and will do

	mu    sync.Mutex
	built map[string]time.Time // by shop, when its mark was seen to be Built
}

var _ search.Engine = (*Engine)(nil)

// Open makes an engine and asks the server nothing; Check does.
func Open(o Options) *Engine {
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	client := &http.Client{Timeout: o.Timeout, Transport: &http.Transport{MaxIdleConnsPerHost: 32, IdleConnTimeout: 90 * time.Second}}
	server := meilisearch.New(o.URL, meilisearch.WithAPIKey(o.Key), meilisearch.WithCustomClient(client),
		meilisearch.DisableRetries(), meilisearch.WithCustomJsonMarshaler(marshal))
	return &Engine{server: server, http: client, prefix: o.Prefix, marks: o.Marks, log: o.Log, built: map[string]time.Time{}}
}

// marshal leaves out what meilisearch-go always sends of a swap and older servers refuse as an unknown field.
func marshal(v any) ([]byte, error) {
	type pair struct {
		Indexes []string `json:"indexes"`
	}
	if swaps, ok := v.([]*meilisearch.SwapIndexesParams); ok {
		pairs := make([]pair, len(swaps))
		for i, s := range swaps {
			pairs[i].Indexes = s.Indexes
		}
		return json.Marshal(pairs)
	}
	return json.Marshal(v)
}

// Name is "meilisearch".
func (*Engine) Name() string { return "meilisearch" }

// Close lets go of the connections.
func (e *Engine) Close() error {
	e.http.CloseIdleConnections()
	return nil
}

// Digest is of the document that would be indexed.
func (*Engine) Digest(p catalog.Product) uint64 { return newDocument(p).digest() }

// Mark is what Marks say of the shop's index.
func (e *Engine) Mark(ctx context.Context, shop string) (search.Mark, error) {
	return e.marks.Mark(ctx, shop, e.uid(shop))
}

// uid is the name of the index that answers. A single underscore stands between its parts and those in them are doubled,
// or the shop b_c of the prefix a would have the index of the shop c of the prefix a_b.
func (e *Engine) uid(shop string) string {
	return doubled(e.prefix) + "_" + doubled(shop) + "_v" + settings
}

func doubled(name string) string { return strings.ReplaceAll(name, "_", "__") }

// ready is ErrNotBuilt when the shop's index is not fit to answer. Once it is, it stays so for a while.
func (e *Engine) ready(ctx context.Context, shop string) error {
	e.mu.Lock()
	seen := e.built[shop]
	e.mu.Unlock()
	if time.Since(seen) < believed {
		return nil
	}
	mark, err := e.Mark(ctx, shop)
	if err != nil {
		return err
	}
	if !mark.Built {
		return search.ErrNotBuilt
	}
	e.believe(shop, time.Now())
	return nil
}

func (e *Engine) believe(shop string, at time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.built[shop] = at
}
