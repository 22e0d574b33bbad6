package server

import (
	"bytes"
	"encoding/json"
	"net/http"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"shopclerk/internal/store"
	"shopclerk/server/feeds"
)

// shownBodyBytes is how much of a delivery's body a page shows; the longest are two megabytes.
const shownBodyBytes = 128 << 10

// maxIndented is how deep a body may be nested to be indented: ten thousand brackets in each other would become 200 megabytes.
const maxIndented = 100

// deliveryPage is what delivery.html shows.
type deliveryPage struct {
	Delivery
	Known      bool   // its feed is in the configuration
	Resendable bool   // it is finished, its body is there, and its feed is known
	Text       string // the body, as far as it is shown
	Shown      int    // bytes of the body, where that is not all
	Binary     bool   // the body is no text
}

func (s *Server) showDelivery(c echo.Context, v *visitor) error {
	d, err := s.deliveryOf(c, v.Shop.ID)
	if err != nil {
		return err
	}
	page := deliveryPage{Delivery: ToDelivery(d)}
	_, page.Known = feeds.Find(s.Sources(), d.Shop, d.Feed)
	page.Resendable = page.Known && !d.Bare && d.State != store.DeliveryQueued
	if body, ok := ShownBody(s.Sources(), d); ok {
		page.show(body)
	}
	return s.render(c, v, http.StatusOK, "delivery", page)
}

// show takes a body to be read: JSON is indented, and what is longer than a page is cut between two characters.
func (p *deliveryPage) show(body []byte) {
	if !utf8.Valid(body) || bytes.IndexByte(body, 0) >= 0 {
		p.Binary = true
		return
	}
	var indented bytes.Buffer
	if len(body) <= shownBodyBytes && depth(body) <= maxIndented && json.Indent(&indented, body, "", "  ") == nil {
		body = indented.Bytes()
	}
	if len(body) > shownBodyBytes {
		cut := shownBodyBytes
		for !utf8.RuneStart(body[cut]) {
			cut--
		}
		body, p.Shown = body[:cut], cut
	}
	p.Text = string(body)
}

// depth is how many brackets of a body are open at once, those in its texts among them.
func depth(body []byte) (deepest int) {
	open := 0
	for _, b := range body {
		switch b {
		case '[', '{':
			open++
			deepest = max(deepest, open)
		case ']', '}':
			open--
		}
	}
	return deepest
}
