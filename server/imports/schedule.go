package imports

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"path"
	"time"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/server/imports/fetch"
)

const (
	lookForDue = 10 * time.Second
	fetchLease = 20 * time.Minute // longer than a fetch may take
)

// Schedule fetches the files that the configuration names when it is time, and puts those that changed in line. Of several
// processes one at a time fetches a file.
type Schedule struct {
	Queue  *Queue
	Client fetch.Client
	Shops  func() []config.Shop
	Log    *slog.Logger
}

// Run looks what is due until the context ends.
func (s *Schedule) Run(ctx context.Context) {
	holder := rand.Text()
	for ctx.Err() == nil {
		for _, shop := range s.Shops() {
			for _, f := range shop.Imports {
				if err := s.look(ctx, holder, shop, f); err != nil && ctx.Err() == nil {
					s.Log.Error("a file of the configuration cannot be looked for", "shop", shop.ID, "import", f.ID, "error", err)
				}
			}
		}
		pause(ctx, lookForDue)
	}
}

// look fetches a file when it is due. An error is of the database; that a file cannot be had is noted with it.
func (s *Schedule) look(ctx context.Context, holder string, shop config.Shop, f config.Import) error {
	if due, err := s.due(ctx, shop, f); err != nil || !due {
		return err
	}
	db, name := s.Queue.Store, "fetch "+shop.ID+" "+f.ID
	got, err := db.AcquireLease(ctx, name, holder, fetchLease)
	if err != nil || !got {
		return err
	}
	defer db.ReleaseLease(context.WithoutCancel(ctx), name, holder) //nolint:errcheck // it runs out by itself
	if due, err := s.due(ctx, shop, f); err != nil || !due {        // another process has just done it
		return err
	}
	known, err := db.ImportSource(ctx, shop.ID, f.ID)
	if err != nil {
		return err
	}
	before := known.Error
	known.LookedAt, known.Error = time.Now().UTC(), ""
	if failed := s.fetch(ctx, shop, f, &known); failed != nil {
		if errors.Is(failed, store.ErrUnavailable) || ctx.Err() != nil {
			return failed
		}
		if known.Error = failed.Error(); known.Error != before {
			s.Log.Warn("a file of the configuration cannot be fetched", "shop", shop.ID, "import", f.ID, "error", failed)
		}
	}
	return db.SetImportSource(ctx, shop.ID, f.ID, known)
}

// due reports whether it is time, and nothing of the source is under way.
func (s *Schedule) due(ctx context.Context, shop config.Shop, f config.Import) (bool, error) {
	known, err := s.Queue.Store.ImportSource(ctx, shop.ID, f.ID)
	if err != nil || time.Since(known.LookedAt) < f.Every {
		return false, err
	}
	for _, state := range []string{store.ImportQueued, store.ImportRunning} {
		open, err := s.Queue.Store.Imports(ctx, store.ImportFilter{Shop: shop.ID, Kind: f.Kind, Source: sourceOf(f), State: state, Limit: 1})
		if err != nil || len(open) > 0 {
			return false, err
		}
	}
	return true, nil
}

// sourceOf is whose the rows of a file are.
func sourceOf(f config.Import) string { return cmp.Or(f.Source, f.ID) }

// fetch puts a file in line when it is another than the last one, and notes which it was.
func (s *Schedule) fetch(ctx context.Context, shop config.Shop, f config.Import, known *store.ImportSource) error {
	i := store.Import{Kind: f.Kind, Shop: shop.ID, Source: sourceOf(f), Settings: store.ImportSettings{
		Format: f.Format, Mode: f.Mode, Variants: f.Variants, Encoding: f.Encoding, Delimiter: f.Delimiter, Mapping: f.Mapping,
		UnitPrices: shop.ElementPrice == "unit",
	}}
	if err := s.Queue.Formats.CheckSettings(Kind(f.Kind), i.Settings); err != nil {
		return err
	}
	r, err := s.Client.Get(ctx, fetch.Request{
		URL: f.URL, Path: f.Path, Header: fetch.Header{Name: f.Header.Name, Value: f.Header.Value}, ETag: known.ETag,
		LastModified: known.LastModified, AllowPrivate: f.AllowPrivate, AllowHTTP: f.AllowHTTP,
	})
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if r.NotModified {
		return nil
	}
	i.FileName = cmp.Or(path.Base(r.Name), f.ID)
	if _, err := s.Queue.Submit(ctx, i, r.Body, MaxUpload); err != nil {
		return err
	}
	known.ETag, known.LastModified = r.ETag, r.LastModified
	return nil
}
