package main

import (
	"cmp"
	"fmt"
	"math/rand/v2"

	"shopclerk/catalog"
	"shopclerk/server/bots"
	"shopclerk/server/bots/joinchat"
)

// question is one signed request, ready to be sent, and the reply that is right.
type question struct {
	method, key string // key: the order number or the account that is asked for
	request     []byte // with its HTTP headers
	want        []byte
	query       catalog.Query // the same question about products, as the server understands it
}

// topic is a kind of question about orders; about is the question on order i of n.
type topic struct {
	name  string
	about func(i, n int) bots.Question
}

var topics = []topic{
	{"orders by number", func(i, _ int) bots.Question { return bots.Question{Method: "orders", OrderNumber: orderNumber(i)} }},
	{"orders by account", func(i, n int) bots.Question {
		account := email(customerOf(i, n))
		if i%2 == 1 {
			account = phone(customerOf(i, n))
		}
		return bots.Question{Method: "orders", UserAccount: account}
	}},
	{"packages by order", func(i, _ int) bots.Question { return bots.Question{Method: "packages", OrderNumber: orderNumber(i)} }},
}

// questions asks about a sample of n orders that lie evenly apart, in an order without pattern.
func (t topic) questions(n, sample int) ([]question, error) {
	sample = min(n, sample)
	out := make([]question, sample)
	for at, k := range rand.New(rand.NewPCG(seed, 0)).Perm(sample) {
		var err error
		if out[at], err = sign(t.about(int(int64(k)*int64(n)/int64(sample)), n)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// sign makes the request that JoinChat would send.
func sign(q bots.Question) (question, error) {
	dialect := joinchat.Dialect{}
	body, err := dialect.Ask(q)
	request := fmt.Appendf(nil, "POST /webhook HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n%s: %s\r\nContent-Length: %d\r\n\r\n%s",
		dialect.Header(), dialect.Sign(secret, body), len(body), body)
	return question{method: q.Method, key: cmp.Or(q.OrderNumber, q.UserAccount, q.Title), request: request}, err
}

// check returns what is wrong with a reply, nil when it is the right one.
func (q *question) check(status int, body []byte, err error) error {
	if err != nil || status != 200 || string(body) != string(q.want) {
		return q.wrong(status, body, err)
	}
	return nil
}

func (q *question) wrong(status int, body []byte, err error) error {
	if err != nil {
		return fmt.Errorf("%s %s: %w", q.method, q.key, err)
	}
	return fmt.Errorf("%s %s: status %d, reply %.300s", q.method, q.key, status, body)
}
