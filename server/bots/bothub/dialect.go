// Package bothub speaks the merchant webhook of Bothub, today Meetbot
// (https://bothub.gitbook.io/project/advanced-tool/ec-bot/customer-enquiries): its envelope, its signature and its replies.
package bothub

import (
	"encoding/hex"

	"shopclerk/server/bots"
	"shopclerk/server/signature"
)

// Dialect is Bothub's.
type Dialect struct{}

var _ bots.Dialect = Dialect{}

// Platform is "bothub".
func (Dialect) Platform() string { return "bothub" }

// Header is the header that carries the signature.
func (Dialect) Header() string { return "X-Hub-Signature" }

// Verify takes hex or base64, with or without "sha256=": the platform documents the key and not the encoding.
func (Dialect) Verify(secret, header string, body []byte) bool {
	return signature.Verify(secret, header, body, signature.Hex|signature.Base64|signature.SHA256Prefix)
}

// Sign writes the MAC as Facebook's header of the same name has it.
func (Dialect) Sign(secret string, body []byte) string {
	return "sha256=" + hex.EncodeToString(signature.SHA256(secret, body))
}
