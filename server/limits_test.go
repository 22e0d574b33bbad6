package server_test

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestOnlyPOSTIsAnswered(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, badConfig)
		for _, method := range []string{"GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "REPORT", "BREW"} {
			for header, want := range map[string]string{
				"":             `{"success":false,"errors":"Only POST is supported."}`,
				joinchatHeader: `{"success":false,"errors":"Only POST is supported."}`,
				bothubHeader:   `{"success":false,"error":{"code":14405,"message":"Only POST is supported."}}`,
			} {
				t.Run(method+" "+header, func(t *testing.T) {
					r, err := http.NewRequest(method, k.url+"/webhook", nil)
					if err != nil {
						t.Fatal(err)
					}
					if header != "" {
						r.Header.Set(header, "x")
					}
					got := send(t, r)
					got.is(t, http.StatusMethodNotAllowed, want)
					if allow := got.header.Values("Allow"); len(allow) != 1 || allow[0] != "POST" {
						t.Errorf("Allow: %q", allow)
					}
				})
			}
		}
		r, err := http.Head(k.url + "/webhook")
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		if r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") != "POST" {
			t.Errorf("HEAD: %d, Allow: %q", r.StatusCode, r.Header.Get("Allow"))
		}
	})
}

func TestTooManyQuestionsAreToldToWait(t *testing.T) {
	const text = `
shops:
  - id: main
    language: en
    limits: {requests_per_second: 0.001}
    bots: [{platform: joinchat, secrets: [jc-test-secret]}, {platform: bothub, secrets: [bh-test-secret]}]
`
	const question, hubQuestion = `{"method":"test","params":{"token":1}}`, `{"request":{"method":"test"},"params":{"test_token":1}}`
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, text)
		k.ask(t, joinchatBot, question).is(t, 200, `{"success":true,"token":1,"test_token":1}`)
		refused := k.ask(t, joinchatBot, question)
		refused.is(t, 429, `{"success":false,"errors":"Too many questions at once. Please try again in a moment."}`)
		if got := refused.header.Get("Retry-After"); got != "1" {
			t.Errorf("Retry-After: %q", got)
		}
		k.ask(t, bothubBot, hubQuestion).is(t, 200, `{"success":true,"object":"test","test_token":1}`) // the limit is each bot's own
		k.ask(t, bothubBot, hubQuestion).is(t, 429, `{"success":false,"error":{"code":14429,"message":"Too many questions at once. Please try again in a moment."}}`)
		k.post(t, question, joinchatHeader, "x").is(t, 401, `{"success":false,"errors":"The signature is not valid."}`) // strangers use up nothing
	})
}

// TestABodyThatNeverEndsIsGivenUp holds a connection as somebody would who wants to hold many.
func TestABodyThatNeverEndsIsGivenUp(t *testing.T) {
	t.Parallel()
	k := start(t, anyStore(t), badConfig)
	connection, err := net.Dial("tcp", strings.TrimPrefix(k.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if _, err := io.WriteString(connection, "POST /webhook HTTP/1.1\r\nHost: clerk\r\nContent-Length: 100\r\n\r\n{"); err != nil {
		t.Fatal(err)
	}
	if err := connection.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	reply, err := io.ReadAll(connection)
	if err != nil || !bytes.HasPrefix(reply, []byte("HTTP/1.1 400 ")) || !bytes.Contains(reply, []byte("could not be read")) {
		t.Errorf("%s (%v)", reply, err)
	}
}

// anyStore is for tests that wait long and ask the database nothing.
func anyStore(t *testing.T) *store.Store {
	t.Helper()
	return storetest.Open(t, store.Options{Driver: store.SQLite, Path: filepath.Join(t.TempDir(), "shopclerk.db")})
}
