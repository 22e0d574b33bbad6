// Package fetch brings a shop's file from where it lies, a web address or a path, when it is another than last time. It
// owns what makes that safe: which addresses are reached, how much is read and for how long, and which secrets stay
// unsaid. It must not know the schedule, the configuration, or what stands in a file.
package fetch

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"time"
)

// The limits of a Client that names none.
const (
	maxBytes   = 2 << 30
	answerTime = 30 * time.Second
	stallTime  = time.Minute
	wholeTime  = 15 * time.Minute
)

// Client fetches files. The zero value has the usual limits; it keeps nothing between two fetches and may be used by
// several at a time.
type Client struct {
	// MaxBytes is how large a file may be as it is sent, that is compressed when it is; 2 GiB when 0.
	MaxBytes int64
	// Answer is how long a server may take to begin its answer; 30 seconds when 0.
	Answer time.Duration
	// Stall is how long a body may go without a single byte; 60 seconds when 0.
	Stall time.Duration
	// Whole is how long a body may take from its beginning to its end, the reader's own pauses counted; 15 minutes when 0.
	Whole time.Duration
	// Roots are the authorities whose certificates are believed; those of the system when nil.
	Roots *x509.CertPool

	control control // instead of guard, for tests: no test has a server on the internet
}

// Request says which file is wanted. It may hold keys, in the header and in the query of the URL, and so is never logged.
type Request struct {
	// URL is an https address; http only with AllowHTTP. Either URL or Path is set.
	URL string
	// Path is a file of this machine; the caller makes it absolute.
	Path string
	// Header is sent along to the host of URL, and to no other that it redirects to. Without a name none is sent.
	Header Header
	// ETag and LastModified are those of the Result that was taken last; "" when there is none.
	ETag, LastModified string
	// AllowPrivate lets a URL lead into the own network: loopback, private and carriers' addresses.
	AllowPrivate bool
	// AllowHTTP lets the URL, and what an http URL redirects to, go without TLS.
	AllowHTTP bool
}

// Result is a file, or the news that it is still the same one.
type Result struct {
	// NotModified says that the file is the one that the Request's ETag or LastModified stood for. Body is then empty.
	NotModified bool
	// Body is never nil and must be closed. An error in the middle of it says that the file did not come whole.
	Body io.ReadCloser
	// ETag and LastModified go into the next Request: printable ASCII of at most 255 characters each, or "".
	ETag, LastModified string
	// Name is what the file is called, without a folder: at most 100 printable characters, and perhaps "".
	Name string
}

// Get opens a file. The error names the file and says in words what is wrong; it is ErrRefused when the address must not
// be reached at all. The context ends the reading of the body, too.
func (c Client) Get(ctx context.Context, r Request) (Result, error) {
	switch {
	case r.URL != "" && r.Path != "":
		return Result{}, errors.New("a file is fetched from a url or from a path, and both are given")
	case r.URL != "":
		return c.web(ctx, r)
	case r.Path != "":
		return c.file(ctx, r)
	}
	return Result{}, errors.New("a file is fetched from a url or from a path, and neither is given")
}
