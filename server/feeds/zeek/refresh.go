package zeek

import (
	"context"
	"errors"
	"fmt"
	"time"

	"shopclerk/server/feeds"
)

// refresh asks about a takeaway parcel. What has not changed is no news. One that Zeek does not know is noted, so that it is
// not asked about again until there is other news of it.
//
// There is no call for parcels of 2Door, the parcel family's takes a token that Zeek's takeaway credentials are not, and the
// courier's position is nothing that a shop shows.
func (f *feed) refresh(ctx context.Context, group string, parts []feeds.Part) (feeds.News, error) {
	id, err := idIn(group)
	if err != nil {
		return feeds.News{}, err
	}
	p, err := assemble(parts)
	if err != nil || len(p.told) == 0 || !f.asks(p) {
		return feeds.News{}, err
	}
	region := f.region(p)
	data, err := f.client.info(ctx, place{f.base(region), region}, id)
	now := f.Now().UTC().Truncate(time.Microsecond)
	var refused *refusal
	switch {
	case errors.As(err, &refused) && refused.code == codeNoOrder:
		return feeds.News{Parts: []feeds.Part{told{At: now.UnixMicro()}.part(id)}}, nil
	case err != nil:
		return feeds.News{}, err
	}
	t, err := p.learn(id, data)
	if err != nil {
		return feeds.News{}, err
	}
	t.At = now.UnixMicro()
	if !p.changes(t) {
		return feeds.News{}, nil
	}
	return feeds.News{Parts: []feeds.Part{t.part(id)}}, nil
}

// learn reads what was answered about a parcel; what is not answered stays as it is known.
func (p parcel) learn(id string, data feeds.Object) (told, error) {
	code, err := codeOf(data)
	if err != nil {
		return told{}, errors.New("the answer names no status")
	}
	if of, err := idOf(data); err == nil && of != id {
		return told{}, errors.New("the answer is about another order")
	}
	order, _ := shown("client_order_id", data.Text("client_order_id"))
	if order == "" {
		order = p.order()
	}
	return told{
		Code: code, Order: order, Family: takeaway, Region: latest(p, func(t told) string { return t.Region }),
	}, nil
}

// changes reports whether a parcel would be another with one more status.
func (p parcel) changes(t told) bool {
	next := parcel{told: []told{t}}
	for _, old := range p.told {
		if old.Code != t.Code || ends(t.Code) {
			next.told = append(next.told, old)
		}
	}
	next.sort()
	return next.status() != p.status() || next.order() != p.order()
}

// probe asks about an order that does not exist: only who signs rightly is told so. Its number is another each time, for the
// platform refuses to be asked the same twice in a minute.
func (f *feed) probe(ctx context.Context) error {
	base := f.base(f.Region)
	if base == "" {
		return errors.New("region is not set or not known, and says which of the platform's hosts is asked")
	}
	_, err := f.client.info(ctx, place{base, f.Region}, fmt.Sprintf("FD%016d", f.Now().Unix()))
	var refused *refusal
	if errors.As(err, &refused) && refused.code == codeNoOrder {
		return nil
	}
	return err
}
