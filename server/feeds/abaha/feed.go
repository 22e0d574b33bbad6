// Package abaha reads what Abaha, a Vietnamese shop system, sends of orders, products and customers. It knows their fields
// and codes, and the one header that proves where a call comes from. It makes no calls: Abaha documents nothing to ask for.
package abaha

import (
	"encoding/json"
	"errors"

	"shopclerk/server/feeds"
)

// Options is what one feed of the configuration says.
type Options struct {
	// HeaderName and HeaderValue are the header that the merchant set at Abaha. Both empty means that every call is taken,
	// which is right only where the address itself holds a secret.
	HeaderName, HeaderValue string
}

// New gives the feed. Nothing can be pulled, refreshed or probed, and nothing comes in parts.
func New(o Options) feeds.Feed {
	return feeds.Feed{
		Verify:   verifier(o),
		Accepted: reply(200, "OK"),
		Refused:  refused,
		Subject:  subject,
		Decode:   decode,
		Setup:    func(address string) []string { return setup(address, o.HeaderName) },
	}
}

// refused answers in the form of the documented reply; Abaha documents none for refusals.
func refused(err error) feeds.Reply {
	switch {
	case errors.Is(err, feeds.ErrSignature), errors.Is(err, feeds.ErrExpired):
		return reply(401, "Unauthorized")
	case errors.Is(err, feeds.ErrUnreadable):
		return reply(400, "Bad Request")
	case errors.Is(err, feeds.ErrTooLarge):
		return reply(413, "Payload Too Large")
	case errors.Is(err, feeds.ErrUnavailable):
		return reply(503, "Service Unavailable")
	}
	return reply(500, "Internal Server Error")
}

// reply has the status twice: it is not known which of the two Abaha looks at.
func reply(status int, message string) feeds.Reply {
	body, err := json.Marshal(struct {
		Status  int    `json:"status"`
		Message string `json:"message"`
	}{status, message})
	if err != nil { // a number and a text always marshal
		panic(err)
	}
	return feeds.Reply{Status: status, ContentType: "application/json", Body: body}
}
