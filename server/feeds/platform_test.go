package feeds_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/server/feeds"
)

// saying is a body of the platform of these tests, which sells products, some of them in parts.
type saying struct {
	Object string    `json:"object"`
	At     time.Time `json:"at,omitzero"`
	Do     string    `json:"do,omitempty"` // what goes wrong
	Title  string    `json:"title,omitempty"`
	Part   string    `json:"part,omitempty"`
	Due    time.Time `json:"due,omitzero"`
	Pad    string    `json:"pad,omitempty"`
}

// told is the body of a product.
func told(object, title string, at time.Time) saying {
	return saying{Object: object, Title: title, At: at}
}

func (s saying) body() []byte {
	body, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return body
}

// platform counts what it is asked to decode.
type platform struct {
	mu      sync.Mutex
	decoded []string // bodies, in order
	slow    time.Duration
	mended  bool // what is to be tried again goes well from now on
}

func (p *platform) asked() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.decoded)
}

func (p *platform) mend() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mended = true
}

const keyHeader = "X-Key"

func (p *platform) feed() feeds.Feed {
	return feeds.Feed{
		Verify: func(c feeds.Call) (string, error) {
			switch key := strings.Join(c.Header(keyHeader), ","); key {
			case "good":
				return c.Event, nil
			case "old":
				return "", fmt.Errorf("%w: it is of yesterday", feeds.ErrExpired)
			}
			return "", fmt.Errorf("%w: no key fits", feeds.ErrSignature)
		},
		Accepted: feeds.Reply{Status: 200, ContentType: "text/plain", Body: []byte("taken")},
		Subject: func(d feeds.Delivery) feeds.Subject {
			var s saying
			if json.Unmarshal(d.Body, &s) != nil {
				return feeds.Subject{Event: d.Event}
			}
			if s.Do == "panic subject" {
				panic("words of the body")
			}
			return feeds.Subject{Event: d.Event, Object: s.Object, At: s.At}
		},
		Decode: p.decode,
		Build:  build,
	}
}

func (p *platform) decode(d feeds.Delivery) (news feeds.News, warnings []string, err error) {
	p.mu.Lock()
	p.decoded = append(p.decoded, string(d.Body))
	slow, mended := p.slow, p.mended
	p.mu.Unlock()
	time.Sleep(slow)
	var s saying
	if err := json.Unmarshal(d.Body, &s); err != nil {
		return news, nil, fmt.Errorf("%w: it is not JSON", feeds.ErrUnreadable)
	}
	at := s.At
	if at.IsZero() {
		at = d.At
	}
	switch s.Do {
	case "unreadable":
		return news, nil, fmt.Errorf("%w: object is none", feeds.ErrUnreadable)
	case "again":
		if !mended {
			return news, nil, errors.New("not now")
		}
	case "panic":
		panic(d.Body)
	case "nil":
		var none *saying
		return news, []string{none.Title}, nil
	case "warn":
		warnings = []string{"colour: mauve is not known"}
	}
	if s.Part != "" {
		news.Parts = []feeds.Part{{Group: s.Object, Name: s.Part, Version: at, Body: d.Body}}
		return news, warnings, nil
	}
	change := catalog.Change{Key: s.Object, Title: &s.Title, Price: new(decimal.NewNullDecimal(decimal.NewFromInt(5))), UpdatedAt: &at}
	if s.Do == "refused" {
		change.Title = new("")
	}
	news.Products = []catalog.Change{change}
	return news, warnings, nil
}

// build makes a product whose title is those of its parts. Before its time it is not published.
func build(group string, parts []feeds.Part, now time.Time) (feeds.Built, error) {
	var titles []string
	var due time.Time
	for _, p := range parts {
		var s saying
		if err := json.Unmarshal(p.Body, &s); err != nil {
			return feeds.Built{}, err
		}
		if s.Do == "panic build" {
			panic(string(p.Body))
		}
		titles = append(titles, s.Title)
		if s.Due.After(now) && (due.IsZero() || s.Due.Before(due)) {
			due = s.Due
		}
	}
	return feeds.Built{Due: due, Products: []catalog.Change{{Key: group, Title: new(strings.Join(titles, " ")), Published: new(due.IsZero()), UpdatedAt: &now}}}, nil
}

// call is a POST of a body, signed well.
func call(event string, body []byte, at time.Time) feeds.Call {
	return signed(event, body, at, "good")
}

func signed(event string, body []byte, at time.Time, key string) feeds.Call {
	return feeds.Call{Event: event, Body: body, At: at, Header: func(name string) []string {
		if strings.EqualFold(name, keyHeader) {
			return []string{key}
		}
		return nil
	}}
}

// receive has something received that is to be kept.
func (d *desk) receive(t *testing.T, list ...saying) {
	t.Helper()
	for _, s := range list {
		if err := d.Receive(ctx, d.source, call("told", s.body(), time.Now())); err != nil {
			t.Fatal(err)
		}
	}
}
