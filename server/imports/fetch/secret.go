package fetch

import (
	"encoding/base64"
	"net/url"
	"strings"
)

// Header is one HTTP header. Its value is a secret, and left out wherever a Header is printed.
type Header struct{ Name, Value string }

// String is the name alone.
func (h Header) String() string { return h.Name }

// GoString is the name alone.
func (h Header) GoString() string { return h.Name }

// MarshalText gives the name alone, to JSON and to logs.
func (h Header) MarshalText() ([]byte, error) { return []byte(h.Name), nil }

// valid reports whether the header can be sent.
func (h Header) valid() bool {
	const signs = "!#$%&'*+-.^_`|~"
	notName := func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && !strings.ContainsRune(signs, c)
	}
	notValue := func(c rune) bool { return c < ' ' || c == 0x7f }
	return h.Name != "" && !strings.ContainsFunc(h.Name, notName) && !strings.ContainsFunc(h.Value, notValue)
}

// secrets are texts that must not stand in a message.
type secrets []string

// addHeader adds what proves who is asking. The first word of "Bearer 1234" is no secret; "Basic 1234" holds a password in
// another writing.
func (s *secrets) addHeader(h Header) {
	value := strings.TrimSpace(h.Value)
	if _, credentials, two := strings.Cut(value, " "); two {
		value = strings.TrimSpace(credentials)
	}
	*s = append(*s, value)
	if plain, err := base64.StdEncoding.DecodeString(value); err == nil {
		*s = append(*s, string(plain))
	}
}

// addQuery adds the values of an address's query, as they are written and as they are meant. Shorter ones are no keys but
// words, such as csv.
func (s *secrets) addQuery(u *url.URL) {
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		name, value, named := strings.Cut(pair, "=")
		if !named {
			value = name
		}
		if len(value) < telling {
			continue
		}
		*s = append(*s, value)
		if plain, err := url.QueryUnescape(value); err == nil {
			*s = append(*s, plain)
		}
	}
}

// telling is how many bytes of a secret in a row give it away. They are looked for instead of the whole secret, because a
// server may cut it or escape some of its characters.
const telling = 6

// in reports whether a text holds a part of a secret.
func (s secrets) in(text string) bool {
	text = strings.ToLower(text)
	for _, secret := range s {
		secret = strings.ToLower(secret)
		length := min(len(secret), telling)
		for at := 0; length > 0 && at+length <= len(secret); at++ {
			if strings.Contains(text, secret[at:at+length]) {
				return true
			}
		}
	}
	return false
}
