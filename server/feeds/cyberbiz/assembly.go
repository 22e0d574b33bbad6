package cyberbiz

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"shopclerk/server/feeds"
)

// assembly is a product while it is made of its parts.
type assembly struct {
	product  *productBody // nil when there is none yet
	variants []liveVariant
	deleted  bool
	known    bool      // some variant was told, whether it is still there or not
	version  time.Time // the latest of all parts
}

type liveVariant struct {
	id string
	variantBody
}

// assemble reads the parts and leaves out the variants that are gone.
func assemble(parts []feeds.Part) (a assembly, err error) {
	gone := map[string]time.Time{}
	var productAt, deletedAt time.Time
	variants := map[string]feeds.Part{}
	for _, part := range parts {
		a.version = latestOf(a.version, part.Version)
		id, isVariant := strings.CutPrefix(part.Name, variantPart)
		of, isGone := strings.CutSuffix(id, deletedEnd)
		switch {
		case part.Name == productPart:
			a.product, productAt = &productBody{}, part.Version
			if json.Unmarshal(part.Body, a.product) != nil {
				return a, fmt.Errorf("%w: the part %s", feeds.ErrUnreadable, part.Name)
			}
		case part.Name == deletedPart:
			deletedAt, a.deleted = part.Version, true
		case isVariant && isGone:
			gone[of] = part.Version
		case isVariant:
			variants[id] = part
		}
	}
	a.known = len(variants)+len(gone) > 0
	a.deleted = a.deleted && !deletedAt.Before(productAt)
	if a.product == nil {
		return a, nil
	}
	return a, a.add(variants, gone)
}

// add takes the variants that are there: those not deleted since they were last told, and not told before a document of the
// product that does not list them.
func (a *assembly) add(variants map[string]feeds.Part, gone map[string]time.Time) error {
	for id, part := range variants {
		if at, deleted := gone[id]; deleted && !at.Before(part.Version) {
			continue
		}
		if _, listed := slices.BinarySearch(a.product.Variants, id); !listed && part.Version.UnixMicro() < a.product.Seen {
			continue
		}
		v := liveVariant{id: id}
		if json.Unmarshal(part.Body, &v.variantBody) != nil {
			return fmt.Errorf("%w: the part %s", feeds.ErrUnreadable, part.Name)
		}
		a.variants = append(a.variants, v)
	}
	slices.SortFunc(a.variants, func(x, y liveVariant) int {
		return cmp.Or(cmp.Compare(x.Position, y.Position), cmp.Compare(len(x.id), len(y.id)), cmp.Compare(x.id, y.id))
	})
	return nil
}

func latestOf(times ...time.Time) (latest time.Time) {
	for _, at := range times {
		if at.After(latest) {
			latest = at
		}
	}
	return latest
}
