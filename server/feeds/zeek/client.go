package zeek

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"shopclerk/server/feeds"
)

const (
	callTime  = 10 * time.Second // from the connection to the last byte
	maxAnswer = 1 << 20
	// language is the one that every region has. Nothing of the answers' words is shown.
	language = "en"
)

// caller makes calls, whoever signs them.
type caller struct{ http *http.Client }

func newCaller() caller {
	return caller{&http.Client{
		Timeout: callTime,
		// What is signed goes to the platform, and what another host says is not the platform's.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// post makes a call and returns the data of its answer, which is "" when there is none. An answer of the platform that is none
// of success is a refusal.
func (c caller) post(ctx context.Context, address string, header http.Header, body []byte) (json.RawMessage, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("the address of the platform cannot be read")
	}
	r.Header = header
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("User-Agent", "shopclerk")
	response, err := c.http.Do(r)
	if err != nil {
		return nil, broken(ctx, err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case response.StatusCode != http.StatusOK: // the platform's own answers have all the same
		return nil, statusError(response.StatusCode)
	case err != nil:
		return nil, fmt.Errorf("the answer is cut short: %w", broken(ctx, err))
	case len(answer) > maxAnswer:
		return nil, fmt.Errorf("the answer is larger than %d MiB", maxAnswer>>20)
	}
	return answered(answer)
}

// answered reads {"error":0,"data":{…}} or {"error":26xxxx,"err_msg":"…"}. The message is not repeated: it quotes what it was
// sent.
func answered(body []byte) (data json.RawMessage, err error) {
	o, err := feeds.ParseObject(body)
	if err != nil {
		return nil, errors.New("the answer is not the platform's: it is no JSON object")
	}
	code, ok, err := o.Int("error")
	if err != nil || !ok {
		return nil, errors.New("the answer is not the platform's: it has no error code")
	}
	if code != codeOK {
		return nil, &refusal{code}
	}
	return o["data"], nil
}

// broken puts a call without an answer in words, which are our own or the network's.
func broken(ctx context.Context, err error) error {
	if err, ours := feeds.Unreached(ctx, err, callTime); ours {
		return err
	}
	return errors.New("the connection to the platform failed")
}

// mustMarshal writes what can always be written.
func mustMarshal(v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}
