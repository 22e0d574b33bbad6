package orders

import (
	"fmt"
	"slices"
	"strings"
)

// Status is how far an order has come.
type Status string

// The statuses, in the order in which an order usually passes them. Processing is accepted and to be paid on delivery.
const (
	Unpaid     Status = "unpaid"
	Processing Status = "processing"
	Paid       Status = "paid"
	Shipped    Status = "shipped"
	Delivered  Status = "delivered"
	Completed  Status = "completed"
	Cancelled  Status = "cancelled"
	Refunded   Status = "refunded"
)

// Statuses lists all, the further ones later.
var statuses = []Status{Unpaid, Processing, Paid, Shipped, Delivered, Completed, Cancelled, Refunded}

// ParseStatus reads a status without regard to case.
func ParseStatus(text string) (Status, error) {
	s := Status(strings.ToLower(strings.TrimSpace(text)))
	if s == "canceled" {
		s = Cancelled
	}
	if !slices.Contains(statuses, s) {
		return "", fmt.Errorf("%q is not a status; one of %s", text, join(statuses))
	}
	return s, nil
}

// Rank is larger the further an order has come.
func (s Status) Rank() int { return slices.Index(statuses, s) }

func join(list []Status) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return strings.Join(out, ", ")
}

// Filter narrows a customer's list of orders.
type Filter string

// The filters. Closed is what the platforms call closed or past.
const (
	All        Filter = ""
	Open       Filter = "open"
	OnlyUnpaid Filter = "unpaid"
	Closed     Filter = "closed"
)

// Statuses returns the statuses that a filter lets through.
func (f Filter) Statuses() []Status {
	switch f {
	case Open:
		return []Status{Unpaid, Processing, Paid, Shipped}
	case OnlyUnpaid:
		return []Status{Unpaid}
	case Closed:
		return []Status{Delivered, Completed, Cancelled, Refunded}
	}
	return slices.Clone(statuses)
}
