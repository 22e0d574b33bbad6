package zeek

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"shopclerk/server/feeds"
)

// verify proves a call by the signature in its body, and returns the family that its address names.
func (f *feed) verify(c feeds.Call) (string, error) {
	event := string(named(c.Event))
	if f.Signature == SignatureOff {
		return event, nil
	}
	e, err := open(c.Body)
	optional := f.Signature == VerifyIfPresent
	switch {
	case errors.Is(err, errTwice): // whether it is signed would depend on which of them counts
		return "", fmt.Errorf("%w: %w", feeds.ErrSignature, errTwice)
	case err != nil && optional, err == nil && optional && !signed(e.auth):
		return event, nil
	case err != nil:
		return "", fmt.Errorf("%w: only a JSON object can be signed", feeds.ErrSignature)
	}
	if err := f.proven(e, c.At); err != nil {
		return "", err
	}
	return event, nil
}

// signed reports whether there is anything that wants to be a signature.
func signed(auth feeds.Object) bool {
	return auth.Has("signature") && string(auth["signature"]) != `""`
}

// proven checks who has signed, and when: the time only once it is known that it was not made up.
func (f *feed) proven(e envelope, at time.Time) error {
	given, ok := scalar(e.auth["signature"])
	appID, hasID := scalar(e.auth["appid"])
	timestamp, hasTime := scalar(e.auth["timestamp"])
	switch {
	case f.AppID == "" || f.SecretKey == "":
		return fmt.Errorf("%w: there is nothing to verify it with", feeds.ErrSignature)
	case !ok || !hasID || !hasTime || given == "":
		return errUnsigned
	case appID != f.AppID:
		return errStranger
	}
	// Of two texts of one length the comparison takes the same time wherever they differ.
	want := sign(e.data, f.AppID, f.SecretKey, timestamp)
	if subtle.ConstantTimeCompare([]byte(given), []byte(want)) != 1 {
		return fmt.Errorf("%w: it is of another call or another secret", feeds.ErrSignature)
	}
	signedAt, ok := seconds(timestamp)
	if !ok || at.Sub(signedAt).Abs() > f.MaxSkew {
		return feeds.ErrExpired
	}
	return nil
}

// seconds reads a Unix time in whole seconds, of digits only.
func seconds(text string) (time.Time, bool) {
	if text == "" || len(text) > 12 || strings.Trim(text, "0123456789") != "" {
		return time.Time{}, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return time.Unix(n, 0).UTC(), err == nil
}
