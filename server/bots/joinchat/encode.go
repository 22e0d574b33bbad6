package joinchat

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
		return bots.Marshal(list[bots.Card]{true, a.Total, bots.Cards(a.Items)})
	case bots.Property:
		return bots.Marshal(values{true, append([]string{}, a.Values...)})
	case bots.Orders: // an account that nobody has is an empty list, too
		return bots.Marshal(list[bots.Receipt]{true, a.Total, receipts(a)})
	case bots.Packages:
		return bots.Marshal(parcels{true, a.Total, a.More, bots.Parcels(a)})
	case bots.Tested:
		return bots.Marshal(tested{true, a.Token, a.Token})
	}
	return nil, fmt.Errorf("joinchat has no reply for %T", answer)
}

// Refuse writes {"success":false,"errors":"…"}.
func (Dialect) Refuse(_ bots.Reason, words string) []byte {
	body, err := bots.Marshal(refusal{false, words})
	if err != nil { // a bool and a string always marshal
		panic(err)
	}
	return body
}

type list[T any] struct {
	Success bool `json:"success"`
	Total   int  `json:"total"`
	Data    []T  `json:"data"`
}

type values struct {
	Success bool     `json:"success"`
	Data    []string `json:"data"`
}

type parcels struct {
	Success     bool          `json:"success"`
	Total       int           `json:"total"`
	HasNextPage bool          `json:"has_next_page"`
	Packages    []bots.Parcel `json:"packages"`
}

// tested carries the token under the name of each generation of the contract.
type tested struct {
	Success   bool            `json:"success"`
	Token     json.RawMessage `json:"token"`
	TestToken json.RawMessage `json:"test_token"`
}

type refusal struct {
	Success bool   `json:"success"`
	Errors  string `json:"errors"`
}

// receipts makes the objects that JoinChat hands to Facebook as they are.
func receipts(a bots.Orders) []bots.Receipt {
	return bots.Receipts(a, func(r *bots.Receipt, _ orders.Order) { r.TemplateType = "receipt" })
}
