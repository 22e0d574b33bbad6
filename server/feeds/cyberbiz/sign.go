package cyberbiz

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"time"

	"shopclerk/server/signature"
)

// authorizer puts credentials on a request that is about to be sent at a moment.
type authorizer func(r *http.Request, body []byte, at time.Time)

// bearer is how the newer API is called.
func bearer(token string) authorizer {
	return func(r *http.Request, _ []byte, _ time.Time) { r.Header.Set("Authorization", "Bearer "+token) }
}

// kong is how the older API is called: it stands behind Kong's plugin hmac-auth.
// https://developer.konghq.com/plugins/hmac-auth
//
// The target is signed as it goes on the wire, with the query: Kong takes nothing else since 3.0, while older ones may know
// the path alone. The version of HTTP is signed, too, which is why the transport speaks 1.1 only.
func kong(username, secret string, pathOnly bool) authorizer {
	return func(r *http.Request, body []byte, at time.Time) {
		target := r.URL.RequestURI()
		if pathOnly {
			target = r.URL.EscapedPath()
		}
		date := at.UTC().Format(http.TimeFormat)
		r.Header.Set("X-Date", date)
		// The request line stands bare, and the last line has no end.
		names, text := "x-date request-line", fmt.Sprintf("x-date: %s\n%s %s HTTP/1.1", date, r.Method, target)
		if len(body) > 0 {
			sum := sha256.Sum256(body)
			digest := "SHA-256=" + base64.StdEncoding.EncodeToString(sum[:])
			r.Header.Set("Digest", digest)
			names, text = names+" digest", text+"\ndigest: "+digest
		}
		signed := base64.StdEncoding.EncodeToString(signature.SHA256(secret, []byte(text)))
		// Kong reads this with one pattern: the order of the fields and the quotes are a part of it.
		r.Header.Set("Authorization",
			fmt.Sprintf(`hmac username="%s", algorithm="hmac-sha256", headers="%s", signature="%s"`, username, names, signed))
	}
}
