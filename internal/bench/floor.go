package main

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"shopclerk/orders"
	"shopclerk/server/bots"
	"shopclerk/server/bots/joinchat"
)

// The floor's table: what shopclerk replied, by what was asked. Both dialects understand it.
const (
	createReplies = `CREATE TABLE IF NOT EXISTS bench_replies (shop VARCHAR(64) NOT NULL, question VARCHAR(16) NOT NULL,
		number_key VARCHAR(255) NOT NULL, reply MEDIUMBLOB NOT NULL, PRIMARY KEY (shop, question, number_key))`
	insertReply = "INSERT INTO bench_replies (shop, question, number_key, reply) VALUES ('main', ?, ?, ?)"
	selectReply = "SELECT reply FROM bench_replies WHERE shop = 'main' AND question = ? AND number_key = ?"
	selectOrder = "SELECT document FROM orders WHERE shop = 'main' AND number_key = ?" // a row of shopclerk's own
)

// builtPath is where the floor builds its reply.
const builtPath = "/built"

const (
	maxBody         = 64 << 10
	maxConnections  = 32 // as internal/store
	shutdownTimeout = 5 * time.Second
)

// floor answers with one point read: what a question costs that is verified, decoded, looked up and answered, and nothing
// else. It is written as one would write it for speed: one statement, prepared once a connection. On builtPath the reply is
// not a stored text but made of the stored order, as the contract wants it: read, decoded, masked and encoded.
type floor struct {
	secret       []byte
	reply, order *sql.Stmt
}

// serveFloor is the floor's process: `bench floor -listen … -driver … -dsn …`.
func serveFloor(ctx context.Context, args []string) error {
	f := flag.NewFlagSet("floor", flag.ContinueOnError)
	listen, driver, dsn := f.String("listen", "", ""), f.String("driver", "", ""), f.String("dsn", "", "")
	if err := f.Parse(args); err != nil {
		return err
	}
	db, err := sql.Open(*driver, *dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(maxConnections)
	db.SetMaxIdleConns(maxConnections)
	reply, err := db.PrepareContext(ctx, selectReply)
	if err != nil {
		return err
	}
	order, err := db.PrepareContext(ctx, selectOrder)
	if err != nil {
		return err
	}
	insert, err := db.PrepareContext(ctx, insertDelivery)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/", &floor{[]byte(secret), reply, order})
	mux.Handle(barePath, &bareDeliveries{insert: insert})
	s := &http.Server{
		Addr: *listen, Handler: mux, ReadHeaderTimeout: dialTimeout,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	context.AfterFunc(ctx, func() {
		ending, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
		defer cancel()
		s.Shutdown(ending)
	})
	if err := s.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// ServeHTTP answers one question.
func (f *floor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "body", http.StatusBadRequest)
		return
	}
	if !f.verify(r.Header.Get("X-Joinchat-Signature"), body) {
		http.Error(w, "signature", http.StatusUnauthorized)
		return
	}
	var asked struct {
		Method string `json:"method"`
		Params struct {
			OrderNumber string `json:"order_number"`
			UserAccount string `json:"user_account"`
		} `json:"params"`
	}
	if err := json.Unmarshal(body, &asked); err != nil {
		http.Error(w, "json", http.StatusBadRequest)
		return
	}
	var reply []byte
	if r.URL.Path == builtPath {
		reply, err = f.build(r.Context(), asked.Params.OrderNumber)
	} else {
		key := cmp.Or(asked.Params.OrderNumber, asked.Params.UserAccount)
		err = f.reply.QueryRowContext(r.Context(), asked.Method, key).Scan(&reply)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(reply)))
	w.Write(reply)
}

func (f *floor) build(ctx context.Context, number string) ([]byte, error) {
	var document []byte
	if err := f.order.QueryRowContext(ctx, number).Scan(&document); err != nil {
		return nil, err
	}
	var o orders.Order
	if err := json.Unmarshal(document, &o); err != nil {
		return nil, err
	}
	o.Receipt = o.Masked()
	return joinchat.Dialect{}.Encode(bots.Orders{Items: []orders.Order{o}, Page: bots.Page{Total: 1}})
}

func (f *floor) verify(header string, body []byte) bool {
	given, err := base64.StdEncoding.DecodeString(header)
	mac := hmac.New(sha256.New, f.secret)
	mac.Write(body)
	return err == nil && hmac.Equal(given, mac.Sum(nil))
}
