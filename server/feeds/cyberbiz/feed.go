// Package cyberbiz reads what CYBERBIZ, a Taiwanese shop system, tells of orders, parcels, products and customers: by the
// webhooks of a shop or of an app, and by either generation of its API. It knows the platform's fields, codes and
// signatures; it does not know what is kept of them, or when it is asked for.
package cyberbiz

import (
	"cmp"
	"encoding/json"
	"errors"

	"shopclerk/server/feeds"
)

// Options is what one feed of the configuration says.
type Options struct {
	Domain string // of the shop, such as xyzshop.cyberbiz.co

	WebhookSecrets []string // of which each verifies

	// The credentials of the older API are Username and Secret, that of the newer one is Token. Without any, nothing can be
	// pulled.
	Username, Secret, Token string
	SignPathOnly            bool
	BaseURL                 string  // the platform's own address when empty
	Rate                    float64 // calls a second; 0 is what the platform allows, and less than 0 no limit

	ImageHost   string // of pictures without a host; Domain when empty
	ProductType string // TypeOfProduct, or TypeByCollection, also when empty
	Currency    string // ISO 4217; TWD when empty, for the platform names none
}

// What can be taken for the type of a product, as the configuration names it.
const (
	TypeByCollection = "collections"  // the title of its first collection: what the shop sorts its goods by
	TypeOfProduct    = "product_type" // how it is sold, such as 一般商品
)

// feed is one feed of the configuration.
type feed struct {
	Options
	client *client // nil without credentials
}

// New gives the feed. Without credentials nothing can be pulled or probed, and without webhook secrets no call is believed.
func New(o Options) feeds.Feed {
	o.ImageHost, o.Currency = cmp.Or(o.ImageHost, o.Domain), cmp.Or(o.Currency, "TWD")
	f := &feed{Options: o, client: newClient(o)}
	offered := feeds.Feed{
		Verify:   f.verify,
		Accepted: reply(200, "ok"),
		Refused:  refused,
		Subject:  f.subject,
		Decode:   f.decode,
		Build:    f.build,
		Pulls:    f.pulls(),
		Setup:    f.setup,
	}
	if f.client != nil {
		offered.Probe = f.probe
	}
	return offered
}

// refused answers in the form of the reply to what is kept; the platform looks at the status.
func refused(err error) feeds.Reply {
	switch {
	case errors.Is(err, feeds.ErrSignature), errors.Is(err, feeds.ErrExpired):
		return reply(401, "unauthorized")
	case errors.Is(err, feeds.ErrUnreadable):
		return reply(400, "bad request")
	case errors.Is(err, feeds.ErrTooLarge):
		return reply(413, "payload too large")
	case errors.Is(err, feeds.ErrUnavailable):
		return reply(503, "service unavailable")
	}
	return reply(500, "internal server error")
}

func reply(status int, text string) feeds.Reply {
	body, err := json.Marshal(map[string]string{"status": text})
	if err != nil { // texts always marshal
		panic(err)
	}
	return feeds.Reply{Status: status, ContentType: "application/json", Body: body}
}
