package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"regexp"
	"sync"

	"shopclerk"
	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/server/imports"
	"shopclerk/server/pictures"
)

// importSample fills the first shop when it is empty.
func importSample(ctx context.Context, s *store.Store, c *config.Config, log *slog.Logger) error {
	shop := c.Shops[0]
	if full, err := s.HasProducts(ctx, shop.ID); err != nil || full {
		return err
	}
	dir, err := os.MkdirTemp("", "shopclerk-sample-*") // data_dir may be one that cannot be written
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	q := imports.NewQueue(imports.Options{Dir: dir, Store: s, Formats: importFormats(), Shop: c.Shop, Log: slog.New(slog.DiscardHandler)})
	for _, kind := range []imports.Kind{imports.Products, imports.Orders, imports.Packages} {
		file, err := shopclerk.Sample.Open(sampleFile(kind))
		if err != nil {
			return err
		}
		i, err := q.Now(ctx, store.Import{Kind: string(kind), Shop: shop.ID, Source: imports.SampleSource, FileName: path.Base(sampleFile(kind))}, file)
		file.Close()
		if err != nil {
			return fmt.Errorf("the sample shop: %w", err)
		}
		log.Info("sample shop imported", "rows", imports.Summary(i))
	}
	return nil
}

func sampleFile(kind imports.Kind) string { return "testdata/sample/" + string(kind) + ".json" }

// gallery draws the pictures of the sample shop, each once. Other names are unknown: drawing takes 25 ms of a core, and
// anybody may ask.
type gallery struct {
	mu    sync.Mutex
	names map[string]bool
	drawn map[string][]byte
}

var pictureAddress = regexp.MustCompile(`"/pictures/([a-z0-9-]+\.png)"`)

// draw writes a picture; its error means that there is no such picture.
func (g *gallery) draw(w io.Writer, name string) error {
	png, err := g.picture(name)
	if err == nil {
		_, err = w.Write(png)
	}
	return err
}

// picture draws one at a time.
func (g *gallery) picture(name string) ([]byte, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if err := g.readNames(); err != nil {
		return nil, err
	}
	if !g.names[name] {
		return nil, pictures.ErrUnknown
	}
	if png, ok := g.drawn[name]; ok {
		return png, nil
	}
	var png bytes.Buffer
	if err := pictures.Draw(&png, name); err != nil {
		return nil, err
	}
	g.drawn[name] = png.Bytes()
	return png.Bytes(), nil
}

func (g *gallery) readNames() error {
	if g.names != nil {
		return nil
	}
	names := map[string]bool{}
	for _, kind := range []imports.Kind{imports.Products, imports.Orders, imports.Packages} {
		text, err := fs.ReadFile(shopclerk.Sample, sampleFile(kind))
		if err != nil {
			return err
		}
		for _, match := range pictureAddress.FindAllSubmatch(text, -1) {
			names[string(match[1])] = true
		}
	}
	g.names, g.drawn = names, map[string][]byte{}
	return nil
}
