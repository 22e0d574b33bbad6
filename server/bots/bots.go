// Package bots holds what the bot platforms have in common: what they can ask, what they are answered, and why they are
// refused. Each platform's own words stay in its folder below.
package bots

import (
	"time"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/packages"
)

// Paging of the contracts.
const (
	DefaultPage  = 1
	DefaultLimit = 3
	MaxLimit     = 100
)

// Dialect is how one platform asks and wants to be answered.
type Dialect interface {
	// Platform is the name in the configuration, such as "joinchat".
	Platform() string
	// Header is the request header with the signature.
	Header() string
	// Verify reports whether header signs the raw body with secret.
	Verify(secret, header string, body []byte) bool
	// Sign returns the header's value for a body, as the platform would send it.
	Sign(secret string, body []byte) string
	// Decode reads a verified body. The error is a *Refusal.
	Decode(body []byte) (Request, error)
	// Encode writes an answer.
	Encode(answer Answer) ([]byte, error)
	// Refuse writes a refusal in words for the customer.
	Refuse(reason Reason, words string) []byte
	// Ask writes the body of a request, as the platform would send it; it is what Decode reads.
	Ask(q Question) ([]byte, error)
}

// Request is one question, decoded. Query is a catalog.Query, catalog.Facet, orders.Query, packages.Query or Test.
type Request struct {
	ID     string // the platform's own, for the log; may be ""
	PageID string // the Messenger page that it is asked on; may be ""
	Method string // as the platform calls it
	Query  any
}

// Test is the platform's check of the address; the token is a JSON scalar that is returned as it came.
type Test struct{ Token []byte }

// Answer is one of Products, Property, Orders, Packages and Tested.
type Answer interface{ answer() }

// Products answers a catalog.Query with one page of products.
type Products struct {
	Items []catalog.Product
	Page
}

// Property answers a catalog.Facet.
type Property struct {
	Values []string
	Page
}

// Orders answers an orders.Query with one page of orders.
type Orders struct {
	Items          []orders.Order
	AccountUnknown bool // neither an order nor a customer carries the account
	UnitPrice      bool // show what one piece costs, not what the line costs
	Page
}

// Packages answers a packages.Query with one page of parcels.
type Packages struct {
	Items    []packages.Package
	Language string
	Zone     *time.Location
	Page
}

// Tested answers a Test.
type Tested struct{ Token []byte }

func (Products) answer() {}
func (Property) answer() {}
func (Orders) answer()   {}
func (Packages) answer() {}
func (Tested) answer()   {}

// Page says where an answer stands in all that there is.
type Page struct {
	Total int  // of all pages
	More  bool // whether there is a page after this one
}
