package bots

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// Question is what `shopclerk ask` sends: the fields of the contract, "" for those that are not sent.
type Question struct {
	Method, PageID                                    string
	Title, ProductType, Vendor, OrderType, SearchType string
	OrderNumber, UserAccount, Filter, PackageNumber   string
	Token                                             string
	Page, Limit                                       string
}

// Text is one name and value of a JSON object.
type Text struct{ Name, Value string }

// Texts is a JSON object of texts that keeps its order.
type Texts []Text

// MarshalJSON writes the object.
func (t Texts) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, text := range t {
		if i > 0 {
			b.WriteByte(',')
		}
		value, err := Marshal(text.Value)
		if err != nil {
			return nil, err
		}
		b.WriteString(strconv.Quote(text.Name) + ":")
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// Params is what is asked, without what is empty. A test's token goes under the platform's name for it.
func (q Question) Params(token string) Texts {
	out := Texts{}
	for _, t := range (Texts{
		{"title", q.Title}, {"product_type", q.ProductType}, {"vendor", q.Vendor}, {"order_type", q.OrderType},
		{"search_type", q.SearchType}, {"order_number", q.OrderNumber}, {"user_account", q.UserAccount},
		{"filter", q.Filter}, {"package_number", q.PackageNumber}, {token, q.Token},
	}) {
		if t.Value != "" {
			out = append(out, t)
		}
	}
	return out
}

// Paging is the pagination object, nil when neither number is given. What is no number is sent as it is: the reply to a
// wrong request is worth seeing too.
func (q Question) Paging() map[string]any {
	out := map[string]any{}
	for name, text := range map[string]string{"page": q.Page, "limit": q.Limit} {
		if n, err := strconv.Atoi(text); err == nil {
			out[name] = json.Number(strconv.Itoa(n))
		} else if text != "" {
			out[name] = text
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
