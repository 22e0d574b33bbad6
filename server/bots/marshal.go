package bots

import (
	"bytes"
	"encoding/json"
)

// Marshal writes JSON as people write it: "&" and "<" stay what they are, since nobody reads a reply as HTML.
func Marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
