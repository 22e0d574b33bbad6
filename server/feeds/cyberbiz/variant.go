package cyberbiz

import (
	"encoding/json"
	"math"
	"time"

	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/internal/fold"
	"shopclerk/server/feeds"
)

// variantBody is what a part keeps of a variant.
type variantBody struct {
	SKU      string              `json:"sku,omitempty"`
	Barcode  string              `json:"barcode,omitempty"`
	Price    decimal.NullDecimal `json:"price"`
	Stock    *int64              `json:"stock"` // nil when it is not counted, or sold without end
	Position int64               `json:"position"`
	Picture  string              `json:"picture,omitempty"`
}

// variant reads an event of a variant alone.
func (r reader) variant(gone bool, news *feeds.News) error {
	id, err := r.id("id")
	if err != nil {
		return err
	}
	of, err := r.id("product_id")
	switch {
	case err != nil && gone && !r.Has("product_id"):
		r.warn("product_id", "is missing, so that it is not known of which product the variant is gone; the product's next update tells it")
		return nil
	case err != nil:
		return err
	case gone:
		news.Parts = append(news.Parts, feeds.Part{
			Group: productGroup + of, Name: variantPart + id + deletedEnd, Version: r.version(), Body: json.RawMessage("{}"),
		})
		return nil
	}
	news.Parts = append(news.Parts, feeds.Part{Group: productGroup + of, Name: variantPart + id, Version: r.version(), Body: encode(r.variantBody())})
	return nil
}

// listed reads a variant in a product's document, whose time holds where the variant has none.
func (r reader) listed(group string, version time.Time) (feeds.Part, bool) {
	id, err := r.id("id")
	if err != nil {
		r.warn("id", "is missing or is not an id, and the variant was left out")
		return feeds.Part{}, false
	}
	if at := r.moment("updated_at"); !at.IsZero() {
		version = at
	}
	return feeds.Part{Group: group, Name: variantPart + id, Version: version, Body: encode(r.variantBody())}, true
}

func (r reader) variantBody() variantBody {
	return variantBody{
		SKU: r.whole("sku", catalog.MaxSKU, fold.Number), Barcode: r.whole("qc", catalog.MaxSKU, fold.Number),
		Price: r.amount("price"), Stock: r.stock(), Position: r.position(), Picture: r.firstPicture("photo_urls", catalog.MaxURL),
	}
}

// stock is nil where nobody counts, and where the shop sells on when there is none.
func (r reader) stock() *int64 {
	if !r.truth("inventory_management", false) || r.text("inventory_policy", maxID) == "continue" {
		return nil
	}
	pieces, told := r.count("inventory_quantity")
	if !told {
		return nil
	}
	return new(min(max(pieces, 0), math.MaxInt32)) // less than nothing is what others were promised, and no more than sold out
}
