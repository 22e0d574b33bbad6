package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

func (c Client) most() int64 { return cmp.Or(c.MaxBytes, maxBytes) }

func tooLarge(most int64) error {
	if most >= 1<<20 {
		return fmt.Errorf("the file is larger than %d MiB", most>>20)
	}
	return fmt.Errorf("the file is larger than %d bytes", most)
}

// body is the body of an answer within its limits. Close may be called at any time, also while Read waits.
type body struct {
	from   io.ReadCloser
	shown  string // the address
	ctx    context.Context
	cancel context.CancelCauseFunc
	stall  *time.Timer   // runs while a Read waits: a reader that takes its time is no server that does
	pause  time.Duration // that stall allows
	whole  *time.Timer
	length int64 // that was announced, -1 when none was
	most   int64
	read   int64
}

func (t *trip) body(ctx context.Context, response *http.Response) io.ReadCloser {
	b := &body{
		from: response.Body, shown: shown(t.last), ctx: ctx, cancel: t.cancel, length: response.ContentLength, most: t.client.most(),
		pause: cmp.Or(t.client.Stall, stallTime),
	}
	whole := cmp.Or(t.client.Whole, wholeTime)
	b.stall = time.AfterFunc(b.pause, func() { b.cancel(fmt.Errorf("not a byte came for %s", b.pause)) })
	b.stall.Stop()
	b.whole = time.AfterFunc(whole, func() { b.cancel(fmt.Errorf("the file did not come whole within %s", whole)) })
	return b
}

// Read reads on. Any error but io.EOF names the address, and says that the file did not come whole.
func (b *body) Read(p []byte) (int, error) {
	b.stall.Reset(b.pause)
	n, err := b.from.Read(p)
	b.stall.Stop()
	b.read += int64(n)
	if over := b.read - b.most; over > 0 {
		return max(0, n-int(over)), fmt.Errorf("%s: %w", b.shown, tooLarge(b.most))
	}
	if err == nil || errors.Is(err, io.EOF) {
		return n, err
	}
	return n, fmt.Errorf("%s: %w", b.shown, b.broken(err))
}

// broken puts in words why there is no more.
func (b *body) broken(err error) error {
	if cause := context.Cause(b.ctx); cause != nil {
		return cause
	}
	if b.length >= 0 {
		return told{fmt.Sprintf("the connection broke off after %d of %d bytes", b.read, b.length), err}
	}
	return told{fmt.Sprintf("the connection broke off after %d bytes", b.read), err}
}

// Close ends the connection, wherever the body is.
func (b *body) Close() error {
	b.stall.Stop()
	b.whole.Stop()
	b.cancel(nil)
	return b.from.Close()
}
