package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"syscall"
)

// ErrRefused is wrapped by the errors of addresses that must not be reached, so that trying again is no use.
var ErrRefused = errors.New("the address must not be reached")

// told is an error in words for the shop's staff. What caused it is not printed: the errors of the network quote what a
// server sent, and a server may send back the header that it got.
type told struct {
	text  string
	cause error
}

func (t told) Error() string { return t.text }

// Unwrap gives the cause, for errors.Is.
func (t told) Unwrap() error { return t.cause }

func refused(text string) error { return told{text, ErrRefused} }

// networkError puts in words why there was no answer.
func networkError(ctx context.Context, err error) error {
	var already told
	var lookup *net.DNSError
	var timeout net.Error
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &already): // from the guard, inside the error of the dialer
		return already
	case ctx.Err() != nil:
		return told{"the fetch was ended", context.Cause(ctx)}
	case errors.As(err, &lookup) && lookup.IsNotFound:
		return told{"there is no host of this name", err}
	case errors.As(err, &lookup):
		return told{"the name of the host could not be looked up", err}
	case errors.As(err, &certificate):
		return told{"the certificate of the server is not trusted: " + clean(certificate.Err.Error(), 200), err}
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return told{"the server does not speak https there", err}
	case errors.Is(err, syscall.ECONNREFUSED):
		return told{"nobody listens there", err}
	case errors.As(err, &timeout) && timeout.Timeout():
		return told{"the server does not answer in time", err}
	}
	return told{"the connection failed before there was an answer", err}
}
