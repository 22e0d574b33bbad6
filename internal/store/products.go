package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/shopspring/decimal"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"shopclerk/catalog"
)

// productRow is a row of products.
type productRow struct {
	Shop        string `gorm:"primaryKey"`
	ID          int64  `gorm:"primaryKey;autoIncrement:false"`
	Source      string
	SourceKey   string
	SKU         string `gorm:"column:sku"`
	Codes       codes
	Title       string
	ProductType string
	Vendor      string
	Description string
	ImageURL    string
	DetailURL   string
	BuyURL      string
	Price       decimal.NullDecimal
	Currency    string
	Stock       *int64
	Published   bool
	CreatedAt   stamp `gorm:"autoCreateTime:false"`
	UpdatedAt   stamp `gorm:"autoUpdateTime:false"`
	Version     stamp
	SearchText  *string
	RowDigest   int64 // of the file's rows that it was imported from, 0 when anybody else wrote it last
}

// TableName names the table.
func (productRow) TableName() string { return "products" }

func toProduct(r productRow) catalog.Product {
	return catalog.Product{
		ID: r.ID, Source: r.Source, Key: r.SourceKey, SKU: r.SKU, Codes: r.Codes, Title: r.Title, ProductType: r.ProductType,
		Vendor: r.Vendor, Desc: r.Description, ImageURL: r.ImageURL, DetailURL: r.DetailURL, BuyURL: r.BuyURL,
		Price: r.Price, Currency: r.Currency, Stock: r.Stock, Published: r.Published,
		CreatedAt: time.Time(r.CreatedAt), UpdatedAt: time.Time(r.UpdatedAt), Version: time.Time(r.Version),
	}
}

// productRowOf is the row of a product whose search text is known.
func productRowOf(shop string, at *slot[catalog.Product]) productRow {
	p := at.now
	return productRow{
		Shop: shop, ID: p.ID, Source: p.Source, SourceKey: p.Key, SKU: p.SKU, Codes: p.Codes, Title: p.Title, ProductType: p.ProductType,
		Vendor: p.Vendor, Description: p.Desc, ImageURL: p.ImageURL, DetailURL: p.DetailURL, BuyURL: p.BuyURL,
		Price: p.Price, Currency: p.Currency, Stock: p.Stock, Published: p.Published,
		CreatedAt: stamp(p.CreatedAt), UpdatedAt: stamp(p.UpdatedAt), Version: stamp(p.Version), SearchText: &at.text,
		RowDigest: int64(at.digest), //nolint:gosec // bits, not a number
	}
}

// LastProduct returns the largest id that a product of the shop has, 0 when there is none.
func (s *Store) LastProduct(ctx context.Context, shop string) (last int64, err error) {
	const query = "SELECT COALESCE(MAX(id), 0) FROM products WHERE shop = ?"
	err = s.read(ctx, query, func(rows *sql.Rows) error { return rows.Scan(&last) }, shop)
	return last, err
}

// HasProducts reports whether the shop has any product of any source.
func (s *Store) HasProducts(ctx context.Context, shop string) (bool, error) {
	var ids []int64
	err := s.db.WithContext(ctx).Model(&productRow{}).Where("shop = ?", shop).Limit(1).Pluck("id", &ids).Error
	return len(ids) > 0, unavailable(err)
}

// PutProducts makes changes to a source's products, all in one transaction, and returns what came of each, in order.
func (s *Store) PutProducts(ctx context.Context, w Write, changes []catalog.Change) (outcomes []Outcome, err error) {
	arrival := exact(s.now())
	err = s.write(ctx, w.Shop, func(tx *gorm.DB, numbers *counterRow) (err error) {
		outcomes, err = s.putProducts(turn{Write: w, tx: tx, numbers: numbers, arrival: arrival}, changes)
		return err
	})
	return outcomes, err
}

