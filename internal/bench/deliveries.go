package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"shopclerk/server/bots"
)

const (
	barePath       = "/deliveries" // of the floor
	deliveryPath   = "/feeds/main/cyberbiz/orders/update"
	signatureField = "X-Cyberbiz-Hmac-Sha256"

	createDeliveries = "CREATE TABLE IF NOT EXISTS bench_deliveries (id BIGINT NOT NULL PRIMARY KEY, received_at DATETIME(6) NOT NULL, body MEDIUMBLOB NOT NULL)"
	insertDelivery   = "INSERT INTO bench_deliveries (id, received_at, body) VALUES (?, ?, ?)"
)

// orderDelivery is order i as CYBERBIZ sends it, of the size that its documents show.
func orderDelivery(i int64) []byte {
	return fmt.Appendf(nil, `{"id":%[1]d,"subtotal_price":480.0,"created_at":"2026-01-09 13:10:05","updated_at":"2026-01-09 13:10:50","order_number":%[1]d,"order_name":"#%[1]d",`+
		`"customer":{"id":%[2]d,"name":"A B","status":"enabled","email":"c%[2]d@example.com","country_calling_code":null,"mobile":"09%08[2]d","tags":[],"address":null},`+
		`"buyer":{"email":"c%[2]d@example.com","mobile":"09%08[2]d"},"receiver":{"name":"A B","country_calling_code":null,"phone":"09%08[2]d","address":"1 Road",`+
		`"detail_address":{"zip":"100","country":"Taiwan","province":null,"city":"Taipei","district":"X","address1":"1 Road","address2":null}},`+
		`"line_items":[{"id":1,"product_id":700000,"product_variant_id":750000,"title":"Green tea","variant_title":"50 g","sku":"SKU-1","vendor":null,"price":960.0,"quantity":1,`+
		`"item_type":"normal","total_price_before_discounts":960.0,"total_discount":480.0,"total_price_after_discounts":480.0,"photo":"/media/1.png"}],`+
		`"fulfillments":[{"id":%[1]d,"tracking_company":"SEVEN","tracking_number":null,"fulfilled_at":null,"received_at":null,"status":"unshipped","line_items":[]}],`+
		`"payment_name":"line_pay","payment_method":"LINE Pay","payment_url":"//shop.example/orders/0",`+
		`"prices":{"total_line_items_price":960.0,"shipping_rate_price":80.0,"discounts":{"coupon_discounts":[{"id":1,"name":"Coupon","code":"C","amount":480.0}]},"total_price":560.0},`+
		`"statuses":{"order_status":"open","financial_status":"paid","fulfillment_status":"unshipped","return_status":"no_need"},"note":"","tags":[]}`, i, i/3)
}

// deliveries makes requests to an address, each of an order that no other is of.
type deliveries struct {
	crowd
	path string
	next *atomic.Int64
}

func (d deliveries) request() []byte {
	body := orderDelivery(d.next.Add(1))
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n%s: %x\r\nContent-Length: %d\r\n\r\n%s",
		d.path, signatureField, mac.Sum(nil), len(body), body)
}

// round sends deliveries for a while; the questions do not count.
func (d deliveries) round(ctx context.Context, _ []question, length time.Duration) round {
	clients := make([]*client, d.clients)
	for i := range clients {
		clients[i] = newClient(d.address)
		defer clients[i].close()
	}
	return together(ctx, d.clients, length, []question{{method: "delivery"}}, func(i int, q *question) error {
		status, body, err := clients[i].ask(d.request())
		if err != nil || status != http.StatusOK {
			return q.wrong(status, body, err)
		}
		return nil
	})
}

// paced sends deliveries at a steady rate, each when its time comes whether the ones before are answered or not, and so finds
// what a sender would have to wait.
func (d deliveries) paced(ctx context.Context, perSecond int, length time.Duration) round {
	free := make(chan *client, d.clients)
	for range d.clients {
		one := newClient(d.address)
		defer one.close()
		free <- one
	}
	n := int(length.Seconds() * float64(perSecond))
	seen, done := make([]tally, n), make(chan struct{}, n)
	begin := time.Now()
	for i := range n {
		due := begin.Add(time.Duration(i) * time.Second / time.Duration(perSecond))
		time.Sleep(time.Until(due))
		go func() {
			defer func() { done <- struct{}{} }()
			one := <-free
			defer func() { free <- one }()
			status, body, err := one.ask(d.request())
			if err != nil || status != http.StatusOK {
				seen[i] = tally{wrong: 1, first: (&question{method: "delivery"}).wrong(status, body, err)}
				return
			}
			seen[i].took = []time.Duration{time.Since(due)}
		}()
	}
	for range n {
		<-done
	}
	return newRound(seen, time.Since(begin))
}

// untilAnswered sends one delivery and asks for its order until the bot knows it.
func (s *site) untilAnswered(next *atomic.Int64) (time.Duration, error) {
	one := newClient(s.listen)
	defer one.close()
	begin := time.Now()
	status, body, err := one.ask(deliveries{crowd{s.listen, 1}, deliveryPath, next}.request())
	if err != nil || status != http.StatusOK {
		return 0, (&question{method: "delivery"}).wrong(status, body, err)
	}
	q, err := sign(bots.Question{Method: "orders", OrderNumber: strconv.FormatInt(next.Load(), 10)})
	for err == nil {
		if status, body, err = one.ask(q.request); err == nil && status == http.StatusOK && string(body[:15]) == `{"success":true` {
			return time.Since(begin), nil
		}
		if time.Since(begin) > time.Minute {
			err = q.wrong(status, body, nil)
		}
		time.Sleep(time.Millisecond)
	}
	return 0, err
}

// bareDeliveries is the floor's handler of deliveries: it verifies and inserts one row.
type bareDeliveries struct {
	insert *sql.Stmt
	id     atomic.Int64
}

// ServeHTTP takes one delivery.
func (f *bareDeliveries) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 2<<20))
	if err != nil {
		http.Error(w, "body", http.StatusBadRequest)
		return
	}
	given, err := hex.DecodeString(r.Header.Get(signatureField))
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	if err != nil || !hmac.Equal(given, mac.Sum(nil)) {
		http.Error(w, "signature", http.StatusUnauthorized)
		return
	}
	if _, err := f.insert.ExecContext(r.Context(), f.id.Add(1), time.Now().UTC(), body); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write([]byte(`{"status":"ok"}`))
}
