package catalog

// SortField is what a list of products is ordered by.
type SortField string

// The orders that can be asked for. ByRelevance is best match first, or newest update first when nothing was typed.
const (
	ByRelevance SortField = ""
	ByTitle     SortField = "title"
	ByCreated   SortField = "created_at"
	ByUpdated   SortField = "updated_at"
)

// MaxQueryTitle is how many characters of a typed title are looked at.
const MaxQueryTitle = 512

// Query asks for published products. Title, ProductType and Vendor are OR-ed; all empty asks for every product.
type Query struct {
	Title       string // typo-tolerant search
	ProductType string // whole value, without regard to case, width or accents
	Vendor      string // likewise
	SortBy      SortField
	Descending  bool
	HideSoldOut bool
	Page, Limit int // both from 1
}

// Offset is how many products come before the page.
func (q Query) Offset() int { return (q.Page - 1) * q.Limit }

// Everything reports whether the query names no condition.
func (q Query) Everything() bool { return q.Title == "" && q.ProductType == "" && q.Vendor == "" }

// Facet asks for the values in use of one or both properties. Limit 0 asks for all of them.
type Facet struct {
	ProductType, Vendor bool
	Page, Limit         int
}
