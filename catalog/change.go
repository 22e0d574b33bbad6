package catalog

import (
	"cmp"
	"errors"
	"time"

	"github.com/shopspring/decimal"

	"shopclerk/internal/fold"
)

// ErrIncomplete is a change that would leave a product without a title. A SKU it may be without: some sources have none.
var ErrIncomplete = errors.New("title: is required")

// Change is what a source says of one product. A nil field was not mentioned and keeps its value; a pointer to the zero
// value clears it.
type Change struct {
	Key string // as in Product; "" stands for the folded SKU
	SKU string

	Codes *[]string

	Title, ProductType, Vendor, Desc, ImageURL, DetailURL, BuyURL *string

	Price     *decimal.NullDecimal
	Currency  *string
	Stock     **int64
	Published *bool
	CreatedAt *time.Time
	UpdatedAt *time.Time // the source's time of the change, nil when it has none
}

// ProductKey is the key of the product that is meant.
func (c Change) ProductKey() string {
	if c.Key != "" {
		return c.Key
	}
	return fold.Number(c.SKU)
}

// Apply returns old with the change made. old is nil when the source has no such product yet; currency is used where
// none was ever named; now is the time of arrival. ErrIncomplete when the result would have no title.
func (c Change) Apply(old *Product, currency string, now time.Time) (Product, error) {
	p := Product{Published: true, Currency: currency, CreatedAt: now}
	if old != nil {
		p = *old
	}
	p.Key, p.SKU, p.Version = c.ProductKey(), cmp.Or(c.SKU, p.SKU), now
	set(&p.Codes, c.Codes)
	set(&p.Title, c.Title)
	set(&p.ProductType, c.ProductType)
	set(&p.Vendor, c.Vendor)
	set(&p.Desc, c.Desc)
	set(&p.ImageURL, c.ImageURL)
	set(&p.DetailURL, c.DetailURL)
	set(&p.BuyURL, c.BuyURL)
	set(&p.Price, c.Price)
	set(&p.Currency, c.Currency)
	set(&p.Stock, c.Stock)
	set(&p.Published, c.Published)
	p.Currency = cmp.Or(p.Currency, currency)
	c.applyTimes(&p, old, now)
	if p.Title == "" {
		return Product{}, ErrIncomplete
	}
	return p, nil
}

func (c Change) applyTimes(p *Product, old *Product, now time.Time) {
	made := c.CreatedAt != nil && !c.CreatedAt.IsZero() // a product always has its times: the zero time says nothing
	if made {
		p.CreatedAt = *c.CreatedAt
	}
	switch {
	case c.UpdatedAt != nil && !c.UpdatedAt.IsZero():
		p.UpdatedAt, p.Version = *c.UpdatedAt, *c.UpdatedAt
		if old == nil && !made {
			p.CreatedAt = *c.UpdatedAt
		}
	case old == nil || p.Digest() != old.Digest():
		p.UpdatedAt = now
	}
}

// Supersedes reports whether p is to replace old, both being versions of one product: the later one wins, at equal
// times the one with the larger digest, then with the later times of its own, which a digest leaves out. So any order of
// arrival ends the same.
func (p Product) Supersedes(old Product) bool {
	return cmp.Or(p.Version.Compare(old.Version), cmp.Compare(p.Digest(), old.Digest()),
		p.UpdatedAt.Compare(old.UpdatedAt), p.CreatedAt.Compare(old.CreatedAt)) > 0
}

// Same reports whether nothing that anybody can see differs between two versions.
func (p Product) Same(old Product) bool {
	return p.Digest() == old.Digest() && p.UpdatedAt.Equal(old.UpdatedAt) && p.CreatedAt.Equal(old.CreatedAt)
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}
