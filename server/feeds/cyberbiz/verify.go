package cyberbiz

import (
	"fmt"
	"strings"

	"shopclerk/server/feeds"
	"shopclerk/server/signature"
)

// The headers of a call. Those of a shop's own webhooks may lack all but the signature.
const (
	headerSignature       = "X-Cyberbiz-Hmac-Sha256"        // of the body
	headerDomain          = "X-Cyberbiz-Domain"             // the shop's name at cyberbiz.co
	headerDomainSignature = "X-Cyberbiz-Domain-Hmac-Sha256" // of the domain; not always there
	headerEvent           = "X-Cyberbiz-Event"
)

// written are the ways in which signatures come: the document says base64, and the calls have hex.
const written = signature.Hex | signature.Base64

// verify proves a call by its raw bytes: a body that is printed for people ends with a line feed, which is signed, too. The
// secret that fits the body has to fit the domain, for an app has one secret for all shops.
func (f *feed) verify(c feeds.Call) (string, error) {
	signed, err := once(c, headerSignature)
	if err != nil {
		return "", err
	}
	if signed == "" {
		return "", fmt.Errorf("%w: there is no %s", feeds.ErrSignature, headerSignature)
	}
	domain, err := once(c, headerDomain)
	if err != nil {
		return "", err
	}
	if domain != "" && !sameHost(domain, f.Domain) {
		return "", fmt.Errorf("%w: %s names another shop", feeds.ErrSignature, headerDomain)
	}
	domainSigned, err := once(c, headerDomainSignature)
	if err != nil {
		return "", err
	}
	for _, secret := range f.WebhookSecrets {
		if signature.Verify(secret, signed, c.Body, written) &&
			(domainSigned == "" || signature.Verify(secret, domainSigned, []byte(domain), written)) {
			return event(c), nil
		}
	}
	return "", fmt.Errorf("%w: no secret fits", feeds.ErrSignature)
}

// once is the one value of a header, "" when it is not there. With two of them it would depend on the proxy in between which
// one counts.
func once(c feeds.Call, name string) (string, error) {
	values := c.Header(name)
	if len(values) > 1 {
		return "", fmt.Errorf("%w: %s is there %d times", feeds.ErrSignature, name, len(values))
	}
	return strings.TrimSpace(strings.Join(values, "")), nil
}

func sameHost(a, b string) bool {
	return strings.EqualFold(strings.TrimSuffix(a, "."), strings.TrimSuffix(b, "."))
}

// event is what a call says it is about: the header, else the rest of the address. Neither is signed.
func event(c feeds.Call) string {
	if values := c.Header(headerEvent); len(values) > 0 {
		if named := normal(values[0]); named != "" {
			return named
		}
	}
	return normal(c.Event)
}

// normal is the one way of writing an event.
func normal(event string) string { return strings.ToLower(strings.Trim(event, "/ \t")) }
