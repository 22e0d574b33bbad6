package server

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

const (
	flashCookie   = "shopclerk_flash"
	flashSeconds  = 60
	maxFlashRunes = 400 // a cookie holds 4 KB
)

// flashed is a message that the next page shows once.
type flashed struct {
	Kind string // "ok", "warn" or "bad"
	Text string
}

// flash leaves a message for the next page that the visitor sees; kind is "ok", "warn" or "bad", and text is in the visitor's
// language. It travels in a cookie, signed so that nobody else can put words into the page's mouth.
func (s *Server) flash(c echo.Context, v *visitor, kind, text string) {
	if runes := []rune(text); len(runes) > maxFlashRunes {
		text = string(runes[:maxFlashRunes]) + "…"
	}
	body := base64.RawURLEncoding.EncodeToString([]byte(kind + "|" + text))
	s.setCookie(c, &http.Cookie{Name: flashCookie, Value: body + "." + v.signFlash(body), MaxAge: flashSeconds})
}

func (v *visitor) signFlash(body string) string {
	mac := hmac.New(sha256.New, v.session.key("flash"))
	mac.Write([]byte(body))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// takeFlash returns the message that waits, and lets it go.
func (s *Server) takeFlash(c echo.Context, v *visitor) *flashed {
	cookie, err := c.Cookie(flashCookie)
	if err != nil || v.session == nil {
		return nil
	}
	s.setCookie(c, &http.Cookie{Name: flashCookie, MaxAge: -1})
	body, mac, _ := strings.Cut(cookie.Value, ".")
	text, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil || !hmac.Equal([]byte(mac), []byte(v.signFlash(body))) {
		return nil
	}
	kind, said, _ := strings.Cut(string(text), "|")
	return &flashed{kind, said}
}
