package cyberbiz

import (
	"cmp"
	"slices"
	"strings"

	"shopclerk/catalog"
	"shopclerk/internal/fold"
	"shopclerk/internal/plain"
)

// productType is what customers choose by: the first collection that is published, or how the product is sold.
func (r reader) productType() string {
	if r.of.ProductType == TypeOfProduct {
		return cmp.Or(r.facet("product_type"), r.facet("product_type_code"))
	}
	collections := r.list("custom_collections", maxVariants)
	slices.SortStableFunc(collections, byPosition)
	for _, c := range collections {
		if c.truth("published", true) {
			if title := c.facet("title"); title != "" {
				return title
			}
		}
	}
	return ""
}

// facet reads a text that customers choose by, which is of no use when it is cut.
func (r reader) facet(key string) string { return r.whole(key, catalog.MaxFacet, fold.Case) }

// description is all that a page says of a product, each text once: customers search in it.
func (r reader) description() string {
	var texts []string
	for _, key := range []string{"slogan", "brief_text", "brief", "body_html"} {
		if r.nested(key) {
			r.warn(key, "is not a text and was left out")
		}
		if text := plain.Text(clean(r.Text(key))); text != "" && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return r.cut("body_html", strings.Join(texts, "\n"), catalog.MaxDesc)
}

func (r reader) productPicture() string {
	if address := r.firstPicture("photo_urls", catalog.MaxURL); address != "" {
		return address
	}
	photos := r.list("photos", maxVariants)
	slices.SortStableFunc(photos, byPosition)
	for _, p := range photos {
		if address := p.picture("url", catalog.MaxURL); address != "" {
			return address
		}
	}
	return ""
}

// byPosition puts what has no position last.
func byPosition(a, b reader) int { return cmp.Compare(a.position(), b.position()) }

func (r reader) position() int64 {
	if at, told := r.count("position"); told {
		return at
	}
	return 1 << 40
}
