package feedstest

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/feeds"
)

// Replies are the bodies of a platform's replies, JSON byte for byte. Their status codes are the same for all platforms.
type Replies struct{ Accepted, Signature, Expired, Unreadable, TooLarge, Unavailable, Other string }

// Check compares them with what a feed replies to a call that is kept and to each error, wrapped or not.
func (want Replies) Check(t *testing.T, f feeds.Feed) {
	t.Helper()
	for name, c := range map[string]struct {
		got    feeds.Reply
		status int
		body   string
	}{
		"taken":             {f.Accepted, 200, want.Accepted},
		"wrongly signed":    {f.Refused(fmt.Errorf("%w: x", feeds.ErrSignature)), 401, want.Signature},
		"too old":           {f.Refused(feeds.ErrExpired), 401, want.Expired},
		"not readable":      {f.Refused(feeds.ErrUnreadable), 400, want.Unreadable},
		"too large":         {f.Refused(feeds.ErrTooLarge), 413, want.TooLarge},
		"the spool is full": {f.Refused(feeds.ErrUnavailable), 503, want.Unavailable},
		"something else":    {f.Refused(errors.New("secret detail")), 500, want.Other},
		"nothing in fact":   {f.Refused(nil), 500, want.Other},
	} {
		wanted := feeds.Reply{Status: c.status, ContentType: "application/json", Body: []byte(c.body)}
		if d := cmp.Diff(wanted, c.got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}
