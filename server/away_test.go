package server_test

import (
	"database/sql"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

const (
	awayJoinchat = `{"success":false,"errors":"The shop cannot be reached right now. Please try again later."}`
	awayBothub   = `{"success":false,"error":{"code":14503,"message":"The shop cannot be reached right now. Please try again later."}}`
)

// ownServer is a MariaDB that this test alone may stop, with an empty schema.
func ownServer(t *testing.T) (*storetest.Server, store.Options) {
	t.Helper()
	if !slices.ContainsFunc(storetest.All(t), func(d storetest.Database) bool { return d.Name == "mariadb" }) {
		t.Skip("there is no MariaDB here")
	}
	server, err := storetest.NewServer()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Remove)
	if err := server.Schema("away"); err != nil {
		t.Fatal(err)
	}
	return server, store.Options{Driver: store.MySQL, User: "root", Address: server.Socket(), Name: "away"}
}

// Questions that need the database, in both envelopes.
var needDatabase = map[string]string{
	"an order by its number": `"orders"|"params":{"order_number":"AB1"}`,
	"an account's orders":    `"orders"|"params":{"user_account":"a@example.com"}`,
	"an unknown account":     `"orders"|"params":{"user_account":"b@example.com"}`,
	"an order's parcels":     `"packages"|"params":{"order_number":"AB1"}`,
	"a parcel":               `"packages"|"params":{"package_number":"404"}`,
	"properties":             `"property"|"params":{"search_type":"vendor"}`,
	"products":               `"products"|"params":{}`,
}

func envelopes(question string) (joinchat, bothub string) {
	method, params, _ := strings.Cut(question, "|")
	return `{"method":` + method + `,` + params + `}`, `{"request":{"method":` + method + `},` + params + `}`
}

// TestADatabaseThatGoesAwayAndComesBackNeedsNoRestart stops a server and starts it again under a running clerk.
func TestADatabaseThatGoesAwayAndComesBackNeedsNoRestart(t *testing.T) {
	t.Parallel()
	server, options := ownServer(t)
	k := start(t, storetest.Open(t, options), "admin: {token: "+adminToken+"}"+badConfig)
	k.loadBad(t)
	answers := map[string][2]string{}
	for name, question := range needDatabase {
		joinchat, bothub := envelopes(question)
		answers[name] = [2]string{k.ask(t, joinchatBot, joinchat).body, k.ask(t, bothubBot, bothub).body}
	}
	k.get(t, "/readyz").is(t, http.StatusOK, `{"status":"ok","database":"ok","search":{"main":`+indexed+`}}`+"\n")

	server.Stop()
	for name, question := range needDatabase {
		t.Run(name+" while the database is away", func(t *testing.T) {
			joinchat, bothub := envelopes(question)
			for _, got := range []struct {
				reply
				want string
			}{{k.ask(t, joinchatBot, joinchat), awayJoinchat}, {k.ask(t, bothubBot, bothub), awayBothub}} {
				got.is(t, http.StatusServiceUnavailable, got.want)
				if got.header.Get("Retry-After") == "" || got.header.Get("Content-Type") != jsonType {
					t.Errorf("headers %v", got.header)
				}
			}
		})
	}
	t.Run("what needs no database while it is away", func(t *testing.T) {
		k.ask(t, joinchatBot, `{"method":"test","params":{"token":1}}`).is(t, http.StatusOK, `{"success":true,"token":1,"test_token":1}`)
		k.ask(t, joinchatBot, orderNumber(`true`)).is(t, http.StatusOK, `{"success":false,"errors":"order_number must be a text or a number"}`)
		k.post(t, `{}`, joinchatHeader, "x").is(t, http.StatusUnauthorized, `{"success":false,"errors":"The signature is not valid."}`)
		k.get(t, "/healthz").is(t, http.StatusOK, `{"status":"ok"}`+"\n")
		k.get(t, "/readyz").is(t, http.StatusServiceUnavailable, `{"status":"unavailable","database":"away","search":{}}`+"\n")
	})

	t.Run("the admin API while the database is away", func(t *testing.T) {
		const away = `{"error":"the database is not available"}` + "\n"
		k.admin(t, http.MethodGet, "/imports/1", "", nil).is(t, http.StatusServiceUnavailable, away)
		k.admin(t, http.MethodPost, "/imports?kind=products", "", strings.NewReader("[]")).is(t, http.StatusServiceUnavailable, away)
	})

	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	for name, question := range needDatabase {
		joinchat, bothub := envelopes(question)
		t.Run(name+" when it is back", func(t *testing.T) {
			if got := [2]string{k.ask(t, joinchatBot, joinchat).body, k.ask(t, bothubBot, bothub).body}; got != answers[name] {
				t.Errorf("got  %s\nwant %s", got, answers[name])
			}
		})
	}
	k.get(t, "/readyz").is(t, http.StatusOK, `{"status":"ok","database":"ok","search":{"main":`+indexed+`}}`+"\n")
}

// TestADatabaseThatHangsIsGivenUpInTime holds a lock on the table of orders.
func TestADatabaseThatHangsIsGivenUpInTime(t *testing.T) {
	t.Parallel()
	for _, database := range storetest.All(t) {
		t.Run(database.Name, func(t *testing.T) {
			options := database.New(t)
			if options.Driver != store.MySQL {
				t.Skip("readers of SQLite wait for nobody")
			}
			k := badShop(t, storetest.Open(t, options))
			lock := connection(t, options)
			if _, err := lock.ExecContext(ctx, "LOCK TABLES orders WRITE"); err != nil {
				t.Fatal(err)
			}
			k.ask(t, joinchatBot, orderNumber(`"AB1"`)).is(t, http.StatusServiceUnavailable, awayJoinchat)
			if _, err := lock.ExecContext(ctx, "UNLOCK TABLES"); err != nil {
				t.Fatal(err)
			}
			if got := k.ask(t, joinchatBot, orderNumber(`"AB1"`)); got.status != http.StatusOK {
				t.Errorf("after the lock: %d %s", got.status, got.body)
			}
		})
	}
}

// connection is one connection past the store.
func connection(t *testing.T, o store.Options) *sql.Conn {
	t.Helper()
	c := mysql.NewConfig()
	c.User, c.Passwd, c.Net, c.Addr, c.DBName = o.User, o.Password, "tcp", o.Address, o.Name
	if filepath.IsAbs(o.Address) {
		c.Net = "unix"
	}
	db, err := sql.Open("mysql", c.FormatDSN())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	one, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { one.Close() })
	return one
}

// TestAnOutdatedDatabaseIsNotReady asks before anybody has migrated.
func TestAnOutdatedDatabaseIsNotReady(t *testing.T) {
	for _, database := range storetest.All(t) {
		t.Run(database.Name, func(t *testing.T) {
			s, err := store.Open(ctx, database.New(t))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close() })
			k := start(t, s, badConfig)
			k.get(t, "/readyz").is(t, http.StatusServiceUnavailable, `{"status":"unavailable","database":"outdated","search":{}}`+"\n")
			k.get(t, "/healthz").is(t, http.StatusOK, `{"status":"ok"}`+"\n")
		})
	}
}
