package config

import "time"

// Retention is how long what is personal is kept.
type Retention struct {
	// Orders are deleted so long after they were placed, with their parcels; 0 keeps them.
	Orders time.Duration `mapstructure:"orders"`
	// Uploads is how long what is kept of imports can be undone and given back: images of changed rows, and refused rows.
	Uploads time.Duration `mapstructure:"uploads"`
	// Bodies is how long the bodies of deliveries are kept, so that they can be looked at and sent again.
	Bodies time.Duration `mapstructure:"bodies"`
}

const (
	day           = 24 * time.Hour
	keptByDefault = 30 * day
)

// retention fills the defaults in and reports what goes too soon to be of use.
func (k checker) retention(path string, r *Retention) {
	if r.Orders != 0 && r.Orders < day {
		k.add(path+".orders", "must be 0 (kept) or at least 1d")
	}
	for _, one := range []struct {
		name string
		kept *time.Duration
	}{{"uploads", &r.Uploads}, {"bodies", &r.Bodies}} {
		if !k.given[path+"."+one.name] {
			*one.kept = keptByDefault
		} else if *one.kept < day {
			k.add(path+"."+one.name, "must be at least 1d")
		}
	}
}
