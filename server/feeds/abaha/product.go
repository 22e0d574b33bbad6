package abaha

import (
	"cmp"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/internal/fold"
	"shopclerk/internal/plain"
	"shopclerk/server/feeds"
)

// booking is the order_type of what is booked instead of sold, which is never out of stock.
const booking = 2

// products reads a product. Its category is a number without a name (cat_id), so the product type stays unmentioned.
func (r reader) products() ([]catalog.Change, error) {
	id, err := r.id("id", maxID)
	if err != nil {
		return nil, err
	}
	deleted := r.flag("delete_flag")
	title := r.text("name", catalog.MaxTitle)
	switch {
	case title == "" && !deleted:
		return nil, unreadable("name", "is missing")
	case title == "": // what is deleted may come without all that it was, and nobody sees it
		title = id
	}
	sku, codes := r.codes()
	updated := feeds.Told(r.moment("modified"))
	return []catalog.Change{{
		Key: id, SKU: sku, Codes: &codes, Title: &title, Vendor: new(r.vendor()), Desc: new(r.description()),
		ImageURL: new(r.image()), DetailURL: new(r.link("share_link", catalog.MaxURL)),
		Price: new(r.price()), Currency: new(currency), Stock: new(r.stock()), Published: new(!deleted),
		CreatedAt: cmp.Or(feeds.Told(r.moment("created")), updated), UpdatedAt: updated,
	}}, nil
}

// codes are the merchant's SKU, else the code that Abaha made up, and what else finds the product.
func (r reader) codes() (sku string, others []string) {
	own, made := r.sku("sku"), r.sku("product_code")
	if own == "" || fold.Number(own) == fold.Number(made) {
		return cmp.Or(own, made), []string{}
	}
	return own, distinct(made)
}

func (r reader) sku(key string) string {
	text := clean(r.Text(key))
	if !fits(text, fold.Number(text), catalog.MaxSKU) {
		r.warn(key, "is longer than %d characters and was left out", catalog.MaxSKU)
		return ""
	}
	return text
}

func (r reader) vendor() string {
	text := r.text("brand", catalog.MaxFacet)
	if utf8.RuneCountInString(fold.Case(text)) > catalog.MaxFacet {
		r.warn("brand", "is longer than %d characters and was left out", catalog.MaxFacet)
		return ""
	}
	return text
}

// description is the fullest text that there is: customers search in it.
func (r reader) description() string {
	for _, key := range []string{"content", "desc", "short_content"} {
		if text := plain.Text(clean(r.Text(key))); text != "" {
			return r.cut(key, text, catalog.MaxDesc)
		}
	}
	return ""
}

// image leaves out the picture that Abaha gives to products without one, for a shop has its own.
func (r reader) image() string {
	link := r.link("image", catalog.MaxURL)
	if strings.HasSuffix(link, "/no-product-image.png") {
		return ""
	}
	return link
}

// price reads what a product costs today. discount is a price as well, and no amount to take off. No document says which of
// the two is the one before: the app strikes discount through. So the lower one holds, provided that it lies as many
// percent below the other as discount_percent says, and else the one that is called price.
func (r reader) price() decimal.NullDecimal {
	price, other, percent := r.amount("price"), r.amount("discount"), r.amount("discount_percent")
	if !other.Valid || other.Decimal.IsZero() || !price.Valid || price.Decimal.Equal(other.Decimal) {
		return price
	}
	low, high := decimal.Min(price.Decimal, other.Decimal), decimal.Max(price.Decimal, other.Decimal)
	hundred := decimal.NewFromInt(100)
	off := hundred.Sub(low.Mul(hundred).DivRound(high, 4))
	if off.Sub(percent.Decimal).Abs().GreaterThan(decimal.NewFromInt(1)) { // the percentage is rounded
		r.warn("discount", "does not agree with price and discount_percent and was left out")
		return price
	}
	return decimal.NewNullDecimal(low)
}

// stock is nil where stock is not counted. Goods that are sold by weight are rounded up, so that a rest is not sold out.
func (r reader) stock() *int64 {
	if r.code("order_type", 0) == booking {
		return nil
	}
	if r.flag("empty_flag") {
		return new(int64)
	}
	if r.Text("inventory") == "" {
		return nil
	}
	d, problem := r.readDecimal("inventory")
	if problem != "" || d.Decimal.Abs().GreaterThan(decimal.NewFromInt(math.MaxInt32)) {
		r.warn("inventory", "is not a number of pieces and was left out")
		return nil
	}
	return new(d.Decimal.Ceil().IntPart())
}
