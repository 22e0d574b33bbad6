package meili

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/meilisearch/meilisearch-go"
)

// Errors of Check, each with what to do.
var (
	ErrKey     = errors.New("the Meilisearch key is not accepted")
	ErrVersion = errors.New("the Meilisearch server is too old")
	ErrForeign = errors.New("an index with our name was made by someone else")
)

// oldest is the first version whose settings and filters are what this package relies on.
const oldest = "1.15"

// Check reports what keeps the server from being used, in a sentence that says what to do.
func (e *Engine) Check(ctx context.Context) error {
	if err := e.checkVersion(ctx); err != nil {
		return err
	}
	return e.checkIndexes(ctx)
}

// checkVersion comes before anything is made on a server: an old one would refuse our settings in words that nobody
// could make sense of.
func (e *Engine) checkVersion(ctx context.Context) error {
	version, err := e.server.Version(ctx)
	if err != nil {
		return explain(failure(err))
	}
	var major, minor int
	if _, err := fmt.Sscanf(version.PkgVersion, "%d.%d", &major, &minor); err != nil {
		return fmt.Errorf("%w: it names no version; check that the address is Meilisearch's own", ErrGarbage)
	}
	if major < 1 || major == 1 && minor < 15 {
		return fmt.Errorf("%w: it is %s, needed is %s; update the server", ErrVersion, version.PkgVersion, oldest)
	}
	e.fits.Store(true)
	return nil
}

func (e *Engine) checkIndexes(ctx context.Context) error {
	const page = 100
	for query := (meilisearch.IndexesQuery{Limit: page}); ; query.Offset += page {
		list, err := e.server.ListIndexes(ctx, &query)
		if err != nil {
			return explain(failure(err))
		}
		for _, index := range list.Results {
			if strings.HasPrefix(index.UID, doubled(e.prefix)+"_") && strings.HasSuffix(index.UID, "_v"+settings) {
				if err := ours(index); err != nil {
					return err
				}
			}
		}
		if query.Offset+page >= list.Total {
			return nil
		}
	}
}

// ours is ErrForeign for an index that somebody else made. It must be neither written to nor swapped away, for what is
// swapped away is deleted.
func ours(index *meilisearch.IndexResult) error {
	if index.PrimaryKey != primaryKey {
		return fmt.Errorf("%w: %s has the primary key %q, not %q; delete it or choose another prefix", ErrForeign, index.UID, index.PrimaryKey, primaryKey)
	}
	return nil
}

func explain(err error) error {
	var r *refusal
	switch {
	case errors.As(err, &r) && (r.Status == http.StatusUnauthorized || r.Status == http.StatusForbidden):
		return fmt.Errorf("%w: set one that may search and manage indexes, documents, settings and tasks: %w", ErrKey, err)
	case errors.Is(err, ErrAway):
		return fmt.Errorf("%w; check that the server runs and that its address is right", err)
	case errors.Is(err, ErrGarbage):
		return fmt.Errorf("%w; check that the address is Meilisearch's own", err)
	}
	return err
}
