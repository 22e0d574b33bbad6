package store

import (
	"encoding/json"
	"time"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/packages"
)

// News is what a feed has to tell, in nouns: of one delivery, or of one page of a pull.
type News struct {
	Products  []catalog.Change
	Orders    []orders.Change
	Packages  []packages.Change
	Customers []orders.Customer
	Parts     []Part
}

// Part is one piece of what a feed tells piece by piece, such as one variant of a product, or one status that a parcel
// had. The parts of a group are kept, of each the latest version, and the nouns of the group are made from all of them:
// so any order of arrival ends the same.
type Part struct {
	Group   string          // what it is a part of, such as "product 700000"; at most 191 bytes
	Name    string          // unique in the group, such as "variant 750000"; at most 191 bytes
	Version time.Time       // the source's time, else the time of arrival; of two at one time the larger body wins
	Body    json.RawMessage // the feed's own words, with nothing in it that the nouns do not need
}

// Built is what the parts of a group come to.
type Built struct {
	Products []catalog.Change
	Packages []packages.Change
	Due      time.Time // when it is to be built again because time itself changes it; zero is never
}
