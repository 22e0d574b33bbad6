package cyberbiz

import (
	"encoding/json"
	"fmt"
	"time"

	"shopclerk/server/feeds"
)

// reader reads the fields of one object. What can be done without is left out with a warning when it cannot be read.
type reader struct {
	feeds.Object
	path string    // of the object in the delivery, such as "receiver."
	at   time.Time // of arrival
	said *notes
	of   *feed
}

// read begins with the outermost object of a delivery or an answer.
func (f *feed) read(o feeds.Object, at time.Time, said *notes) reader {
	return reader{Object: o, at: at, said: said, of: f}
}

func (r reader) warn(key, format string, args ...any) {
	r.said.add(r.path + key + ": " + fmt.Sprintf(format, args...))
}

// within is the reader of an object that stands under a key.
func (r reader) within(key string, o feeds.Object) reader {
	return reader{Object: o, path: r.path + key + ".", at: r.at, said: r.said, of: r.of}
}

// inner reads the object under a key, an empty one when there is none.
func (r reader) inner(key string) reader {
	o := r.Object.Object(key)
	if o == nil && r.Has(key) {
		r.warn(key, "is not an object and was left out")
	}
	return r.within(key, o)
}

// list reads the objects of the list under a key, no more than most. Their paths are the same: a place in a list tells
// nothing to whoever reads a warning, and would make a thousand of one.
func (r reader) list(key string, most int) []reader {
	if !r.Has(key) {
		return nil
	}
	var entries []json.RawMessage
	if json.Unmarshal(r.Object[key], &entries) != nil {
		r.warn(key, "is not a list and was left out")
		return nil
	}
	if len(entries) > most {
		r.warn(key, "has more than %d entries, and the others were left out", most)
		entries = entries[:most]
	}
	list := make([]reader, 0, len(entries))
	for _, entry := range entries {
		var o feeds.Object
		if json.Unmarshal(entry, &o) != nil || o == nil {
			r.warn(key, "has entries that are no objects and were left out")
			continue
		}
		list = append(list, r.within(key, o))
	}
	return list
}
