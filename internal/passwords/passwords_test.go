package passwords_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"shopclerk/internal/passwords"
)

func TestAPasswordFitsItsOwnHashOnly(t *testing.T) {
	hash := passwords.Hash("correct horse battery")
	if !regexp.MustCompile(`^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`).MatchString(hash) {
		t.Errorf("the hash is %s", hash)
	}
	for password, want := range map[string]bool{
		"correct horse battery": true, "correct horse batter": false, "correct horse battery ": false, "Correct horse battery": false, "": false,
	} {
		if got := passwords.Fits(hash, password); got != want {
			t.Errorf("%q fits: %v", password, got)
		}
	}
	if again := passwords.Hash("correct horse battery"); again == hash {
		t.Error("two hashes of one password are the same, so the salt is")
	}
}

// The vector was made by the reference implementation: argon2 somesalt -id -t 2 -m 16 -p 1 -e, of the password "password".
func TestAHashOfTheReferenceImplementationFits(t *testing.T) {
	const vector = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if !passwords.Fits(vector, "password") || passwords.Fits(vector, "passwore") {
		t.Error("the vector does not fit")
	}
}

func TestNoPasswordFitsNobodyAndItCostsAsMuchAsAHash(t *testing.T) {
	for _, password := range []string{"", "nobody", "password"} {
		if passwords.Fits(passwords.Nobody, password) {
			t.Errorf("%q fits", password)
		}
	}
	cost := func(hash string) string { return strings.Join(strings.Split(hash, "$")[:4], "$") }
	if a, b := cost(passwords.Nobody), cost(passwords.Hash("x")); a != b {
		t.Errorf("the costs are %s and %s", a, b)
	}
	for n, part := range strings.Split(passwords.Hash("x"), "$") {
		if got := len(strings.Split(passwords.Nobody, "$")[n]); got != len(part) {
			t.Errorf("part %d has %d characters, a real one %d", n, got, len(part))
		}
	}
}

func TestTextsThatAreNoHashFitNothing(t *testing.T) {
	const good = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$"
	key := strings.Repeat("A", 43)
	for name, hash := range map[string]string{
		"empty": "", "plain": "password", "bcrypt": "$2a$10$abcdefghijklmnopqrstuv", "argon2i": "$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$" + key,
		"another version": "$argon2id$v=16$m=8,t=1,p=1$c29tZXNhbHQ$" + key, "no memory": "$argon2id$v=19$m=0,t=1,p=1$c29tZXNhbHQ$" + key,
		"a terabyte": "$argon2id$v=19$m=1073741824,t=1,p=1$c29tZXNhbHQ$" + key, "no pass": "$argon2id$v=19$m=8,t=0,p=1$c29tZXNhbHQ$" + key,
		"a million passes": "$argon2id$v=19$m=8,t=1000000,p=1$c29tZXNhbHQ$" + key, "no lane": "$argon2id$v=19$m=8,t=1,p=0$c29tZXNhbHQ$" + key,
		"more behind the cost": "$argon2id$v=19$m=8,t=1,p=1,x=1$c29tZXNhbHQ$" + key, "a short salt": "$argon2id$v=19$m=8,t=1,p=1$c29t$" + key,
		"an empty key": good, "a short key": good + "AAAA", "a long key": good + strings.Repeat("A", 400), "no base64": good + strings.Repeat("!", 43),
	} {
		if passwords.Fits(hash, "password") || passwords.Fits(hash, "") {
			t.Errorf("%s fits", name)
		}
	}
}

func TestAPasswordHasTwelveCharactersAtLeast(t *testing.T) {
	for password, want := range map[string]error{
		"": passwords.ErrShort, "elevenchars": passwords.ErrShort, "twelve chars": nil, "一二三四五六七八九十一": passwords.ErrShort,
		"一二三四五六七八九十一二": nil, strings.Repeat("x", 1024): nil, strings.Repeat("x", 1025): passwords.ErrLong,
	} {
		if err := passwords.Check(password); !errors.Is(err, want) {
			t.Errorf("%q: %v", password, err)
		}
	}
	if passwords.Fits(passwords.Hash("x"), strings.Repeat("x", 1025)) {
		t.Error("a password that is too long fits")
	}
}

func FuzzFits(f *testing.F) {
	f.Add("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA", "password")
	f.Add(passwords.Nobody, "")
	f.Fuzz(func(t *testing.T, hash, password string) {
		if len(hash) > 200 || strings.Contains(hash, "m=") && !strings.Contains(hash, "m=8,") { // what is expensive is left to the tests
			return
		}
		if passwords.Fits(hash, password) {
			t.Errorf("%q fits %q", password, hash)
		}
	})
}
