package meili

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/meilisearch/meilisearch-go"
)

// digestsAtOnce is how many documents one request reads.
const digestsAtOnce = 1000

// Digests reads what the documents of a range of ids say of themselves.
func (e *Engine) Digests(ctx context.Context, shop string, from, to int64) (map[int64]uint64, error) {
	out := map[int64]uint64{}
	query := meilisearch.DocumentsQuery{
		Fields: []string{primaryKey, "digest"}, Filter: fmt.Sprintf("id >= %d AND id < %d", from, to), Limit: digestsAtOnce,
	}
	for ; ; query.Offset += digestsAtOnce {
		var page meilisearch.DocumentsResult
		if err := e.server.Index(e.uid(shop)).GetDocuments(ctx, &query, &page); err != nil {
			return nil, failure(err)
		}
		for _, hit := range page.Results {
			var id int64
			var digest string
			if json.Unmarshal(hit[primaryKey], &id) != nil || json.Unmarshal(hit["digest"], &digest) != nil {
				return nil, fmt.Errorf("%w: a document without id or digest", ErrGarbage)
			}
			sum, err := strconv.ParseUint(digest, 16, 64)
			if err != nil {
				sum = 0 // of somebody else, so it differs and is put right
			}
			out[id] = sum
		}
		if query.Offset+digestsAtOnce >= page.Total {
			return out, nil
		}
	}
}
