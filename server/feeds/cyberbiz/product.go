package cyberbiz

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/server/feeds"
)

// The parts of a product. Events of a variant come apart from those of its product, in any order.
const (
	productGroup = "product "
	productPart  = "product"
	deletedPart  = "deleted"  // the product is
	variantPart  = "variant " // and its id
	deletedEnd   = " deleted" // the variant is
)

// maxVariants bounds what a product is made of.
const maxVariants = 1000

// productBody is what a part keeps of a product.
type productBody struct {
	// Seen is the latest time in the document, of the product or of a variant, in microseconds since 1970: what it does not
	// list was not there then. It is the first field, so that of two documents with the same time of the product, the one
	// that saw more is the larger body.
	Seen      int64               `json:"seen"`
	Title     string              `json:"title"`
	Type      string              `json:"type,omitempty"`
	Vendor    string              `json:"vendor,omitempty"`
	Desc      string              `json:"desc,omitempty"`
	Picture   string              `json:"picture,omitempty"`
	Page      string              `json:"page,omitempty"`
	Price     decimal.NullDecimal `json:"price"`
	Shown     bool                `json:"shown"` // but for the days of sale
	SellFrom  time.Time           `json:"sell_from,omitzero"`
	SellTo    time.Time           `json:"sell_to,omitzero"`
	CreatedAt time.Time           `json:"created_at,omitzero"`
	Variants  []string            `json:"variants"` // their ids
}

// product reads a product into one part for itself and one for each variant that it lists.
func (r reader) product(gone bool, news *feeds.News) error {
	id, err := r.productID()
	if err != nil {
		return err
	}
	group, version := productGroup+id, r.version()
	if gone {
		news.Parts = append(news.Parts, feeds.Part{Group: group, Name: deletedPart, Version: version, Body: json.RawMessage("{}")})
		return nil
	}
	title := cmp.Or(r.text("title", catalog.MaxTitle), r.text("english_title", catalog.MaxTitle))
	if title == "" {
		return unreadable("title", "is missing")
	}
	body := r.productBody(title)
	body.Seen, body.Variants = version.UnixMicro(), []string{}
	for _, v := range r.list("product_variants", maxVariants) {
		part, ok := v.listed(group, version)
		if !ok {
			continue
		}
		news.Parts = append(news.Parts, part)
		body.Variants = append(body.Variants, strings.TrimPrefix(part.Name, variantPart))
		body.Seen = max(body.Seen, part.Version.UnixMicro())
	}
	slices.Sort(body.Variants)
	body.Variants = slices.Compact(body.Variants)
	news.Parts = append(news.Parts, feeds.Part{Group: group, Name: productPart, Version: version, Body: encode(body)})
	return nil
}

func (r reader) productBody(title string) productBody {
	return productBody{
		Title: title, Type: r.productType(), Vendor: r.facet("vendor"), Desc: r.description(), Picture: r.productPicture(),
		Page: r.page("product_url", catalog.MaxURL), Price: r.amount("price"), Shown: r.published() && r.truth("searchable", true),
		SellFrom: r.bound("sell_from"), SellTo: r.bound("sell_to"), CreatedAt: r.moment("created_at"),
	}
}

// published is false when it cannot be read, and null is no for the platform, too. Only a document without the field says
// nothing.
func (r reader) published() bool {
	_, there := r.Object["published"]
	return r.truth("published", !there)
}

// version is the source's time of the change, else the time of arrival.
func (r reader) version() time.Time {
	if at := r.moment("updated_at"); !at.IsZero() {
		return at
	}
	return r.at
}

// productID is the id of a product. A single one is answered without it, and only its variants tell.
func (r reader) productID() (string, error) {
	id, err := r.id("id")
	if err == nil || r.Has("id") {
		return id, err
	}
	for _, v := range r.Objects("product_variants") {
		if id, err := r.within("product_variants", v).id("product_id"); err == nil {
			return id, nil
		}
	}
	return "", err
}

func encode(body any) json.RawMessage {
	text, err := json.Marshal(body)
	if err != nil { // texts, amounts, and times of years with four digits always marshal
		panic(err)
	}
	return text
}
