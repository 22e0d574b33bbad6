package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/zipf"
	"shopclerk/search"
	"shopclerk/search/embedded"
	"shopclerk/search/meili"
	"shopclerk/server/bots"
)

const (
	productLimit  = 3 // products a question asks for, as the bot does when nobody says otherwise
	productSample = 4000
	settleTime    = 5 * time.Second
)

// catalogSite is a site whose products have titles of a natural vocabulary.
type catalogSite struct {
	*site
	products int
}

// measureProducts asks for products by title and compares with the engine's bare search and the one read of the rows,
// done in this process without HTTP.
func (b *bench) measureProducts(ctx context.Context) error {
	t := table{
		title: "Products by title: over HTTP, and the bare search with the read of its rows, in turn",
		columns: []string{
			"engine", "products", "database", "clients", "ours p50", "bare p50", "ours p99", "bare p99", "p99 ratio", "wrong", "serve RSS", "index on disk",
		},
		note: "titles of a Zipf vocabulary, half of them Chinese; two words a question, each question another title's",
	}
	var all []catalogSite
	for _, database := range b.databases {
		all = append(all, catalogSite{&site{database: database}, b.products})
	}
	all = append(all, catalogSite{&site{database: b.databases[0]}, b.large})
	if server := meiliFromEnvironment(); server != nil {
		all = append(all, catalogSite{&site{database: b.databases[0], meili: server}, b.products})
		defer server.forget()
	}
	for i, s := range all {
		if err := b.productsOf(ctx, &t, fmt.Sprintf("catalog_%d", i), s); err != nil {
			return err
		}
	}
	t.print(b.out)
	return nil
}

func (b *bench) productsOf(ctx context.Context, t *table, name string, s catalogSite) error {
	b.progress("%d products on %s, %s", s.products, s.database, s.engineName())
	questions, err := b.fillCatalog(ctx, name, s)
	if err != nil {
		return err
	}
	p, err := s.serve(ctx)
	if err != nil {
		return err
	}
	defer func() { p.stop() }()
	size := s.settle(ctx, b.settleTime())
	bare := bareSearch{}
	if s.meili == nil { // only one process may have the index open, so the other gets a copy
		p.stop()
		if err := os.CopyFS(filepath.Join(s.dir, "copy"), os.DirFS(s.indexDir())); err != nil {
			return err
		}
		if p, err = s.serve(ctx); err != nil {
			return err
		}
	}
	if err := bare.open(ctx, s.site); err != nil {
		return err
	}
	defer bare.close()
	if questions, err = (crowd{s.listen, b.clients}).learn(ctx, questions); err != nil {
		return err
	}
	if err := bare.compare(ctx, questions); err != nil {
		return err
	}
	for _, clients := range []int{1, 8} {
		ours := &contest{asker: crowd{s.listen, clients}, questions: questions}
		theirs := &contest{asker: bareSearch{bare.engine, bare.store, clients}, questions: questions}
		if err := b.alternate(ctx, b.duration/2, ours, theirs); err != nil {
			return err
		}
		rss := memory(fmt.Sprint(p.cmd.Process.Pid), "VmRSS")
		o, f := ours.rounds, theirs.rounds
		t.add(s.engineName(), strconv.Itoa(s.products), s.database, strconv.Itoa(clients), milliseconds(o.p50()), milliseconds(f.p50()),
			milliseconds(o.p99()), milliseconds(f.p99()), ratio(o.p99(), f.p99()), strconv.Itoa(o.wrong()+f.wrong()), megabytes(rss), size)
	}
	return nil
}

// fillCatalog imports products and returns questions that find some of them.
func (b *bench) fillCatalog(ctx context.Context, name string, s catalogSite) ([]question, error) {
	if _, err := b.prepareSite(ctx, name, s.site); err != nil {
		return nil, err
	}
	path := filepath.Join(s.dir, "products.csv")
	titles, err := writeCatalog(path, s.products)
	if err != nil {
		return nil, err
	}
	if _, err := (importing{s.site, kindProducts, path, s.products}).run(ctx, "new"); err != nil {
		return nil, err
	}
	v, seen := zipf.New(seed), map[string]bool{}
	var questions []question
	for range min(productSample, s.products/4) {
		text := v.Question(titles[v.Intn(len(titles))])
		if seen[text] {
			continue
		}
		seen[text] = true
		q, err := sign(bots.Question{Method: "products", Title: text, Page: "1", Limit: strconv.Itoa(productLimit)})
		if err != nil {
			return nil, err
		}
		q.query = catalog.Query{Title: text, Page: 1, Limit: productLimit}
		questions = append(questions, q)
	}
	return questions, nil
}

