package store

import (
	"encoding/json"
	"strings"
	"time"
)

// The states of a delivery, as they are shown.
const (
	DeliveryQueued = "queued" // it is to be worked on, or somebody is at it
	DeliveryDone   = "done"
	DeliveryFailed = "failed" // it is not tried again, unless somebody sends it again
)

// The table's states are finer than those that are shown, for the index is on them.
const (
	stateClaimed    = "claimed"     // somebody works on it
	stateDoneBare   = "done bare"   // done, and its body is gone
	stateFailedBare = "failed bare" // failed, and its body is gone
)

// tableStates are the table's states by the one that is shown.
var tableStates = map[string][]string{
	DeliveryQueued: {DeliveryQueued, stateClaimed},
	DeliveryDone:   {DeliveryDone, stateDoneBare},
	DeliveryFailed: {DeliveryFailed, stateFailedBare},
}

// bareOf is what a finished state becomes when the body goes.
var bareOf = map[string]string{DeliveryDone: stateDoneBare, DeliveryFailed: stateFailedBare}

const (
	maxName           = 128  // characters of an event or an object
	maxDeliveryErrors = 10   // the last ones
	maxErrorText      = 1000 // characters
	maxWarnings       = 20
)

// Delivery is one thing that a feed sent, as it was received, and what came of it.
type Delivery struct {
	Shop, Feed string
	ID         int64    // microseconds since 1970 of its arrival, or the next number that was free: unique in the shop
	Event      string   // at most 128 characters
	Object     string   // what it is about, such as "order 2345"; "" is not known; at most 128 characters
	RepeatKey  [16]byte // the same for the same delivery sent again: of one object only one delivery has it

	ReceivedAt time.Time // to the microsecond
	SourceAt   time.Time // by the source's clock; zero when it says none, or one that cannot be
	NextAt     time.Time // of one that is queued, not before when it is tried; zero is at once
	FinishedAt time.Time // zero until it is done or has failed

	Size     int    // of the body, in bytes, also after it is gone
	Body     []byte // only in what Delivery and ClaimDeliveries return
	Bare     bool   // its body is gone
	State    string // DeliveryQueued, DeliveryDone or DeliveryFailed
	Attempts int    // since it was queued, the one that succeeded among them
	Repeats  int    // how often it came again
	Errors   []DeliveryError
	Warnings []string // of the last attempt, at most 20
}

// DeliveryError is why an attempt failed. The last ten are kept, the newest last.
type DeliveryError struct {
	At    time.Time `json:"at"`
	Error string    `json:"error"`
}

// deliveryRow is a row of deliveries.
type deliveryRow struct {
	Shop         string `gorm:"primaryKey"`
	ID           int64  `gorm:"primaryKey;autoIncrement:false"`
	Feed         string
	Event        string
	Object       string
	RepeatKey    []byte
	ReceivedAt   stamp
	SourceAt     stamp
	Size         int
	Body         []byte
	State        string
	Attempts     int
	NextAt       stamp
	Claim        string
	ClaimedUntil stamp
	FinishedAt   stamp
	Repeats      int
	Errors       []byte
	Warnings     codes
}

// TableName names the table.
func (deliveryRow) TableName() string { return "deliveries" }

// deliveryColumns are what lists read: all but the body, and what only claiming needs.
const deliveryColumns = "shop, id, feed, event, object, repeat_key, received_at, source_at, size, state, attempts, next_at, finished_at, repeats, errors, warnings"

// toDeliveryRow makes the row of a delivery that arrives; its number may yet change. Nothing in it may keep a database from
// taking it, or what was verified would be lost.
func toDeliveryRow(d Delivery) deliveryRow {
	if keepable(&d.SourceAt) != nil {
		d.SourceAt = time.Time{}
	}
	body := d.Body
	if body == nil {
		body = []byte{} // NULL is one that is gone
	}
	at := exact(d.ReceivedAt)
	return deliveryRow{
		Shop: d.Shop, ID: at.UnixMicro(), Feed: d.Feed, Event: deliveryName(d.Event), Object: deliveryName(d.Object),
		RepeatKey: d.RepeatKey[:], ReceivedAt: stamp(at), SourceAt: stamp(d.SourceAt), Size: len(body), Body: body, State: DeliveryQueued,
	}
}

// deliveryName is an event or an object as every database takes it: they come from outside.
func deliveryName(text string) string { return clip(strings.ToValidUTF8(text, "\uFFFD"), maxName) }

func toDelivery(r deliveryRow) (Delivery, error) {
	d := Delivery{
		Shop: r.Shop, Feed: r.Feed, ID: r.ID, Event: r.Event, Object: r.Object,
		ReceivedAt: time.Time(r.ReceivedAt), SourceAt: time.Time(r.SourceAt), NextAt: time.Time(r.NextAt), FinishedAt: time.Time(r.FinishedAt),
		Size: r.Size, Body: r.Body, State: r.State, Attempts: r.Attempts, Repeats: r.Repeats, Warnings: r.Warnings,
	}
	copy(d.RepeatKey[:], r.RepeatKey)
	for shown, states := range tableStates {
		if r.State == states[1] {
			d.State, d.Bare = shown, shown != DeliveryQueued
		}
	}
	if len(r.Errors) == 0 {
		return d, nil
	}
	return d, json.Unmarshal(r.Errors, &d.Errors)
}

func toDeliveries(rows []deliveryRow) ([]Delivery, error) {
	list := make([]Delivery, len(rows))
	for i, r := range rows {
		var err error
		if list[i], err = toDelivery(r); err != nil {
			return nil, err
		}
	}
	return list, nil
}
