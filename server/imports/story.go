package imports

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/internal/store"
)

// Guard rails: an import that would do more than this to what is there waits until somebody confirms it.
const (
	maxShare    = 20 // percent of the products that may be unpublished, and of the prices that may be cut
	maxExamples = 20
	maxGuarded  = 10 // products below which there is nothing to guard
)

// Story is what an import would do, told before it does it.
type Story struct {
	Fields   map[string]int `json:"fields,omitempty"`   // changed products by what changes in them
	Examples []FieldChange  `json:"examples,omitempty"` // the largest changes of prices first, then others
	// Columns says what the columns of a table were taken for, where that was not given by the format.
	Columns map[string]string `json:"columns,omitempty"`
	Look    *Look             `json:"look,omitempty"` // only of an import that waits to be confirmed, for it shows the file's own rows

	Published int `json:"published"`  // products of the source that customers can see now; 0 where none of them would go
	Unpublish int `json:"unpublish"`  // of these, that they would not see any more
	Missing   int `json:"missing"`    // of those, that a mirror would unpublish because the file does not have them
	Priced    int `json:"priced"`     // products of the file that are there already and have a price
	PriceCuts int `json:"price_cuts"` // of these, that would lose more than half of it

	Guards []string `json:"guards,omitempty"` // why somebody must confirm it
}

// FieldChange is one field of one product.
type FieldChange struct {
	Key   string `json:"key"`
	Title string `json:"title"`
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`

	weight float64 // how much a price changes, as a factor; 0 of other fields
}

// add looks at what came of a row.
func (s *Story) add(o store.Outcome) {
	before, ok := o.Before.(*catalog.Product)
	now, _ := o.Now.(*catalog.Product)
	if !ok || now == nil {
		return
	}
	if before.Price.Valid {
		s.Priced++
	}
	if o.Result != store.Changed {
		return
	}
	if before.Published && !now.Published {
		s.Unpublish++
	}
	if before.Price.Valid {
		if now.Price.Valid && now.Price.Decimal.Mul(decimal.NewFromInt(2)).LessThan(before.Price.Decimal) {
			s.PriceCuts++
		}
	}
	for _, c := range changesOf(*before, *now) {
		if s.Fields == nil {
			s.Fields = map[string]int{}
		}
		s.Fields[c.Field]++
		s.example(c)
	}
}

// example keeps the largest changes.
func (s *Story) example(c FieldChange) {
	at, _ := slices.BinarySearchFunc(s.Examples, c, func(a, b FieldChange) int { return cmp.Compare(b.weight, a.weight) })
	for at < len(s.Examples) && s.Examples[at].weight == c.weight { // the first of the file stays first
		at++
	}
	if at < maxExamples {
		s.Examples = slices.Insert(s.Examples, at, c)
		s.Examples = s.Examples[:min(len(s.Examples), maxExamples)]
	}
}

func changesOf(before, now catalog.Product) (out []FieldChange) {
	for _, f := range []struct{ name, old, now string }{
		{"price", amountText(before.Price), amountText(now.Price)}, {"title", before.Title, now.Title},
		{"stock", count(before.Stock), count(now.Stock)}, {"published", strconv.FormatBool(before.Published), strconv.FormatBool(now.Published)},
		{"sku", before.SKU, now.SKU}, {"barcode", fmt.Sprint(before.Codes), fmt.Sprint(now.Codes)},
		{"product_type", before.ProductType, now.ProductType}, {"vendor", before.Vendor, now.Vendor}, {"desc", before.Desc, now.Desc},
		{"image_url", before.ImageURL, now.ImageURL}, {"detail_url", before.DetailURL, now.DetailURL}, {"buy_url", before.BuyURL, now.BuyURL},
		{"currency", before.Currency, now.Currency},
	} {
		if f.old != f.now {
			out = append(out, FieldChange{Key: now.Key, Title: clip(now.Title), Field: f.name, Old: clip(f.old), New: clip(f.now)})
		}
	}
	if len(out) > 0 && out[0].Field == "price" {
		out[0].weight = factor(before.Price, now.Price)
	}
	return out
}

// factor is how many times one price is the other, from 1 on.
func factor(a, b decimal.NullDecimal) float64 {
	x, y := a.Decimal.InexactFloat64(), b.Decimal.InexactFloat64()
	if !a.Valid || !b.Valid || x <= 0 || y <= 0 {
		return 1e9 // from nothing, or to nothing
	}
	return max(x/y, y/x)
}

func amountText(d decimal.NullDecimal) string {
	if !d.Valid {
		return ""
	}
	return d.Decimal.String()
}

func count(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

// guard says what must be confirmed.
func (s *Story) guard() {
	s.Guards = nil
	if s.HidesMany() {
		s.Guards = append(s.Guards, fmt.Sprintf("%d of %d published products would be unpublished (%s), more than %d %%",
			s.Unpublish, s.Published, percent(s.Unpublish, s.Published), maxShare))
	}
	if s.CutsMany() {
		s.Guards = append(s.Guards, fmt.Sprintf("%d of %d prices would be cut by more than half (%s), more than %d %% of them",
			s.PriceCuts, s.Priced, percent(s.PriceCuts, s.Priced), maxShare))
	}
}

// HidesMany reports whether so many products would be unpublished that somebody must confirm it.
func (s Story) HidesMany() bool {
	return s.Published >= maxGuarded && s.Unpublish*100 > s.Published*maxShare
}

// CutsMany reports whether so many prices would be cut by more than half that somebody must confirm it.
func (s Story) CutsMany() bool {
	return s.Priced >= maxGuarded && s.PriceCuts*100 > s.Priced*maxShare
}

func percent(n, of int) string { return fmt.Sprintf("%.0f %%", float64(n)*100/float64(of)) }

func (s *Story) raw() json.RawMessage {
	raw, err := json.Marshal(s)
	if err != nil { // numbers and texts always marshal
		return json.RawMessage("{}")
	}
	return raw
}

// ReadStory reads the story of an import; the zero Story when it has none.
func ReadStory(i store.Import) (s Story, err error) {
	if len(i.Story) == 0 {
		return s, nil
	}
	return s, json.Unmarshal(i.Story, &s)
}
