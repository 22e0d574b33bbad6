package zeek

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"

	"shopclerk/server/feeds"
)

// parcelVersion is the version of the API of the parcel family.
const parcelVersion = "/v1.0"

// parcelClient makes the calls of the parcel family, which are not signed but carry a token.
type parcelClient struct {
	caller
	token, infoPath string
}

// newParcelClient is nil without a token, or without the path of the call, which no public document names.
func newParcelClient(o Options) *parcelClient {
	if o.Token == "" || o.InfoPath == "" {
		return nil
	}
	return &parcelClient{newCaller(), o.Token, o.InfoPath}
}

// info asks about an order.
func (c *parcelClient) info(ctx context.Context, to place, id string) (feeds.Object, error) {
	header := http.Header{}
	header.Set("Authorization", "Bearer "+c.token)
	header.Set("KS-Region", to.region)
	header.Set("KS-Lang", language)
	header.Set("KS-Client-Request-Id", rand.Text())
	data, err := c.post(ctx, to.host+parcelVersion+c.infoPath, header, mustMarshal(map[string]string{"order_id": id}))
	switch {
	case errors.Is(err, statusError(http.StatusUnauthorized)):
		return nil, fmt.Errorf("%w; or check token", err)
	case errors.Is(err, statusError(http.StatusNotFound)):
		return nil, fmt.Errorf("%w: check info_path", err)
	case err != nil:
		return nil, err
	}
	return asObject(data), nil
}
