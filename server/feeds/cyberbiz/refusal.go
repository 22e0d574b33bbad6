package cyberbiz

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"shopclerk/server/feeds"
)

// longestRest bounds for how long the platform can ask to be left alone.
const longestRest = time.Hour

// smallSkew is how far two clocks may be apart without being the cause of anything; Kong allows five minutes.
const smallSkew = time.Minute

// refusal puts an answer that is no success in words that say what to do. It is final when only a person can change it.
func (c *client) refusal(a answer) *feeds.PullError {
	said := strings.Join(messages(a.body), "; ")
	text, final := c.advice(a, said)
	if quoted := c.quotable(said); quoted != "" {
		text += fmt.Sprintf(" (%d: %s)", a.status, quoted)
	} else {
		text += fmt.Sprintf(" (%d)", a.status)
	}
	refused := &feeds.PullError{Err: errors.New(text), Final: final}
	if a.status == http.StatusTooManyRequests || a.status >= 500 {
		refused.After = restTime(a.header, c.now())
	}
	return refused
}

func (c *client) advice(a answer, said string) (text string, final bool) {
	switch {
	case a.status == http.StatusUnauthorized, a.status == http.StatusForbidden && strings.Contains(said, "HMAC"):
		return c.unauthorized(a, said), true
	case a.status == http.StatusForbidden:
		// What stands before the platform answers with pages of its own, and may think otherwise the next time.
		return "the platform does not let these credentials read this: the app needs the scope for it, or the shop's plan the feature", said != ""
	case a.status == http.StatusNotFound:
		return "the platform does not know this list: base_url must lead to CYBERBIZ's API", false
	case a.status == http.StatusTooManyRequests:
		return "the platform gets too many calls with these credentials", false
	case a.status >= 500:
		return "the platform has a problem of its own", false
	case a.status/100 == 3:
		return "the platform sends us to another address, which is not followed: base_url must be the last one", false
	}
	return "the platform does not take the call", false
}

// The words of Kong's plugin, of which each has its own cause. Its older versions say them with 403.
// https://github.com/Kong/kong/blob/master/kong/plugins/hmac-auth/access.lua
const (
	dateRefused      = "a valid date or x-date header is required"
	userRefused      = "HMAC signature cannot be verified"
	signatureRefused = "HMAC signature does not match"
)

// unlicensed are words that tell a plan without the API from wrong credentials, which have the same status. None is
// documented, so that their absence says nothing.
var unlicensed = []string{"licen", "方案", "開通"}

func (c *client) unauthorized(a answer, said string) string {
	switch {
	case strings.Contains(said, dateRefused):
		return clockAdvice(a.header, c.now())
	case strings.Contains(said, signatureRefused):
		return "the platform finds the signature wrong: check secret, and then whether sign_path_only has to be changed"
	case strings.Contains(said, userRefused):
		return "the platform does not know the username: check username, and that it is of this API and not of the newer one with a token"
	}
	for _, word := range unlicensed {
		if strings.Contains(strings.ToLower(said), word) {
			return "the shop's plan does not include this part of the API: ask CYBERBIZ to open it"
		}
	}
	return "the platform does not take the credentials: they are wrong or were withdrawn, or the shop's plan does not include the API"
}

// clockAdvice compares the clocks: a right one means that the date was lost on its way.
func clockAdvice(h http.Header, now time.Time) string {
	const refused = "the platform does not take the time of the call: "
	theirs, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return refused + "set this machine's clock"
	}
	switch ahead := now.Sub(theirs).Round(time.Second); {
	case ahead > smallSkew:
		return refused + fmt.Sprintf("this machine's clock is %s ahead of the platform's and has to be set", ahead)
	case ahead < -smallSkew:
		return refused + fmt.Sprintf("this machine's clock is %s behind the platform's and has to be set", -ahead)
	}
	return refused + "this machine's clock is right, so a proxy on the way may take the header X-Date away"
}

// restTime reads for how long the platform wants to be left alone; 0 when it does not say. A moment is measured by the
// platform's own clock, if it tells.
func restTime(h http.Header, now time.Time) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(text, 64); err == nil && seconds > 0 {
		return time.Duration(min(seconds, longestRest.Seconds()) * float64(time.Second))
	}
	until, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	if theirs, err := http.ParseTime(h.Get("Date")); err == nil {
		now = theirs
	}
	return max(0, min(until.Sub(now), longestRest))
}
