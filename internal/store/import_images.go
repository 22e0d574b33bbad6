package store

import (
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/packages"
)

// kept is a whole row as an image has it: the noun, and what its own JSON leaves out.
type kept[N any] struct {
	ID                        int64
	Source, Key               string
	Created, Updated, Version time.Time
	Noun                      N
}

func productImage(p catalog.Product) kept[catalog.Product] {
	return kept[catalog.Product]{p.ID, p.Source, p.Key, p.CreatedAt.UTC(), p.UpdatedAt.UTC(), p.Version.UTC(), p}
}

func productOf(k kept[catalog.Product]) catalog.Product {
	p := k.Noun
	p.ID, p.Source, p.Key, p.CreatedAt, p.UpdatedAt, p.Version = k.ID, k.Source, k.Key, k.Created, k.Updated, k.Version
	return p
}

func orderImage(o orders.Order) kept[orders.Order] {
	o.PlacedAt = o.PlacedAt.UTC()
	return kept[orders.Order]{ID: o.ID, Source: o.Source, Key: o.Key, Version: o.Version.UTC(), Noun: o}
}

func orderOf(k kept[orders.Order]) orders.Order {
	o := k.Noun
	o.ID, o.Source, o.Key, o.Version = k.ID, k.Source, k.Key, k.Version
	return o
}

func packageImage(p packages.Package) kept[packages.Package] {
	if p.DeliveredAt != nil {
		p.DeliveredAt = new(p.DeliveredAt.UTC())
	}
	return kept[packages.Package]{ID: p.ID, Source: p.Source, Version: p.Version.UTC(), Noun: p}
}

func packageOf(k kept[packages.Package]) packages.Package {
	p := k.Noun
	p.ID, p.Source, p.Version = k.ID, k.Source, k.Version
	return p
}

// noteStep notes a step of an import with the images of what it changed.
func noteStep[N any](s *Store, tx *gorm.DB, step *Step, outcomes []Outcome, changed []*slot[N], keep func(N) kept[N]) error {
	if step == nil {
		return nil
	}
	images := make([]image, len(changed))
	for i, at := range changed {
		after, err := json.Marshal(keep(*at.now))
		if err != nil {
			return err
		}
		images[i].After = digestOf(after)
		images[i].ID = keep(*at.now).ID
		if at.before == nil {
			continue
		}
		if images[i].Before, err = json.Marshal(keep(*at.before)); err != nil {
			return err
		}
	}
	return s.note(tx, step, outcomes, images)
}