// writeCatalog writes a file of products and returns their titles.
func writeCatalog(path string, n int) (titles []string, err error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	w, v := csv.NewWriter(file), zipf.New(seed)
	w.Write([]string{"sku", "title", "product_type", "vendor", "price", "image_url", "created_at", "updated_at"})
	random := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // the same each time
	for i := range n {
		title := v.Title()
		titles = append(titles, title)
		sku := fmt.Sprintf("SKU-%07d", i)
		w.Write([]string{
			sku, title, v.Latin(), v.Brand(), strconv.Itoa(90 + 10*random.IntN(500)), "https://shop.example/pictures/" + sku + ".png",
			placedAt(i).Format(time.RFC3339), placedAt(i + random.IntN(5000)).Format(time.RFC3339),
		})
	}
	w.Flush()
	return titles, w.Error()
}

func (s *site) indexDir() string { return filepath.Join(s.dir, "index") }

func (s *site) engineName() string {
	if s.meili != nil {
		return "meilisearch"
	}
	return "embedded"
}

// settle waits until the index in the process no longer merges its files, and returns their size.
func (s *site) settle(ctx context.Context, quiet time.Duration) string {
	if s.meili != nil {
		return "-"
	}
	for last, still := int64(-1), time.Now(); ctx.Err() == nil; time.Sleep(readyEvery) {
		now := folderSize(s.indexDir())
		if now != last {
			last, still = now, time.Now()
		}
		if time.Since(still) > quiet {
			return megabytes(last)
		}
	}
	return "-"
}

func (o options) settleTime() time.Duration {
	if o.short {
		return settleTime / 10
	}
	return settleTime
}

func folderSize(dir string) (size int64) {
	filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			if info, err := entry.Info(); err == nil {
				size += info.Size()
			}
		}
		return nil // a file that has just been merged away
	})
	return size
}

// bareSearch is what a question about products costs beneath HTTP: one search and one read of the rows.
type bareSearch struct {
	engine  search.Engine
	store   *store.Store
	clients int
}

func (s *bareSearch) open(ctx context.Context, from *site) (err error) {
	if s.store, err = store.Open(ctx, from.options); err != nil {
		return err
	}
	if from.meili != nil {
		marks := &search.Leader{Store: s.store, Holder: "bench", Log: from.options.Log}
		s.engine = meili.Open(meili.Options{URL: from.meili.url, Key: from.meili.key, Prefix: from.meili.prefix, Marks: marks, Log: from.options.Log})
		return nil
	}
	s.engine = embedded.Open(filepath.Join(from.dir, "copy"), from.options.Log)
	return nil
}

func (s *bareSearch) close() {
	if s.engine != nil {
		s.engine.Close()
	}
	s.store.Close()
}

// ask searches and reads, and returns how many are found in all.
func (s bareSearch) ask(ctx context.Context, q catalog.Query) (total int, err error) {
	hits, err := s.engine.Search(ctx, "main", q)
	if err != nil {
		return 0, err
	}
	rows, err := s.store.ProductsByID(ctx, "main", hits.IDs)
	if err == nil && len(rows) != len(hits.IDs) {
		err = fmt.Errorf("%d of %d products are there", len(rows), len(hits.IDs))
	}
	return hits.Total, err
}

// compare makes sure that both find as much.
func (s bareSearch) compare(ctx context.Context, questions []question) error {
	for i := range questions {
		total, err := s.ask(ctx, questions[i].query)
		var reply struct{ Total int }
		if err = errors.Join(err, json.Unmarshal(questions[i].want, &reply)); err != nil || total != reply.Total {
			return fmt.Errorf("%q finds %d without HTTP and %d over it: %w", questions[i].key, total, reply.Total, err)
		}
	}
	return nil
}

func (s bareSearch) round(ctx context.Context, questions []question, d time.Duration) round {
	return together(ctx, s.clients, d, questions, func(_ int, q *question) error {
		_, err := s.ask(ctx, q.query)
		return err
	})
}
