package cyberbiz

import (
	"context"
	"net/url"
)

// probe asks for one order, as a pull would: a call that needs the right credentials and changes nothing.
func (f *feed) probe(ctx context.Context) error {
	got, err := f.client.get(ctx, "/v1/orders", url.Values{"page": {"1"}, "per_page": {"1"}})
	if err != nil {
		return err
	}
	_, _, err = readList(got)
	return err
}
