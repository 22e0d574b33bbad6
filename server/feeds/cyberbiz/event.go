package cyberbiz

import (
	"strings"

	"shopclerk/server/feeds"
)

// kind is what an object is.
type kind string

const (
	order    kind = "order"
	product  kind = "product"
	variant  kind = "variant"
	customer kind = "customer"
	other    kind = "" // nothing that changes what is known here, such as bonus points
)

// families are the kinds by the first word of an event. affiliate_vendor_orders and the like are others.
var families = map[string]kind{
	"orders": order, "order": order, "express_delivery_orders": order,
	"products": product, "product": product, "variants": variant, "variant": variant, "customers": customer, "customer": customer,
}

// happening is what an event says.
type happening struct {
	kind kind
	gone bool // it was deleted
}

// named reads an event; sure is false when the object is not necessarily one of the kind.
func named(event string) (h happening, sure bool) {
	family, action, _ := strings.Cut(event, "/")
	h.kind = families[family]
	switch {
	case family == "express_delivery_orders": // its body is not documented, and need not be an order
	case action == "delete" || action == "destroy":
		h.gone, sure = true, true
	case h.kind == order, action == "", action == "create", action == "update":
		sure = true
	}
	return h, sure // the others, such as products/update_photos, are not documented either
}

// shape is the kind that an object shows by its keys; other when it shows none.
func shape(o feeds.Object) kind {
	switch {
	case o.Has("order_number"):
		return order
	case o.Has("product_variants"):
		return product
	case o.Has("product_id") && (o.Has("sku") || o.Has("price")):
		return variant
	case o.Has("id") && (o.Has("email") || o.Has("mobile")):
		return customer
	}
	return other
}

// happened tells what a delivery is about. The telling keys of an order, a product or a variant count before the name of
// the event where that is of another of the four kinds: one address of the merchant's is easily typed for all events. Where
// the name is of something else, it is believed: many objects have an id and a price.
func happened(event string, o feeds.Object) happening {
	shown := shape(o)
	if event == "" {
		return happening{kind: shown}
	}
	h, sure := named(event)
	switch {
	case h.kind == other, !sure && shown != h.kind:
		return happening{}
	case shown != h.kind && shown != other && shown != customer: // other objects have an id and a mobile, too
		return happening{kind: shown}
	}
	return h
}

// subject says what a delivery is about. Nothing of it is warned of: reading the delivery does that.
func (f *feed) subject(d feeds.Delivery) feeds.Subject {
	s := feeds.Subject{Event: d.Event}
	o, err := feeds.ParseObject(d.Body)
	if err != nil {
		return s
	}
	r := f.read(o, d.At, &notes{})
	s.At = r.moment("updated_at")
	h := happened(d.Event, o)
	if h.kind == other {
		return s
	}
	if s.Event == "" {
		s.Event = string(h.kind)
	}
	if id := r.ownID(h.kind); id != "" {
		s.Object = string(h.kind) + " " + id
	}
	return s
}

// ownID is what the platform calls an object by, "" when it does not say.
func (r reader) ownID(k kind) string {
	if k == product {
		id, _ := r.productID()
		return id
	}
	id, err := r.id("id")
	if err != nil && k == order {
		id, _ = r.number("order_number", maxID)
	}
	return id
}
