package cyberbiz

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"shopclerk/server/feeds"
)

// list is one list of the API, at /v1/ and its kind.
type list struct {
	kind string
	// asked says that the platform is asked for a window. It documents no such thing for products, which are read whole.
	asked bool
	// sifted says that what is older than the window is left out here: of products always, and of customers because only
	// the newer API documents their window; the older one may ignore it.
	sifted bool
}

// lists are in the order in which they are pulled: orders are what most is asked about.
var lists = []list{
	{kind: "orders", asked: true},
	{kind: "products", sifted: true},
	{kind: "customers", asked: true, sifted: true},
}

// pulls offers nothing without credentials.
func (f *feed) pulls() []feeds.Pull {
	if f.client == nil {
		return nil
	}
	pulls := make([]feeds.Pull, 0, len(lists))
	for _, l := range lists {
		pulls = append(pulls, feeds.Pull{Kind: l.kind, Page: func(ctx context.Context, w feeds.Window, cursor string) (feeds.Page, error) {
			at, err := parseCursor(cursor)
			if err != nil {
				return feeds.Page{}, err
			}
			page, err := f.page(ctx, l, w, at)
			if err != nil {
				return feeds.Page{}, fmt.Errorf("page %d: %w", at.page, err)
			}
			return page, nil
		}})
	}
	return pulls
}

func (f *feed) page(ctx context.Context, l list, w feeds.Window, at position) (feeds.Page, error) {
	query := url.Values{"page": {strconv.Itoa(at.page)}, "per_page": {strconv.Itoa(perPage)}}
	if l.asked {
		f.client.ask(query, w)
	}
	got, err := f.client.get(ctx, "/v1/"+l.kind, query)
	if err != nil {
		return feeds.Page{}, err
	}
	objects, odd, err := readList(got)
	if err != nil {
		return feeds.Page{}, err
	}
	page := feeds.Page{Objects: len(objects), Total: max(0, headerCount(got.header, "X-Total"))}
	if page.Next, err = at.next(got.header, len(objects)+odd); err != nil {
		return feeds.Page{}, err
	}
	if l.sifted {
		objects = sift(objects, w.Since)
	}
	if page.News, page.Warnings, err = f.news(l.kind, objects, f.client.now()); err != nil {
		return feeds.Page{}, err
	}
	if odd > 0 {
		page.Warnings = append(page.Warnings, fmt.Sprintf("%d entries are no objects and were left out", odd))
	}
	return page, nil
}

// ask writes a window into a query. Whether the platform counts its ends in is not documented, so that it is asked for a
// second more on both sides.
func (c *client) ask(query url.Values, w feeds.Window) {
	write := func(key string, at time.Time) {
		if !at.IsZero() {
			query.Set(key, at.In(taipei).Format(c.layout))
		}
	}
	if !w.Since.IsZero() {
		write("updated_at_start_time", w.Since.Add(-time.Second))
	}
	if !w.Until.IsZero() {
		write("updated_at_end_time", w.Until.Add(time.Second))
	}
}

// sift keeps what was changed at a moment or later, and what does not tell when it was.
func sift(objects []feeds.Object, from time.Time) []feeds.Object {
	if from.IsZero() {
		return objects
	}
	from = from.Truncate(time.Second) // the platform's times have no smaller parts
	kept := make([]feeds.Object, 0, len(objects))
	for _, o := range objects {
		if at := lastChange(o); at.IsZero() || !at.Before(from) {
			kept = append(kept, o)
		}
	}
	return kept
}

// lastChange is when an object was changed last. A sale changes the stock of a variant, and not the product around it.
func lastChange(o feeds.Object) time.Time {
	newest, err := o.Time("updated_at", taipei)
	if err != nil {
		return time.Time{}
	}
	for _, v := range o.Objects("product_variants") {
		if at, err := v.Time("updated_at", taipei); err == nil && at.After(newest) {
			newest = at
		}
	}
	return newest
}
