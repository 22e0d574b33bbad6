package server

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"shopclerk/server/bots"
)

// curlLine is a command for a shell that asks the same question. The secret is not in it: it is taken from the variable SECRET, and
// openssl signs. Where the variable is not set nothing is sent.
func curlLine(url string, dialect bots.Dialect, body []byte) string {
	prefix, encode := signatureForm(dialect)
	return strings.Join([]string{
		`: "${SECRET:?}" &&`,
		`BODY=` + quoted(string(body)) + ` &&`,
		`SIGNATURE="` + prefix + `$(printf %s "$BODY" | openssl dgst -sha256 -hmac "$SECRET" -binary | ` + encode + `)" &&`,
		`curl -sS ` + quoted(url) + ` \`,
		`  -H 'Content-Type: application/json' \`,
		`  -H "` + dialect.Header() + `: $SIGNATURE" \`,
		`  --data-binary "$BODY"`,
	}, "\n")
}

// signatureForm tells how a dialect writes the 32 bytes of a MAC, by how it signs: what stands before them, and the command that
// writes them so.
func signatureForm(dialect bots.Dialect) (prefix, encode string) {
	const secret = "a secret of nobody"
	mac := hmac.New(sha256.New, []byte(secret))
	signed := dialect.Sign(secret, nil)
	if prefix, ok := strings.CutSuffix(signed, hex.EncodeToString(mac.Sum(nil))); ok {
		return prefix, `od -An -v -tx1 | tr -d ' \n'`
	}
	return strings.TrimSuffix(signed, base64.StdEncoding.EncodeToString(mac.Sum(nil))), `openssl base64 -A`
}

// quoted is a text as one word of a shell.
func quoted(text string) string { return `'` + strings.ReplaceAll(text, `'`, `'\''`) + `'` }
