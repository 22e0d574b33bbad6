package cyberbiz

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"shopclerk/internal/fold"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/server/feeds"
)

// steps are how far a parcel has come by the codes of its status, which are those of an order's fulfillment_status.
var steps = map[string]packages.Status{
	"unshipped": packages.Pending,
	"preparing": packages.Pending,
	"fulfilled": packages.InTransit,
	"partial":   packages.InTransit,
	"arrived":   packages.OutForDelivery, // it lies in the convenience store and waits
	"received":  packages.Delivered,
	"expired":   packages.Exception, // nobody has fetched it; it is returned when it is back
	"problem":   packages.Exception,
	"returned":  packages.Returned,
	"cancel":    packages.Cancelled,
}

// noParcel is the status of what is not sent, such as a ticket.
const noParcel = "no_need"

// parcels reads the fulfillments of an order. A parcel keeps the platform's own id as its number: it gets a tracking number
// only when it is sent, and would be another parcel from then on. It has no time of its own, so the order's holds.
func (r reader) parcels(o orders.Change) []packages.Change {
	var all []packages.Change
	list := r.list("fulfillments", orders.MaxElements)
	for i, p := range list {
		if strings.EqualFold(p.Text("status"), noParcel) {
			continue
		}
		c := p.parcel()
		c.OrderNumber, c.UpdatedAt = o.Number, o.UpdatedAt
		if off := *o.Status == orders.Cancelled || *o.Status == orders.Refunded; off && *c.Status == packages.Pending {
			c.Status = new(packages.Cancelled) // what is still at the shop stays there
		}
		if id, err := p.id("id"); err == nil {
			c.Number = id
		} else {
			c.Number = p.cut("id", fmt.Sprintf("%s-%d", o.Number, i+1), packages.MaxNumber)
		}
		goods := p.list("line_items", orders.MaxElements)
		if len(goods) == 0 && len(list) == 1 {
			goods = r.list("line_items", orders.MaxElements)
		}
		r.contents(&c, goods)
		if *c.Carrier == "" {
			c.Carrier = new(cmp.Or(r.inner("shipping_vendor").text("name", packages.MaxText), r.text("shipping_name", packages.MaxText)))
		}
		c.ExpectedOn = new(r.day("delivery_date"))
		all = append(all, c)
	}
	return all
}

func (r reader) parcel() packages.Change {
	c := packages.Change{
		Carrier:        new(r.text("tracking_company", packages.MaxText)),
		TrackingNumber: new(r.whole("tracking_number", packages.MaxNumber, fold.Number)),
		Status:         new(r.step()), DeliveredAt: new(*time.Time),
	}
	if *c.Status == packages.Delivered {
		*c.DeliveredAt = feeds.Told(r.moment("received_at"))
	}
	return c
}

func (r reader) step() packages.Status {
	code := strings.ToLower(r.text("status", orders.MaxText))
	if s, known := steps[code]; known {
		return s
	}
	if code != "" {
		r.warn("status", "%s is not known and was taken for unshipped", shown(code))
	}
	return packages.Pending
}

// contents names what is in a parcel.
func (r reader) contents(c *packages.Change, goods []reader) {
	var titles []string
	picture := ""
	for _, line := range goods {
		titles = append(titles, line.text("title", packages.MaxText))
		if picture == "" {
			picture = line.picture("photo", packages.MaxURL)
		}
		if len(titles) == mostTitles {
			break
		}
	}
	name := []rune(strings.Join(distinct(titles...), "、"))
	if len(name) > packages.MaxText {
		name = append(name[:packages.MaxText-1], '…')
	}
	c.ProductName, c.ImageURL = new(string(name)), &picture
}

// mostTitles is how many lines of a parcel can be read at all.
const mostTitles = 100
