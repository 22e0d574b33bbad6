package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"
)

const (
	dialTimeout  = 5 * time.Second
	replyTimeout = 30 * time.Second
)

// client is a keep-alive HTTP/1.1 client that knows just what the measured servers send. net/http's would take about as
// much of the processor as the servers do, and they share it.
type client struct {
	address string
	conn    net.Conn // nil when it is to be dialled
	reader  *bufio.Reader
	body    []byte
}

func newClient(address string) *client {
	return &client{address: address, reader: bufio.NewReaderSize(nil, 16<<10)}
}

func (c *client) close() {
	if c.conn != nil {
		c.conn.Close()
		c.conn = nil
	}
}

// ask sends a request and reads the reply. The body is valid until the next call. After an error the next call dials anew.
func (c *client) ask(request []byte) (status int, body []byte, err error) {
	if c.conn == nil {
		if c.conn, err = net.DialTimeout("tcp", c.address, dialTimeout); err != nil {
			c.conn = nil
			return 0, nil, err
		}
		c.reader.Reset(c.conn)
	}
	if err = c.conn.SetDeadline(time.Now().Add(replyTimeout)); err == nil {
		if _, err = c.conn.Write(request); err == nil {
			status, err = c.read()
		}
	}
	if err != nil {
		c.close()
	}
	return status, c.body, err
}

var errReply = errors.New("not a reply that this client understands")

func (c *client) read() (status int, err error) {
	line, err := c.line()
	if err != nil {
		return 0, err
	}
	if len(line) < 12 || !bytes.HasPrefix(line, []byte("HTTP/1.1 ")) {
		return 0, fmt.Errorf("%w: %q", errReply, line)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, errReply
	}
	length, chunked := -1, false
	for {
		if line, err = c.line(); err != nil {
			return 0, err
		}
		if len(line) == 0 {
			break
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(value)); err != nil {
				return 0, errReply
			}
		}
		chunked = chunked || string(line) == "Transfer-Encoding: chunked"
	}
	c.body = c.body[:0]
	switch {
	case chunked:
		return status, c.chunks()
	case length >= 0:
		return status, c.take(length)
	}
	return 0, fmt.Errorf("%w: no length", errReply)
}

// line returns a line without its end, valid until the next read.
func (c *client) line() ([]byte, error) {
	line, err := c.reader.ReadSlice('\n')
	return bytes.TrimRight(line, "\r\n"), err
}

// take appends n bytes to the body.
func (c *client) take(n int) error {
	at := len(c.body)
	c.body = append(c.body, make([]byte, n)...)
	_, err := io.ReadFull(c.reader, c.body[at:])
	return err
}

func (c *client) chunks() error {
	for {
		line, err := c.line()
		if err != nil {
			return err
		}
		size, err := strconv.ParseUint(string(line), 16, 31)
		if err != nil {
			return errReply
		}
		if err := c.take(int(size)); err != nil { //nolint:gosec // 31 bits
			return err
		}
		if _, err := c.line(); err != nil || size == 0 {
			return err
		}
	}
}
