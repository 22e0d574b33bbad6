package cyberbiz

import (
	"encoding/json"
	"strings"
	"unicode"
)

// messages reads what an answer says is wrong. The platform has four shapes for it:
// {"error":["…"]}, {"error":"…"}, {"message":"…"} and {"messages":…}.
func messages(body []byte) (all []string) {
	var said struct{ Error, Errors, Message, Messages json.RawMessage }
	if json.Unmarshal(body, &said) != nil {
		return nil
	}
	for _, raw := range []json.RawMessage{said.Error, said.Errors, said.Message, said.Messages} {
		var one string
		var several []string
		switch {
		case json.Unmarshal(raw, &one) == nil && one != "":
			all = append(all, one)
		case json.Unmarshal(raw, &several) == nil:
			all = append(all, several...)
		}
	}
	return all
}

// longestQuote is how many characters of the platform's words are repeated.
const longestQuote = 120

// quotable is a foreign text in one line that can be printed, and "" when it could tell a key or a person.
func (c *client) quotable(text string) string {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
	if c.secrets.in(text) || strings.Contains(text, "@") || longestDigits(text) > 6 {
		return ""
	}
	if chars := []rune(text); len(chars) > longestQuote {
		text = string(chars[:longestQuote-1]) + "…"
	}
	return text
}

// longestDigits is how many digits there are at most without a letter between them, as in a telephone number.
func longestDigits(text string) (longest int) {
	digits := 0
	for _, r := range text {
		switch {
		case unicode.IsDigit(r):
			digits++
			longest = max(longest, digits)
		case unicode.IsLetter(r):
			digits = 0
		}
	}
	return longest
}

// secrets are the credentials of a client.
type secrets []string

// telling is how many characters of a secret are told at most by accident.
const telling = 6

// in reports whether a text holds a secret or a piece of one, in whatever case.
func (s secrets) in(text string) bool {
	text = strings.ToLower(text)
	for _, secret := range s {
		secret = strings.ToLower(secret)
		for at := 0; at == 0 || at+telling <= len(secret); at++ {
			if strings.Contains(text, secret[at:min(at+telling, len(secret))]) {
				return true
			}
		}
	}
	return false
}
