package orders

import "time"

// Query asks for orders by exactly one of number and account. With a number, Filter and paging do not count.
type Query struct {
	Number      string
	Account     string // an e-mail address or a phone number as the customer wrote it
	Filter      Filter
	Page, Limit int // both from 1
}

// Offset is how many orders come before the page.
func (q Query) Offset() int { return (q.Page - 1) * q.Limit }

// Customer is who a feed says is behind orders. Files bring none.
type Customer struct {
	Source, ID     string // the source and its own id of the customer
	Name           string
	Emails, Phones []string  // as the source writes them
	Version        time.Time `json:"-"` // which of two writes is later: the source's time, else the time of arrival
}
