// Package passwords hashes the passwords of the admin page's users with argon2id and compares them again. It owns the form in
// which a hash is kept and its cost; it knows neither users nor sessions.
package passwords

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// The cost is OWASP's first recommendation for argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane; about
// 30 ms. A hash names its own cost, so that these may rise.
const (
	memory = 19 * 1024 // KiB
	passes = 2
	lanes  = 1

	saltBytes = 16
	keyBytes  = 32
)

// The limits of a password: characters at least, bytes at most.
const (
	MinCharacters = 12
	MaxBytes      = 1024
)

// Errors of Check.
var (
	ErrShort = fmt.Errorf("a password has at least %d characters", MinCharacters)
	ErrLong  = fmt.Errorf("a password has at most %d bytes", MaxBytes)
)

// Nobody is a hash that no password fits, at the cost of all others. Comparing with it takes as long as with a user's, so that
// an answer's time does not tell which names there are.
const Nobody = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlzIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// Check returns what is wrong with a password that somebody wants to have, nil when nothing is.
func Check(password string) error {
	switch {
	case utf8.RuneCountInString(password) < MinCharacters:
		return ErrShort
	case len(password) > MaxBytes:
		return ErrLong
	}
	return nil
}

// Hash returns the hash of a password with a fresh salt, as PHC's string $argon2id$v=19$m=…,t=…,p=…$salt$key.
func Hash(password string) string {
	salt := make([]byte, saltBytes)
	rand.Read(salt) // never fails
	key := argon2.IDKey([]byte(password), salt, passes, memory, lanes, keyBytes)
	text := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, lanes, text(salt), text(key))
}

// Fits reports whether a hash was made of a password. A password that is too long and a hash that cannot be read fit nothing.
func Fits(hash, password string) bool {
	h, err := parse(hash)
	if err != nil || len(password) > MaxBytes {
		return false
	}
	key := argon2.IDKey([]byte(password), h.salt, h.passes, h.memory, h.lanes, uint32(len(h.key))) //nolint:gosec // parse bounds it
	return subtle.ConstantTimeCompare(key, h.key) == 1
}

// parsed is a hash taken apart.
type parsed struct {
	memory, passes uint32
	lanes          uint8
	salt, key      []byte
}

// errForm is a text that is no hash of this package.
var errForm = errors.New("is no argon2id hash")

// parse reads a PHC string. It refuses costs that would stop the process: whoever can write the database shall not.
func parse(hash string) (p parsed, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, errForm
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.lanes); err != nil ||
		fmt.Sprintf("m=%d,t=%d,p=%d", p.memory, p.passes, p.lanes) != parts[3] {
		return p, errForm
	}
	if p.salt, err = base64.RawStdEncoding.Strict().DecodeString(parts[4]); err != nil {
		return p, errForm
	}
	if p.key, err = base64.RawStdEncoding.Strict().DecodeString(parts[5]); err != nil {
		return p, errForm
	}
	const mostMemory, mostPasses, mostBytes = 1 << 20, 16, 64
	if p.memory == 0 || p.memory > mostMemory || p.passes == 0 || p.passes > mostPasses || p.lanes == 0 ||
		len(p.salt) < 8 || len(p.salt) > mostBytes || len(p.key) < 16 || len(p.key) > mostBytes {
		return p, errForm
	}
	return p, nil
}
