package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// take makes a Result of the last answer.
func (t *trip) take(ctx context.Context, response *http.Response) (Result, error) {
	known := t.request.ETag != "" || t.request.LastModified != ""
	switch {
	case response.StatusCode == http.StatusNotModified && known:
		response.Body.Close()
		t.cancel(nil)
		return Result{
			NotModified: true, Body: http.NoBody, Name: fileName(response, t),
			ETag:         cmp.Or(validator(response.Header.Get("ETag")), t.request.ETag),
			LastModified: cmp.Or(validator(response.Header.Get("Last-Modified")), t.request.LastModified),
		}, nil
	case response.StatusCode != http.StatusOK:
		return Result{}, t.status(response)
	}
	if err := t.acceptable(response); err != nil {
		response.Body.Close()
		return Result{}, err
	}
	return Result{
		Body: t.body(ctx, response), Name: fileName(response, t),
		ETag: validator(response.Header.Get("ETag")), LastModified: validator(response.Header.Get("Last-Modified")),
	}, nil
}

// acceptable refuses a body that need not be begun.
func (t *trip) acceptable(response *http.Response) error {
	switch coding := strings.ToLower(response.Header.Get("Content-Encoding")); coding {
	case "", "identity", "gzip", "x-gzip": // a table in gzip is told apart where tables are opened
	default:
		return fmt.Errorf("the server sends the file packed as %q, which was not asked for", clean(coding, 20))
	}
	if most := t.client.most(); response.ContentLength > most {
		return tooLarge(most)
	}
	return nil
}

// validator keeps a text that a server tells one state of a file from another by, unless it could not be sent back or kept.
func validator(text string) string {
	if len(text) > 255 || strings.ContainsFunc(text, func(c rune) bool { return c < ' ' || c > '~' }) {
		return ""
	}
	return text
}

const (
	pieceBytes = 4 << 10         // of an error page that are read
	pieceTime  = 5 * time.Second // that it may take
	pieceChars = 80              // that are shown
)

// status puts an answer other than 200 in words. The status's own words are ours, as a server may write any there.
func (t *trip) status(response *http.Response) error {
	defer response.Body.Close()
	timer := time.AfterFunc(pieceTime, func() { t.cancel(nil) })
	defer timer.Stop()
	text := strings.TrimSpace(fmt.Sprintf("the server answers %d %s", response.StatusCode, http.StatusText(response.StatusCode)))
	page, _ := io.ReadAll(io.LimitReader(response.Body, pieceBytes))
	if piece := clean(whole(page), pieceBytes); piece != "" && !t.secrets.in(piece) {
		text += ": " + clean(piece, pieceChars)
	}
	return errors.New(text)
}

// whole is a page as text, without a character that was cut in two at its end; "" when it is no text.
func whole(page []byte) string {
	for cut := 0; cut < utf8.UTFMax && cut <= len(page); cut++ {
		if text := page[:len(page)-cut]; utf8.Valid(text) {
			return string(text)
		}
	}
	return ""
}

// clean makes a foreign text one line of at most so many characters that can be printed.
func clean(text string, most int) string {
	text = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c):
			return ' '
		case !unicode.IsPrint(c):
			return -1
		}
		return c
	}, strings.ToValidUTF8(text, ""))
	text = strings.Join(strings.Fields(text), " ")
	if chars := []rune(text); len(chars) > most {
		text = string(chars[:most-1]) + "…"
	}
	return text
}
