package cyberbiztest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// maxSkew is Kong's own limit.
const maxSkew = 300 * time.Second

// credentials is how Kong reads the header: in this order, and greedily.
var credentials = regexp.MustCompile(`^hmac username="(.+)",\s*algorithm="(.+)",\s*headers="(.+)",\s*signature="(.+)"$`)

// admit returns why a call is refused, as the body to say it with; "" when it is not.
func (s *Shop) admit(r *http.Request) string {
	given := r.Header.Get("Authorization")
	if token, ok := strings.CutPrefix(given, "Bearer "); ok {
		if s.options.Token != "" && token == s.options.Token {
			return ""
		}
		return NoCredentials
	}
	if given == "" {
		return NoCredentials
	}
	return s.hmac(r, given)
}

// hmac goes through the steps of hmac-auth in its order.
// https://github.com/Kong/kong/blob/master/kong/plugins/hmac-auth/access.lua
func (s *Shop) hmac(r *http.Request, given string) string {
	date, err := http.ParseTime(r.Header.Get("X-Date"))
	if err != nil || s.options.Now().Sub(date).Abs() > maxSkew {
		return WrongDate
	}
	parts := credentials.FindStringSubmatch(given)
	if parts == nil {
		return UnknownUser
	}
	names := strings.Fields(parts[3])
	switch {
	case s.options.Username == "" || parts[1] != s.options.Username, parts[2] != "hmac-sha256":
		return UnknownUser
	case !slices.Contains(names, "x-date") || !slices.Contains(names, "request-line"):
		return UnknownUser
	}
	mac := hmac.New(sha256.New, []byte(s.options.Secret))
	mac.Write([]byte(s.signed(r, names)))
	signature, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || !hmac.Equal(signature, mac.Sum(nil)) || !digested(r) {
		return WrongSignature
	}
	return ""
}

// signed is the text that a signature is over, line by line in the order in which the header names them. The version of
// HTTP is the one that the call came with.
func (s *Shop) signed(r *http.Request, names []string) string {
	var lines []string
	for _, name := range names {
		if name != "request-line" {
			lines = append(lines, strings.ToLower(name)+": "+r.Header.Get(name))
			continue
		}
		target := r.RequestURI
		if s.options.PathOnly {
			target, _, _ = strings.Cut(target, "?")
		}
		lines = append(lines, r.Method+" "+target+" "+r.Proto)
	}
	return strings.Join(lines, "\n")
}

// digested reports whether a body is the one that was signed; a call without one needs no digest.
func digested(r *http.Request) bool {
	body, err := io.ReadAll(r.Body)
	if err != nil || len(body) == 0 {
		return err == nil
	}
	sum := sha256.Sum256(body)
	return r.Header.Get("Digest") == "SHA-256="+base64.StdEncoding.EncodeToString(sum[:])
}
