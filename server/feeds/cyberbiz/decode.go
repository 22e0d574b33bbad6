package cyberbiz

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"shopclerk/server/feeds"
)

// decode reads a delivery. Its body is the object itself, whole, so null and missing are told as cleared: then the news of a
// version do not depend on what came before it. An event that changes nothing here is no error.
func (f *feed) decode(d feeds.Delivery) (feeds.News, []string, error) {
	if h, _ := named(d.Event); h.kind == other && d.Event != "" && json.Valid(d.Body) {
		return feeds.News{}, nil, nil // it need not be an object
	}
	o, err := feeds.ParseObject(d.Body)
	if err != nil {
		return feeds.News{}, nil, err
	}
	said := &notes{}
	h := happened(d.Event, o)
	if h.kind == other && d.Event == "" {
		said.add("event: neither the call nor the keys of its body tell what it is about")
	}
	var news feeds.News
	if err := f.read(o, d.At, said).tell(h, &news); err != nil {
		return feeds.News{}, nil, err
	}
	news.Parts = latest(news.Parts)
	return news, said.warnings, nil
}

// tell adds what an object says to the news.
func (r reader) tell(h happening, news *feeds.News) error {
	switch h.kind {
	case order:
		return r.order(h.gone, news)
	case product:
		return r.product(h.gone, news)
	case variant:
		return r.variant(h.gone, news)
	case customer:
		return r.customer(h.gone, news)
	}
	return nil
}

// pullable are the kinds of objects by the name of their list.
var pullable = map[string]kind{"orders": order, "products": product, "customers": customer}

// news reads the objects of a page. One that cannot be read is left out with a warning: it would keep the pages behind it
// out for as long as the platform tells it.
func (f *feed) news(what string, objects []feeds.Object, now time.Time) (feeds.News, []string, error) {
	k, known := pullable[what]
	if !known {
		return feeds.News{}, nil, fmt.Errorf("there is no list of %s", what)
	}
	var news feeds.News
	said := &notes{}
	for _, o := range objects {
		r := f.read(o, now, said)
		if err := r.tell(happening{kind: k}, &news); err != nil {
			problem := strings.TrimPrefix(err.Error(), feeds.ErrUnreadable.Error()+": ")
			said.add(strings.TrimSpace(string(k)+" "+r.ownID(k)) + ": was left out, for " + problem)
		}
	}
	news.Parts = latest(news.Parts)
	return news, said.warnings, nil
}
