package server

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"shopclerk/server/bots"
)

// maxBody is the size of the largest question, in bytes. Real ones have a few hundred.
const maxBody = 64 << 10

// bodyTimeout is how long a caller may take to send a question.
const bodyTimeout = 10 * time.Second

// webhook is the signed road: raw body → verify → decode → answer → encode. Nothing is parsed before it is verified.
func (s *Server) webhook(c echo.Context) error {
	state, dialect := s.state.Load(), s.dialectOf(c.Request())
	language := state.language()
	body, err := readBody(c)
	if err == nil {
		ctx, cancel := context.WithTimeout(c.Request().Context(), answerTimeout)
		defer cancel()
		var b *bot
		if b, body, err = s.converse(ctx, c, state, dialect, body); b != nil {
			language = b.shop.Language
		}
		if err != nil && ctx.Err() != nil {
			err = errors.Join(ctx.Err(), err) // such as SQLite's "interrupted": whatever it says, the time was up
		}
	}
	if err != nil {
		return s.refuse(c, dialect, language, err)
	}
	return reply(c, http.StatusOK, body)
}

// converse verifies, decodes and answers a body. The bot is returned as soon as it is known, with an error too.
func (s *Server) converse(ctx context.Context, c echo.Context, state *state, dialect bots.Dialect, body []byte) (*bot, []byte, error) {
	signed := signers(state.bots[dialect.Platform()], dialect, c.Request().Header.Values(dialect.Header()), body)
	if len(signed) == 0 {
		return nil, nil, &bots.Refusal{Reason: bots.BadSignature}
	}
	request, err := dialect.Decode(body)
	b := byPage(signed, request.PageID)
	if b == nil && request.PageID == "" && reasonOf(err).Reason == bots.Unreadable {
		b = signed[0] // it is signed; which page it is for cannot be read either
	}
	if b == nil {
		return nil, nil, &bots.Refusal{Reason: bots.BadSignature}
	}
	question := questionOf(c)
	question.method, question.bot, question.secret = request.Method, b, b.secretOf(dialect, c.Request().Header.Get(dialect.Header()), body)
	note(c, slog.String("shop", b.shop.ID), slog.String("platform", dialect.Platform()),
		slog.String("question", request.Method), slog.String("question_id", clip(request.ID)))
	if err != nil {
		return b, nil, err
	}
	if b.limiter != nil && !b.limiter.Allow() {
		return b, nil, &bots.Refusal{Reason: bots.TooManyRequests}
	}
	answer, err := s.answer(ctx, b.shop, request.Query)
	if err != nil {
		return b, nil, err
	}
	reply, err := dialect.Encode(answer)
	return b, reply, err
}

// dialectOf picks by the signature header; without one the first dialect speaks.
func (s *Server) dialectOf(r *http.Request) bots.Dialect {
	for _, d := range s.Dialects {
		if len(r.Header.Values(d.Header())) > 0 {
			return d
		}
	}
	return s.Dialects[0]
}

// signers returns the bots that have a secret which verifies the body. Two signatures are none: which one counted would
// be a matter of who reads them.
func signers(candidates []*bot, dialect bots.Dialect, headers []string, body []byte) []*bot {
	if len(headers) != 1 {
		return nil
	}
	var out []*bot
	for _, b := range candidates {
		for _, secret := range b.Secrets {
			if dialect.Verify(secret, headers[0], body) {
				out = append(out, b)
				break
			}
		}
	}
	return out
}

// secretOf is the place, from 1, of the secret that verifies a body that the bot is known to have signed. With one secret, as
// nearly always, there is nothing to find out.
func (b *bot) secretOf(dialect bots.Dialect, header string, body []byte) int {
	for i, secret := range b.Secrets {
		if i == len(b.Secrets)-1 || dialect.Verify(secret, header, body) {
			return i + 1
		}
	}
	return 0
}

// byPage picks the bot of a page, else one that takes every page; nil when there is neither.
func byPage(signed []*bot, page string) *bot {
	var open *bot
	for _, b := range signed {
		if b.PageID != "" && b.PageID == page {
			return b
		}
		if b.PageID == "" && open == nil {
			open = b
		}
	}
	return open
}

func readBody(c echo.Context) ([]byte, error) {
	body, err := readLimited(c, maxBody)
	switch {
	case errors.Is(err, errBodyTooLarge):
		return nil, &bots.Refusal{Reason: bots.TooLarge}
	case err != nil:
		return nil, errors.Join(&bots.Refusal{Reason: bots.Unreadable}, err)
	}
	return body, nil
}

var errBodyTooLarge = errors.New("the body is too large")

// readLimited reads a body of up to limit bytes; errBodyTooLarge when there are more.
func readLimited(c echo.Context, limit int64) ([]byte, error) {
	if err := setReadDeadline(c, time.Now().Add(bodyTimeout)); err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(c.Request().Body, limit+1))
	if int64(len(body)) > limit {
		return nil, errBodyTooLarge
	}
	if err != nil {
		return nil, err
	}
	// net/http goes on reading, to notice a caller who leaves, and past the deadline would take this one for gone. After an
	// error the deadline stays, for net/http then waits for what is left of the body.
	return body, setReadDeadline(c, time.Time{})
}

// setReadDeadline says until when a caller may send; the zero time is for ever.
func setReadDeadline(c echo.Context, at time.Time) error {
	err := http.NewResponseController(c.Response()).SetReadDeadline(at)
	if errors.Is(err, http.ErrNotSupported) { // not on a connection, as in some tests
		return nil
	}
	return err
}

// reply writes a body whose length is told first; net/http would send it in chunks from 2 KB on.
func reply(c echo.Context, status int, body []byte) error {
	c.Response().Header().Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
	return c.Blob(status, echo.MIMEApplicationJSON, body)
}

// refuse writes a refusal in the caller's own form and the shop's language.
func (s *Server) refuse(c echo.Context, dialect bots.Dialect, language string, err error) error {
	refusal := reasonOf(err)
	status := statusOf(refusal.Reason)
	if status >= http.StatusInternalServerError {
		s.Log.Error("question not answered", "error", err, "id", c.Response().Header().Get(echo.HeaderXRequestID))
	}
	switch refusal.Reason {
	case bots.TooManyRequests, bots.Unavailable:
		c.Response().Header().Set(echo.HeaderRetryAfter, "1")
	case bots.MethodNotAllowed:
		c.Response().Header().Set(echo.HeaderAllow, http.MethodPost)
	}
	questionOf(c).refused(refusal.Reason)
	note(c, slog.Int("refused", int(refusal.Reason)))
	return reply(c, status, dialect.Refuse(refusal.Reason, refusal.Words(language)))
}

func (s *Server) webhookMethodNotAllowed(c echo.Context) error {
	return s.refuse(c, s.dialectOf(c.Request()), s.state.Load().language(), &bots.Refusal{Reason: bots.MethodNotAllowed})
}

// clip bounds what a caller gets into the log.
func clip(text string) string { return text[:min(len(text), 64)] }
