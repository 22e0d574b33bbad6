package zeek

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"shopclerk/server/feeds"
)

const (
	callTime  = 10 * time.Second // from the connection to the last byte
	maxAnswer = 1 << 20
	infoPath  = "/order/takeaway/info"
	// language is the one that every region has. Nothing of the answers' words is shown.
	language = "en"
)

// client makes the signed calls of one feed.
type client struct {
	appID, secretKey string
	http             *http.Client
	now              func() time.Time
}

// newClient is nil without credentials: then the callbacks are all that is known.
func newClient(o Options) *client {
	if o.AppID == "" || o.SecretKey == "" {
		return nil
	}
	return &client{appID: o.AppID, secretKey: o.SecretKey, now: o.Now, http: &http.Client{
		Timeout: callTime,
		// What is signed goes to the platform, and what another host says is not the platform's.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// place is where a call goes, and the region that it is made for.
type place struct{ base, region string }

// info asks about one takeaway order.
func (c *client) info(ctx context.Context, to place, id string) (feeds.Object, error) {
	data := feeds.Object{"order_id": mustMarshal(id), "meta": mustMarshal(map[string]string{"lang": language, "region": to.region})}
	return c.post(ctx, to.base+infoPath, data)
}

// post makes a call and returns the data of its answer. An answer of the platform that is none of success is a refusal.
func (c *client) post(ctx context.Context, address string, data feeds.Object) (feeds.Object, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(c.body(data)))
	if err != nil {
		return nil, errors.New("the address of the platform cannot be read")
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("User-Agent", "shopclerk")
	response, err := c.http.Do(r)
	if err != nil {
		return nil, broken(ctx, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case response.StatusCode != http.StatusOK: // the platform's own answers have all the same
		return nil, statusError(response.StatusCode)
	case err != nil:
		return nil, fmt.Errorf("the answer is cut short: %w", broken(ctx, err))
	case len(body) > maxAnswer:
		return nil, fmt.Errorf("the answer is larger than %d MiB", maxAnswer>>20)
	}
	return answered(body)
}

// body signs data. The document has the appid as a number, which cannot begin with a zero.
func (c *client) body(data feeds.Object) []byte {
	timestamp := strconv.FormatInt(c.now().Unix(), 10)
	appID := json.RawMessage(c.appID)
	if n, err := strconv.ParseUint(c.appID, 10, 64); err != nil || strconv.FormatUint(n, 10) != c.appID {
		appID = mustMarshal(c.appID)
	}
	return mustMarshal(map[string]feeds.Object{"data": data, "auth": {
		"appid": appID, "timestamp": json.RawMessage(timestamp), "signature": mustMarshal(sign(data, c.appID, c.secretKey, timestamp)),
	}})
}

// answered reads {"error":0,"data":{…}} or {"error":26xxxx,"err_msg":"…"}. The message is not repeated: it quotes what it was
// sent.
func answered(body []byte) (feeds.Object, error) {
	o, err := feeds.ParseObject(body)
	if err != nil {
		return nil, errors.New("the answer is not the platform's: it is no JSON object")
	}
	code, ok, err := o.Int("error")
	if err != nil || !ok {
		return nil, errors.New("the answer is not the platform's: it has no error code")
	}
	if code != codeOK {
		return nil, &refusal{code}
	}
	return o.Object("data"), nil
}

// broken puts a call without an answer in words, which are our own or the network's.
func broken(ctx context.Context, err error) error {
	if err, ours := feeds.Unreached(ctx, err, callTime); ours {
		return err
	}
	return errors.New("the connection to the platform failed")
}

// mustMarshal writes what can always be written.
func mustMarshal(v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}
