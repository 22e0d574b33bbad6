package store

// Loads reports whether s uses LOAD DATA, nil while that is not known.
func Loads(s *Store) *bool { return s.loading.Load() }

// LoadsNot makes s do without LOAD DATA, as a database that does not allow it.
func LoadsNot(s *Store) { s.loading.Store(new(false)) }
