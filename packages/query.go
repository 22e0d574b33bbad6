package packages

// Query asks for parcels by exactly one of order number and package number.
type Query struct {
	OrderNumber, Number string
	Page, Limit         int // both from 1
}

// Offset is how many parcels come before the page.
func (q Query) Offset() int { return (q.Page - 1) * q.Limit }
