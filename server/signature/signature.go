// Package signature verifies the raw bytes of a request against a shared secret. It knows how MACs are written down; it
// does not know whose they are.
package signature

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// Form is a way in which senders write the 32 bytes of an HMAC-SHA256.
type Form int

// The forms.
const (
	Base64       Form = 1 << iota // standard alphabet with padding, 44 characters
	Hex                           // either case, 64 characters
	SHA256Prefix                  // "sha256=" may stand before the others, once
)

// SHA256 is the HMAC-SHA256 of a body.
func SHA256(secret string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return mac.Sum(nil)
}

// Verify reports whether header is the HMAC-SHA256 of body under secret, in one of the forms. The comparison takes the
// same time wherever the bytes differ. An empty secret verifies nothing.
func Verify(secret, header string, body []byte, forms Form) bool {
	given, ok := decode(header, forms)
	return ok && secret != "" && hmac.Equal(given, SHA256(secret, body))
}

// decode reads the 32 bytes that a header stands for.
func decode(header string, forms Form) ([]byte, bool) {
	if forms&SHA256Prefix != 0 {
		if len(header) > 7 && strings.EqualFold(header[:7], "sha256=") {
			header = header[7:]
		}
	}
	if forms&Hex != 0 && len(header) == hex.EncodedLen(sha256.Size) {
		b, err := hex.DecodeString(header)
		return b, err == nil
	}
	if forms&Base64 != 0 && len(header) == base64.StdEncoding.EncodedLen(sha256.Size) {
		// Strict also refuses the three other spellings of the last character, so one MAC has one text.
		b, err := base64.StdEncoding.Strict().DecodeString(header)
		return b, err == nil && len(b) == sha256.Size
	}
	return nil, false
}
