package store

// MaxLooked is maxLooked, for tests.
const MaxLooked = maxLooked
