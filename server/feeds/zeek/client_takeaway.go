package zeek

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"shopclerk/server/feeds"
)

// The calls of the takeaway family, with the version of its API.
const (
	infoPath     = "/v1.3/order/takeaway/info"
	positionPath = "/v1.3/tasker/takeaway/position_latest"
)

// takeawayClient makes the calls of the takeaway family, each signed with md5.
type takeawayClient struct {
	caller
	appID, secretKey string
	now              func() time.Time
}

// newTakeawayClient is nil without credentials.
func newTakeawayClient(o Options) *takeawayClient {
	if o.AppID == "" || o.SecretKey == "" {
		return nil
	}
	return &takeawayClient{newCaller(), o.AppID, o.SecretKey, o.Now}
}

// info asks about an order.
func (c *takeawayClient) info(ctx context.Context, to place, id string) (feeds.Object, error) {
	data, err := c.ask(ctx, infoPath, to, id)
	if err != nil {
		return nil, err
	}
	return asObject(data), nil
}

// position asks where the courier of an order is.
func (c *takeawayClient) position(ctx context.Context, to place, id string) (json.RawMessage, error) {
	return c.ask(ctx, positionPath, to, id)
}

func (c *takeawayClient) ask(ctx context.Context, path string, to place, id string) (json.RawMessage, error) {
	data := feeds.Object{"order_id": mustMarshal(id), "meta": mustMarshal(map[string]string{"lang": language, "region": to.region})}
	return c.post(ctx, to.host+path, http.Header{}, c.body(data))
}

// body signs data. The document has the appid as a number, which cannot begin with a zero.
func (c *takeawayClient) body(data feeds.Object) []byte {
	timestamp := strconv.FormatInt(c.now().Unix(), 10)
	appID := json.RawMessage(c.appID)
	if n, err := strconv.ParseUint(c.appID, 10, 64); err != nil || strconv.FormatUint(n, 10) != c.appID {
		appID = mustMarshal(c.appID)
	}
	return mustMarshal(map[string]feeds.Object{"data": data, "auth": {
		"appid": appID, "timestamp": json.RawMessage(timestamp), "signature": mustMarshal(sign(data, c.appID, c.secretKey, timestamp)),
	}})
}

// asObject is nil for what is no object.
func asObject(data json.RawMessage) feeds.Object { return feeds.Object{"data": data}.Object("data") }
