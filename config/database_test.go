package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/config"
)

func TestDatabaseAddresses(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       config.Database
		printed    string
	}{
		{"sqlite lies in the data directory", "sqlite", config.Database{Driver: "sqlite", Path: "/etc/clerk/data/shopclerk.db"},
			"sqlite /etc/clerk/data/shopclerk.db"},
		{"the port is 3306 when none is given", "mysql://u:p@h/n", config.Database{Driver: "mysql", User: "u", Password: "p", Address: "h:3306", Name: "n"},
			"mysql://u@h:3306/n"},
		{"user and password are unescaped", "mysql://u%3A:p%40%2F%23%25@h:1/n",
			config.Database{Driver: "mysql", User: "u:", Password: "p@/#%", Address: "h:1", Name: "n"}, "mysql://u%3A@h:1/n"},
		{"a raw at sign in a password does no harm", "mysql://u:p@x@h/n", config.Database{Driver: "mysql", User: "u", Password: "p@x", Address: "h:3306", Name: "n"},
			"mysql://u@h:3306/n"},
		{"an IPv6 host keeps its brackets", "mysql://u@[::1]/n", config.Database{Driver: "mysql", User: "u", Address: "[::1]:3306", Name: "n"},
			"mysql://u@[::1]:3306/n"},
		{"a socket takes the place of a host", "mysql://u@/n?socket=/run/m.sock", config.Database{Driver: "mysql", User: "u", Address: "/run/m.sock", Name: "n"},
			"mysql://u@/run/m.sock/n"},
		{"localhost may stand beside it", "mysql://u@localhost/n?socket=/run/m.sock",
			config.Database{Driver: "mysql", User: "u", Address: "/run/m.sock", Name: "n"}, "mysql://u@/run/m.sock/n"},
		{"tls=false is none", "mysql://u@h/n?tls=false", config.Database{Driver: "mysql", User: "u", Address: "h:3306", Name: "n"}, "mysql://u@h:3306/n"},
		{"tls and other parameters are kept apart", "mysql://u@h/n?tls=preferred&timeout=5s&charset=utf8mb4",
			config.Database{Driver: "mysql", User: "u", Address: "h:3306", Name: "n", TLS: "preferred",
				Params: map[string]string{"timeout": "5s", "charset": "utf8mb4"}}, "mysql://u@h:3306/n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := parse("database: " + c.text + oneShop)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got.Database); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.printed, got.Database.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDatabaseAddressesThatAreRefusedAndNeverPrinted(t *testing.T) {
	const form = "must be sqlite or mysql://user:password@host:3306/name, with the special characters of the password escaped (%40 for @)"
	for _, c := range []struct{ name, text, want string }{
		{"another database", "postgres://u:hunter2@h/n", form},
		{"a DSN of the driver", "u:hunter2@tcp(h:3306)/n", form},
		{"a password with a raw slash", "mysql://u:hunter2/x@h/n", form},
		{"a password with a raw hash", "'mysql://u:hunter2#x@h/n'", form},
		{"a password with a raw question mark", "mysql://u:hunter2?x@h/n", form},
		{"a password with a raw percent sign", "mysql://u:hunter2%@h/n", form},
		{"no user", "mysql://h/n", form},
		{"no name", "mysql://u:hunter2@h", form},
		{"two names", "mysql://u:hunter2@h/n/m", form},
		{"no host", "mysql://u:hunter2@/n", form},
		{"a port that is none", "mysql://u:hunter2@h:0/n", form},
		{"a port past the end", "mysql://u:hunter2@h:65536/n", form},
		{"a relative socket", "mysql://u:hunter2@/n?socket=m.sock", "the parameter socket must be an absolute path"},
		{"a host and a socket", "mysql://u:hunter2@h/n?socket=/m.sock", "has both a host and the parameter socket"},
		{"an unknown kind of TLS", "mysql://u:hunter2@h/n?tls=hunter2", "the parameter tls must be true, false, skip-verify or preferred"},
		{"a parameter twice", "mysql://u:hunter2@h/n?tls=true&tls=false", "has a parameter twice"},
		{"parameters that cannot be read", "mysql://u:hunter2@h/n?a=%zz", form},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := parse("database: " + c.text + oneShop)
			got := lines(t, err)
			if diff := cmp.Diff("database: "+c.want, got); diff != "" || strings.Contains(got, "hunter2") {
				t.Error(diff)
			}
		})
	}
}
