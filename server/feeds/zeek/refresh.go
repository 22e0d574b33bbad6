package zeek

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"shopclerk/server/feeds"
)

// refresh asks about a parcel. What has not changed is no news. One that Zeek does not know is noted, so that it is not asked
// about again until there is other news of it.
func (f *feed) refresh(ctx context.Context, group string, parts []feeds.Part) (feeds.News, error) {
	id, err := idIn(group)
	if err != nil {
		return feeds.News{}, err
	}
	p, err := assemble(parts)
	if err != nil || len(p.told) == 0 || !f.asks(p) {
		return feeds.News{}, err
	}
	data, err := f.info(p.family())(ctx, f.place(f.region(p)), id)
	return p.answered(id, data, err, f.Now())
}

// answered is what an answer says of a parcel, or the error in its place.
func (p parcel) answered(id string, data feeds.Object, err error, now time.Time) (feeds.News, error) {
	at := now.UTC().Truncate(time.Microsecond).UnixMicro()
	var refused *refusal
	switch {
	case errors.As(err, &refused) && refused.code == codeNoOrder:
		return feeds.News{Parts: []feeds.Part{told{At: at}.part(id)}}, nil
	case err != nil:
		return feeds.News{}, err
	}
	t, err := p.learn(id, data, at)
	if err != nil || !p.changes(t) {
		return feeds.News{}, err
	}
	return feeds.News{Parts: []feeds.Part{t.part(id)}}, nil
}

// learn reads what was answered about a parcel; what is not answered stays as it is known.
func (p parcel) learn(id string, data feeds.Object, at int64) (told, error) {
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
		Code: code, At: at, Order: order, Family: p.family(), Region: latest(p, func(t told) string { return t.Region }),
	}, nil
}

// changes reports whether a parcel would be another with one more status.
func (p parcel) changes(t told) bool {
	next := parcel{told: append(slices.Clone(p.told), t)}
	next.sort()
	return next.status() != p.status() || next.order() != p.order()
}

// probe asks about an order that does not exist: only who signs rightly is told so. Its number is another each time, for the
// platform refuses to be asked the same twice in a minute.
func (f *feed) probe(ctx context.Context) error {
	to := f.place(f.Region)
	if to.host == "" {
		return errors.New("region is not set or not known, and says which of the platform's hosts is asked")
	}
	_, err := f.takeaway.info(ctx, to, fmt.Sprintf("FD%016d", f.Now().Unix()))
	var refused *refusal
	if errors.As(err, &refused) && refused.code == codeNoOrder {
		return nil
	}
	return err
}
