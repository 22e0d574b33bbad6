package bothub

import (
	"encoding/json"
	"fmt"

	"shopclerk/orders"
	"shopclerk/server/bots"
)

// Encode writes the reply of a method.
func (Dialect) Encode(answer bots.Answer) ([]byte, error) {
	switch a := answer.(type) {
	case bots.Products:
		return bots.Marshal(products{head{true, "products"}, a.More, bots.Cards(a.Items)})
	case bots.Property:
		return bots.Marshal(property{head{true, "property"}, a.More, append([]string{}, a.Values...)})
	case bots.Orders:
		if a.AccountUnknown {
			return nil, &bots.Refusal{Reason: bots.UserNotFound}
		}
		return bots.Marshal(orderList{head{true, "orders"}, a.More, receipts(a)})
	case bots.Packages:
		return bots.Marshal(parcels{head{true, "packages"}, a.More, bots.Parcels(a)})
	case bots.Tested:
		return bots.Marshal(tested{head{true, "test"}, a.Token})
	}
	return nil, fmt.Errorf("bothub has no reply for %T", answer)
}

type head struct {
	Success bool   `json:"success"`
	Object  string `json:"object"`
}

type products struct {
	head
	HasNextPage bool        `json:"has_next_page"`
	Products    []bots.Card `json:"products"`
}

type property struct {
	head
	HasNextPage bool     `json:"has_next_page"`
	Property    []string `json:"property"`
}

type orderList struct {
	head
	HasNextPage bool           `json:"has_next_page"`
	Orders      []bots.Receipt `json:"orders"`
}

type parcels struct {
	head
	HasNextPage bool          `json:"has_next_page"`
	Packages    []bots.Parcel `json:"packages"`
}

type tested struct {
	head
	TestToken json.RawMessage `json:"test_token"`
}

// receipts are Facebook's, with the order's status beside.
func receipts(a bots.Orders) []bots.Receipt {
	return bots.Receipts(a, func(r *bots.Receipt, o orders.Order) { r.Status = string(o.Status) })
}
