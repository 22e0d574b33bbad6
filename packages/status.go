package packages

import (
	"slices"
	"strings"
)

// Status is what last happened to a parcel: a word of the vocabulary, or the source's own free text.
type Status string

// The vocabulary.
const (
	Pending        Status = "pending"
	PickedUp       Status = "picked_up"
	InTransit      Status = "in_transit"
	OutForDelivery Status = "out_for_delivery"
	Delivered      Status = "delivered"
	Exception      Status = "exception"
	Returned       Status = "returned"
	Cancelled      Status = "cancelled"
)

// byRank lists the vocabulary from the start of a parcel's way to its ends.
var byRank = []Status{Pending, PickedUp, InTransit, Exception, OutForDelivery, Delivered, Returned, Cancelled}

// ParseStatus reads a status: "In transit", "in-transit" and "in_transit" are the same word of the vocabulary; anything
// else is kept as it is written.
func ParseStatus(text string) Status {
	text = strings.TrimSpace(text)
	word := Status(strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(text)))
	if word == "canceled" {
		word = Cancelled
	}
	if word.Known() {
		return word
	}
	return Status(text)
}

// Known reports whether the status is a word of the vocabulary.
func (s Status) Known() bool { return slices.Contains(byRank, s) }

// Rank is larger the further a parcel has come; free text ranks below the vocabulary.
func (s Status) Rank() int { return slices.Index(byRank, s) }
