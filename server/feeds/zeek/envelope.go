package zeek

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"shopclerk/server/feeds"
)

// envelope is what every call holds, in either direction. Both parts may be nil.
type envelope struct{ auth, data feeds.Object }

// errTwice is an object with a key twice. What is signed would be one of them, and what is read perhaps the other.
var errTwice = errors.New("a key is there twice")

// open reads a body. The error is feeds.ErrUnreadable, and errTwice too when that is why.
func open(body []byte) (e envelope, err error) {
	outer, err := parse(body)
	if err != nil {
		return e, err
	}
	if auth := outer["auth"]; bytes.HasPrefix(auth, []byte("{")) { // anything else holds no signature
		if e.auth, err = parse(auth); err != nil {
			return e, err
		}
	}
	data := outer["data"]
	if !outer.Has("data") || string(data) == "[]" { // as PHP writes an empty object
		return e, nil
	}
	e.data, err = parse(data)
	return e, err
}

// parse reads an object as feeds.ParseObject does, but not one with a key twice.
func parse(raw []byte) (feeds.Object, error) {
	in := json.NewDecoder(bytes.NewReader(raw))
	if first, err := in.Token(); err != nil || first != json.Delim('{') {
		return nil, notAnObject()
	}
	o := feeds.Object{}
	for in.More() {
		key, err := in.Token()
		name, ok := key.(string)
		var value json.RawMessage
		if err != nil || !ok || in.Decode(&value) != nil {
			return nil, notAnObject()
		}
		if _, twice := o[name]; twice {
			return nil, fmt.Errorf("%w: %w", feeds.ErrUnreadable, errTwice)
		}
		o[name] = bytes.TrimSpace(value)
	}
	if _, err := in.Token(); err != nil { // the end of the object
		return nil, notAnObject()
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return nil, notAnObject()
	}
	return o, nil
}

func notAnObject() error { return fmt.Errorf("%w: it is not a JSON object", feeds.ErrUnreadable) }

// scalar is a text or a number as the signature has it: without the quotes, and a number as it is written. It is false for
// anything else.
func scalar(raw json.RawMessage) (text string, ok bool) {
	switch {
	case len(raw) == 0:
		return "", false
	case raw[0] == '"':
		err := json.Unmarshal(raw, &text)
		return text, err == nil
	case raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9':
		return string(raw), true
	}
	return "", false
}
