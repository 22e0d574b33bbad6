package abaha

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"strings"

	"shopclerk/server/feeds"
)

// verifier checks the merchant's own header, the only proof that Abaha offers: it signs nothing.
func verifier(o Options) func(feeds.Call) (string, error) {
	want := sha256.Sum256([]byte(o.HeaderValue))
	return func(c feeds.Call) (string, error) {
		if o == (Options{}) {
			return event(c.Event), nil
		}
		if o.HeaderName == "" || o.HeaderValue == "" {
			return "", fmt.Errorf("%w: there is nothing to compare the header with", feeds.ErrSignature)
		}
		// With two of them it would depend on the proxy in between which one counts.
		values := c.Header(o.HeaderName)
		if len(values) != 1 {
			return "", fmt.Errorf("%w: the header is there %d times, not once", feeds.ErrSignature, len(values))
		}
		// Hashes are of one length, so that the time tells nothing of the secret's.
		got := sha256.Sum256([]byte(values[0]))
		if subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
			return "", fmt.Errorf("%w: the header has another value", feeds.ErrSignature)
		}
		return event(c.Event), nil
	}
}

// event is what the address says a call is about: a kind, or the words of the address when they name none.
func event(path string) string {
	path = strings.Trim(path, "/")
	if k := named(path); k != "" {
		return string(k)
	}
	return path
}
