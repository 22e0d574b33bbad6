package feeds

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"shopclerk/internal/store"
)

const (
	// keepTimeout is how long the database may take to keep a delivery before the disk does: Abaha and Zeek give up early.
	keepTimeout = 2 * time.Second
	// sameWithin is how long a delivery without a time of its own may come again and be taken for a repetition.
	sameWithin = 10 * time.Minute
)

// Receive verifies a call and keeps it, in the database or, when that is away, on the disk. What it returns without an error
// is kept. The error is ErrSignature, ErrExpired, ErrTooLarge or ErrUnavailable.
func (b *Inbox) Receive(ctx context.Context, s Source, c Call) error {
	result, err := b.receive(ctx, s, c)
	if b.Metrics.Received != nil {
		b.Metrics.Received(s.Shop.ID, s.Config.ID, result)
	}
	return err
}

func (b *Inbox) receive(ctx context.Context, s Source, c Call) (result string, err error) {
	if len(c.Body) > MaxBody {
		return "refused", ErrTooLarge
	}
	event, err := s.Verify(c)
	if err != nil {
		return "refused", err
	}
	d := b.delivery(s, Delivery{Event: event, Body: c.Body, At: c.At})
	keeping, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepTimeout) // a caller that hangs up has sent it all the same
	defer cancel()
	repeated, err := b.keeper.keep(keeping, d)
	switch {
	case err == nil && repeated:
		b.Kick() // it may have failed before
		return "repeated", nil
	case err == nil:
		b.Kick()
		return "kept", nil
	case !errors.Is(err, store.ErrUnavailable) && keeping.Err() == nil:
		b.Log.Error("a delivery cannot be kept in the database; the disk keeps it", "feed", s.name(), "error", err)
	}
	if err := b.spool.add(d); err != nil {
		b.Log.Error("a delivery can be kept neither in the database nor on the disk", "feed", s.name(), "error", err)
		return "unavailable", ErrUnavailable
	}
	return "spooled", nil
}

// delivery is what is kept of a verified call.
func (b *Inbox) delivery(s Source, d Delivery) store.Delivery {
	subject := subjectOf(s, d)
	at := subject.At.UTC()
	if at.Year() < 1 || at.Year() > 9999 { // JSON, which the spool is in, has no word for it
		at = time.Time{}
	}
	return store.Delivery{
		Shop: s.Shop.ID, Feed: s.Config.ID, Event: clip(subject.Event), Object: clip(subject.Object), RepeatKey: repeatKey(d, subject),
		ReceivedAt: d.At.UTC(), SourceAt: at, Size: len(d.Body), Body: d.Body,
	}
}

// subjectOf asks the platform, which by a mistake of ours must not be answered with an error.
func subjectOf(s Source, d Delivery) (subject Subject) {
	if s.Subject != nil {
		guarded(func() error { subject = s.Subject(d); return nil }) //nolint:errcheck // then nothing is known
	}
	subject.Event = cmp.Or(subject.Event, d.Event)
	return subject
}

// repeatKey is the same for a delivery that is sent again: of one event, with the same bytes, and so of the same object and
// time. One that carries no time can mean something new with the same bytes, such as a product that is deleted twice, so it
// is a repetition for some minutes only.
func repeatKey(d Delivery, subject Subject) (key [16]byte) {
	h := sha256.New()
	h.Write([]byte(subject.Event + "\x00" + subject.Object + "\x00"))
	at := subject.At.UnixMicro()
	if subject.At.IsZero() {
		at = d.At.Truncate(sameWithin).UnixMicro()
	}
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(at))) //nolint:gosec // bits, not a number
	h.Write(d.Body)
	copy(key[:], h.Sum(nil))
	return key
}

// maxName is the longest event or object that is kept, in bytes.
const maxName = 128

// clip is a name as every database and the disk take it alike: what is kept twice would not be a repetition otherwise.
func clip(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) <= maxName {
		return text
	}
	end := maxName
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}
