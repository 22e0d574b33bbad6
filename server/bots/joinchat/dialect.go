// Package joinchat speaks JoinChat's merchant webhook
// (https://joinchat.gitbook.io/project/advanced-functions/gu-ke-cha-xun): its envelope, its signature and its replies.
package joinchat

import (
	"encoding/base64"

	"shopclerk/server/bots"
	"shopclerk/server/signature"
)

// Dialect is JoinChat's.
type Dialect struct{}

var _ bots.Dialect = Dialect{}

// Platform is "joinchat".
func (Dialect) Platform() string { return "joinchat" }

// Header is the header that carries the signature.
func (Dialect) Header() string { return "X-Joinchat-Signature" }

// Verify takes the base64 of the MAC's 32 bytes and nothing else; old samples that encoded its hex text were a mistake
// that no sender makes any more.
func (Dialect) Verify(secret, header string, body []byte) bool {
	return signature.Verify(secret, header, body, signature.Base64)
}

// Sign is what JoinChat writes into the header.
func (Dialect) Sign(secret string, body []byte) string {
	return base64.StdEncoding.EncodeToString(signature.SHA256(secret, body))
}
