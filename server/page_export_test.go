package server

import (
	"time"

	"shopclerk/internal/passwords"
	"shopclerk/server/web"
)

// ForgetTries forgets all log-ins that failed.
func (s *Server) ForgetTries() { s.tries = newTries() }

// CountHashes tells of every hash that a password is compared with.
func (s *Server) CountHashes(tell func(hash string)) {
	s.fits = func(hash, password string) bool {
		tell(hash)
		return passwords.Fits(hash, password)
	}
}

// Web is what pages are made of.
func (s *Server) Web() *web.Web { return s.web }

// Tries counts log-ins that fail, at times of the test's own.
type Tries struct{ t *tries }

// NewTries counts from nothing.
func NewTries() Tries { return Tries{newTries()} }

// Take counts a try and returns how long it has to wait.
func (t Tries) Take(now time.Time, name, address string) time.Duration {
	return t.t.take(now, name, address)
}

// Forgive forgets a name and an address.
func (t Tries) Forgive(name, address string) { t.t.forgive(name, address) }

// Len is how many names and addresses are remembered.
func (t Tries) Len() int { return len(t.t.fresh) + len(t.t.old) }

// OwnPath is where a log-in leads.
func OwnPath(text string) string { return ownPath(text) }

// Masked and Unmasked are how a token of a session is written.
func Masked(token []byte) string { return masked(token) }

// Unmasked reads it.
func Unmasked(text string) []byte { return unmasked(text) }
