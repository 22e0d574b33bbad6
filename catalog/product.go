// Package catalog holds the product: what it is, how two versions of it compare, and what can be asked about products.
// It does no I/O and knows neither files nor platforms.
package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/shopspring/decimal"
)

// Longest texts, in characters; the columns and the index are made for them.
const (
	MaxSKU   = 255
	MaxCodes = 2000 // all codes of a product together
	MaxTitle = 512
	MaxFacet = 255 // product_type and vendor
	MaxURL   = 2048
	MaxDesc  = 20000
)

// Product is one product of one shop as its source last told it.
type Product struct {
	ID     int64  `json:"-"` // the store's number of it, 0 before it is stored
	Source string `json:"-"` // "file", "sample" or a feed's id
	Key    string `json:"-"` // the source's own id or handle where it has one, else the folded SKU

	SKU         string              `json:"sku"`
	Codes       []string            `json:"codes,omitempty"` // what else finds it alone: its barcode, its variants' SKUs and barcodes
	Title       string              `json:"title"`
	ProductType string              `json:"product_type"`
	Vendor      string              `json:"vendor"`
	Desc        string              `json:"desc"`
	ImageURL    string              `json:"image_url"`
	DetailURL   string              `json:"detail_url"`
	BuyURL      string              `json:"buy_url"`
	Price       decimal.NullDecimal `json:"price"`
	Currency    string              `json:"currency"` // ISO 4217
	Stock       *int64              `json:"stock"`    // nil when the source does not count
	Published   bool                `json:"published"`

	CreatedAt time.Time `json:"-"`
	UpdatedAt time.Time `json:"-"` // the source's time, else the moment of the last real change
	Version   time.Time `json:"-"` // which of two writes is later: the source's time, else the time of arrival
}

// SoldOut reports whether the source counts stock and has none.
func (p Product) SoldOut() bool { return p.Stock != nil && *p.Stock <= 0 }

// Digest is a hex digest of everything that a customer can see; times are not part of it.
func (p Product) Digest() string {
	content, err := json.Marshal(p) // a decimal marshals without trailing zeros, however it was read
	if err != nil {                 // strings, decimals and an int64 always marshal
		panic(err)
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:16])
}
