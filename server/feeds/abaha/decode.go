package abaha

import (
	"fmt"
	"strings"

	"shopclerk/server/feeds"
)

// kind is what a delivery is about. Abaha sends the bare object and names no event.
type kind string

const (
	order    kind = "order"
	product  kind = "product"
	customer kind = "customer"
)

// named is the kind that an address ends with, in whatever case, in singular or plural; "" when it names none.
func named(path string) kind {
	word, _, _ := strings.Cut(strings.ToLower(strings.Trim(path, "/")), "/")
	switch k := kind(strings.TrimSuffix(word, "s")); k {
	case order, product, customer:
		return k
	}
	return ""
}

// shape is the kind that an object shows by its keys; "" when it shows none. An order has a user_id and an id, too.
func shape(o feeds.Object) kind {
	switch {
	case o.Has("cart_code"):
		return order
	case o.Has("product_code"):
		return product
	case o.Has("user_id") && o.Has("tel") && !o.Has("id"):
		return customer
	}
	return ""
}

// kindOf tells what a delivery is about. The keys of the object count before the address, for one address is easily typed
// for all three events, and no object has the telling key of another kind.
func kindOf(event string, o feeds.Object) kind {
	if k := shape(o); k != "" {
		return k
	}
	return named(event)
}

// idKey is the key of a kind's own id.
func (k kind) idKey() string {
	if k == customer {
		return "user_id"
	}
	return "id"
}

func subject(d feeds.Delivery) feeds.Subject {
	s := feeds.Subject{Event: d.Event}
	o, err := feeds.ParseObject(d.Body)
	if err != nil {
		return s
	}
	k := kindOf(d.Event, o)
	if k == "" {
		return s
	}
	r := reader{Object: o, at: d.At, said: &notes{}}
	s.Event, s.At = string(k), r.moment("modified")
	if id, err := r.id(k.idKey(), maxID); err == nil {
		s.Object = string(k) + " " + id
	}
	return s
}

// decode reads a delivery. Every one holds the whole object, so null and missing are told as cleared: then the news of a
// version do not depend on what came before it.
func decode(d feeds.Delivery) (news feeds.News, warnings []string, err error) {
	o, err := feeds.ParseObject(d.Body)
	if err != nil {
		return feeds.News{}, nil, err
	}
	said := &notes{}
	r := reader{Object: o, at: d.At, said: said}
	switch k := kindOf(d.Event, o); k {
	case order:
		news.Orders, err = r.orders()
	case product:
		news.Products, err = r.products()
	case customer:
		news.Customers, err = r.customers()
	default:
		err = fmt.Errorf("%w: neither its address nor its keys tell an order, a product or a customer", feeds.ErrUnreadable)
	}
	if err != nil {
		return feeds.News{}, nil, err
	}
	return news, said.warnings, nil
}
