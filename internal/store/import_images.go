package store

import (
	"encoding/binary"
	"encoding/json"
	"strconv"
	"sync"
	"time"

	"github.com/cespare/xxhash/v2"
	"gorm.io/gorm"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/packages"
)

// kept is a whole row as an image has it: the noun, and what its own JSON leaves out.
type kept[N any] struct {
	ID                        int64
	Source, Key               string
	Created, Updated, Version time.Time
	Noun                      N
}

// digest tells two versions of a row apart.
func (k kept[N]) digest() (string, error) {
	if p, ok := any(k.Noun).(catalog.Product); ok {
		return productDigest(k.Created, k.Updated, k.Version, p), nil
	}
	raw, err := json.Marshal(k)
	return digestOf(raw), err
}

// productDigest is that of a product, of which an import can have a million.
func productDigest(created, updated, version time.Time, p catalog.Product) string {
	var h xxhash.Digest
	h.Reset()
	texts := [...]string{p.Source, p.Key, p.SKU, p.Title, p.ProductType, p.Vendor, p.Desc, p.ImageURL, p.DetailURL, p.BuyURL, p.Currency}
	for _, list := range [][]string{texts[:], p.Codes} {
		for _, text := range list {
			h.WriteString(text)
			h.WriteString("\x00")
		}
	}
	if p.Price.Valid {
		h.WriteString(p.Price.Decimal.String())
	}
	number := func(n int64) {
		var raw [8]byte
		binary.LittleEndian.PutUint64(raw[:], uint64(n)) //nolint:gosec // bits, not a number
		h.Write(raw[:])
	}
	for _, n := range [...]int64{p.ID, created.UnixMicro(), updated.UnixMicro(), version.UnixMicro(), bit(p.Published)} {
		number(n)
	}
	if p.Stock != nil {
		number(*p.Stock)
	}
	return strconv.FormatUint(h.Sum64(), 36)
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func productImage(p catalog.Product) kept[catalog.Product] {
	return kept[catalog.Product]{p.ID, p.Source, p.Key, p.CreatedAt.UTC(), p.UpdatedAt.UTC(), p.Version.UTC(), p}
}

func productOf(k kept[catalog.Product]) catalog.Product {
	p := k.Noun
	p.ID, p.Source, p.Key, p.CreatedAt, p.UpdatedAt, p.Version = k.ID, k.Source, k.Key, k.Created, k.Updated, k.Version
	return p
}

func orderImage(o orders.Order) kept[orders.Order] {
	o.PlacedAt = o.PlacedAt.UTC()
	return kept[orders.Order]{ID: o.ID, Source: o.Source, Key: o.Key, Version: o.Version.UTC(), Noun: o}
}

func orderOf(k kept[orders.Order]) orders.Order {
	o := k.Noun
	o.ID, o.Source, o.Key, o.Version = k.ID, k.Source, k.Key, k.Version
	return o
}

func packageImage(p packages.Package) kept[packages.Package] {
	if p.DeliveredAt != nil {
		p.DeliveredAt = new(p.DeliveredAt.UTC())
	}
	return kept[packages.Package]{ID: p.ID, Source: p.Source, Version: p.Version.UTC(), Noun: p}
}

func packageOf(k kept[packages.Package]) packages.Package {
	p := k.Noun
	p.ID, p.Source, p.Version = k.ID, k.Source, k.Version
	return p
}

// noteStep notes a step of an import with the images of what it changed.
func noteStep[N any](s *Store, tx *gorm.DB, step *Step, outcomes []Outcome, changed []*slot[N], keep func(N) kept[N]) error {
	return s.note(tx, step, outcomes, beginImages(step, changed, keep))
}

// images are those of the rows that one step changed, packed.
type images struct {
	body            []byte
	firstID, lastID int64
}

// beginImages makes the images of rows in the background, while the rows are written, and returns what waits for them. Of a write that
// is no step of an import, or changes nothing, there are none.
func beginImages[N any](step *Step, changed []*slot[N], keep func(N) kept[N]) func() (*images, error) {
	if step == nil || len(changed) == 0 {
		return func() (*images, error) { return nil, nil } //nolint:nilnil // there are none
	}
	made := sync.OnceValues(func() (*images, error) { return imagesOf(changed, keep) })
	go made() //nolint:errcheck // who waits for them is told
	return made
}

func imagesOf[N any](changed []*slot[N], keep func(N) kept[N]) (*images, error) {
	list := make([]image, len(changed))
	for i, at := range changed {
		now := keep(*at.now)
		after, err := now.digest()
		if err != nil {
			return nil, err
		}
		list[i].ID, list[i].After = now.ID, after
		if at.before == nil {
			continue
		}
		if list[i].Before, err = json.Marshal(keep(*at.before)); err != nil {
			return nil, err
		}
	}
	body, err := pack(list)
	firstID, lastID := idRange(list)
	return &images{body, firstID, lastID}, err
}
