package cyberbiz

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"shopclerk/server/feeds"
)

// The hosts of the two generations of the API. A shop's data is told by the credentials, not by the host.
const (
	olderHost = "https://api.cyberbiz.co"
	newerHost = "https://app-store-api.cyberbiz.io"
)

// How times are written in a query: in the older API's one documented example, "2018/6/14 12:34:56", and as the newer one
// writes its own.
const (
	olderTime = "2006/1/2 15:04:05"
	newerTime = time.DateTime
)

const (
	callTime = 30 * time.Second // from the connection to the last byte
	// maxAnswer is how much of one answer is held: 50 orders of a thousand lines each are about as much.
	maxAnswer = 64 << 20
	// pause keeps to the 5 calls a second of the platform, with room for what the network does to the gaps between them.
	pause = 210 * time.Millisecond
)

// client makes the calls of one feed, at the pace that the platform allows.
type client struct {
	base    string // without a slash at its end
	layout  string // of the times in a query
	auth    authorizer
	secrets secrets
	http    *http.Client
	pace    *rate.Limiter
	now     func() time.Time
}

// answer is what a call was answered with, whole.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// newClient is nil when the options hold no credentials: then the shop's webhooks are all that is known of it.
func newClient(o Options) *client {
	c := &client{pace: pace(o.Rate), now: time.Now, http: &http.Client{
		Transport: transport(), Timeout: callTime,
		// Credentials go to the configured host, and what another host says is not the shop's.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	switch {
	case o.Token != "":
		c.base, c.layout, c.auth, c.secrets = newerHost, newerTime, bearer(o.Token), secrets{o.Token}
	case o.Username != "" && o.Secret != "":
		c.base, c.layout, c.secrets = olderHost, olderTime, secrets{o.Username, o.Secret}
		c.auth = kong(o.Username, o.Secret, o.SignPathOnly)
	default:
		return nil
	}
	c.base = cmp.Or(o.BaseURL, c.base)
	return c
}

// pace is a limit of so many calls a second; 0 is the platform's own, and a negative one none.
func pace(perSecond float64) *rate.Limiter {
	switch {
	case perSecond < 0:
		return rate.NewLimiter(rate.Inf, 1)
	case perSecond == 0:
		return rate.NewLimiter(rate.Every(pause), 1)
	}
	return rate.NewLimiter(rate.Limit(perSecond), 1)
}

// transport never speaks HTTP/2: the version is a part of what is signed.
func transport() *http.Transport {
	t := &http.Transport{
		Proxy: http.ProxyFromEnvironment, Protocols: new(http.Protocols),
		TLSHandshakeTimeout: 10 * time.Second, IdleConnTimeout: time.Minute,
		MaxConnsPerHost: 4, MaxResponseHeaderBytes: 64 << 10,
	}
	t.Protocols.SetHTTP1(true)
	return t
}

// get asks for a path of the API. What is answered with any other status than one of success is a *feeds.PullError.
func (c *client) get(ctx context.Context, path string, query url.Values) (answer, error) {
	if err := c.pace.Wait(ctx); err != nil {
		return answer{}, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path+"?"+query.Encode(), http.NoBody)
	if err != nil {
		return answer{}, errors.New("base_url cannot be read")
	}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "shopclerk")
	c.auth(r, nil, c.now())
	response, err := c.http.Do(r)
	if err != nil {
		return answer{}, c.broken(ctx, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	got := answer{response.StatusCode, response.Header, body}
	switch {
	case got.status/100 != 2: // whatever came of the body: it only says more about the status
		return answer{}, c.refusal(got)
	case err != nil:
		return answer{}, fmt.Errorf("the answer is cut short: %w", c.broken(ctx, err))
	case len(body) > maxAnswer:
		return answer{}, fmt.Errorf("the answer is larger than %d MiB", maxAnswer>>20)
	case bytes.HasPrefix(body, []byte("{")) && len(messages(body)) > 0: // some refusals have the status of a success
		return answer{}, c.refusal(got)
	}
	return got, nil
}

// broken puts a call without a whole answer in words, without what could be a part of the credentials.
func (c *client) broken(ctx context.Context, err error) error {
	err, ours := feeds.Unreached(ctx, err, callTime)
	if ours {
		return err
	}
	if text, _, quotes := strings.Cut(err.Error(), `"`); quotes {
		err = errors.New(strings.TrimRight(text, ": "))
	}
	if c.secrets.in(err.Error()) {
		return errors.New("the connection failed; why is not told, for its words hold a part of the credentials")
	}
	return err
}
