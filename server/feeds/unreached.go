package feeds

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"time"
)

// Unreached puts a call to a platform that got no whole answer within a time in words that are ours or the network's. ours is
// false where err may quote what the other side sent, and so what it was sent; without the address that net/http puts before it.
func Unreached(ctx context.Context, err error, within time.Duration) (said error, ours bool) {
	var outer *url.Error
	if errors.As(err, &outer) { // it would tell the whole address
		err = outer.Err
	}
	var slow net.Error
	var network *net.OpError
	switch {
	case ctx.Err() != nil:
		return ctx.Err(), true
	case errors.As(err, &slow) && slow.Timeout():
		return fmt.Errorf("the answer is not there within %s", within), true
	case errors.As(err, &network):
		return err, true
	}
	return err, false
}