func (s *Store) putProducts(t turn, changes []catalog.Change) ([]Outcome, error) {
	keys := make([]string, len(changes))
	for i, c := range changes {
		keys[i] = c.ProductKey()
	}
	slots, err := s.productSlots(t.tx.Statement.Context, t.tx, t.Write, keys)
	if err != nil {
		return nil, err
	}
	game := play[string, catalog.Product]{
		slots: slots, keys: keys, arrival: t.arrival, scratch: s.base != nil, replaces: t.replaces,
		version: func(p *catalog.Product) time.Time { return p.Version },
		id:      func(p *catalog.Product) int64 { return p.ID },
		apply: func(i int, old *catalog.Product) (catalog.Product, error) {
			return t.product(changes[i], old, arrivalOf(t.arrival, i))
		},
	}
	outcomes := game.run()
	for i, digest := range t.Digests {
		if at := slots[keys[i]]; at != nil && outcomes[i].Result != Refused {
			at.digest = digest
		}
	}
	for _, at := range slots {
		if at.maker > 0 && len(t.SearchTexts) > 0 {
			at.text = t.SearchTexts[at.maker-1]
		}
	}
	changed := written(slots, keys)
	numberNew(t.numbers, changed)
	imaged := beginImages(t.Step, changed, productImage)
	if err := s.storeProducts(t.tx, t.Shop, t.numbers, changed); err != nil {
		return nil, err
	}
	game.number(outcomes)
	return outcomes, s.note(t.tx, t.Step, outcomes, imaged)
}

func (s *Store) productSlots(ctx context.Context, tx *gorm.DB, w Write, keys []string) (map[string]*slot[catalog.Product], error) {
	slots := make(map[string]*slot[catalog.Product], len(keys))
	list, err := s.productsByKey(ctx, tx, w, keys)
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		slots[p.Key] = &slot[catalog.Product]{before: &p, now: &p}
	}
	return slots, borrow(s, slots, keys, func(base *Store, missing []string) (map[string]*slot[catalog.Product], error) {
		found, err := base.productSlots(ctx, base.db.WithContext(ctx), w, missing)
		for _, at := range found {
			at.origin, at.now.ID = at.now.ID, 0 // the scratch numbers its rows itself
		}
		return found, err
	})
}

// numberNew gives the products that have no id yet the next ones.
func numberNew(numbers *counterRow, slots []*slot[catalog.Product]) {
	for _, at := range slots {
		if at.now.ID == 0 {
			numbers.IDs++
			at.now.ID = numbers.IDs
		}
	}
}

// storeProducts writes rows that have their ids, keeps the counts of property values right and numbers what changed.
func (s *Store) storeProducts(tx *gorm.DB, shop string, numbers *counterRow, slots []*slot[catalog.Product]) error {
	if len(slots) == 0 {
		return nil
	}
	changed := make([]int64, 0, len(slots))
	var fresh, old []*slot[catalog.Product]
	for _, at := range slots {
		if at.before == nil || !at.now.Same(*at.before) {
			changed = append(changed, at.now.ID)
		}
		if at.before == nil {
			fresh = append(fresh, at)
		} else {
			old = append(old, at)
		}
	}
	facets := inBackground(func() []facetRow {
		counts := facetCounts{}
		for _, at := range slots {
			counts.move(at.before, at.now) // of one that is the same but for its time they come to nothing
		}
		return counts.rows(shop)
	})
	findable(slots)
	if err := s.writeProductRows(tx, shop, fresh, old); err != nil {
		return err
	}
	if err := s.writeFacets(tx, shop, facets()); err != nil {
		return err
	}
	return s.logChanges(tx, shop, numbers, changed)
}

// findable makes the search texts that are not known yet. An import knows them all, and need not wait for others to be run.
func findable(slots []*slot[catalog.Product]) {
	unknown := func(at *slot[catalog.Product]) bool { return at.text == "" }
	if !slices.ContainsFunc(slots, unknown) {
		return
	}
	inParallel(len(slots), func(i int) {
		if at := slots[i]; unknown(at) {
			at.text = searchText(*at.now)
		}
	})
}

// idColumns are the primary key of products, orders and packages.
var idColumns = []clause.Column{{Name: "shop"}, {Name: "id"}}

// written returns the slots that are to be stored, in the order in which they were first named.
func written[K comparable, N any](slots map[K]*slot[N], keys []K) []*slot[N] {
	var out []*slot[N]
	for _, key := range keys {
		if at := slots[key]; at != nil && at.written {
			out = append(out, at)
			at.written = false
		}
	}
	return out
}
