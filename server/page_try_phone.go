package server

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"shopclerk/server/bots"
)

// What Messenger shows at most (https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/template/generic
// and …/receipt); what is longer is cut or left out there.
const (
	maxCardText   = 80 // characters of a card's title, and of its subtitle
	maxCards      = 10 // in a carousel
	maxButtonText = 20 // characters on a button or a quick reply
	repliesAtOnce = 10 // quick replies, before a button for the next ones
	maxGroups     = 10 // of quick replies that this page shows
)

// tryPhone is an answer as a customer sees it in Messenger.
type tryPhone struct {
	Says     []string // bubbles of text
	Cards    []phoneCard
	Receipts []phoneReceipt
	Groups   [][]phoneText // quick replies, ten at a time
	LeftOut  int           // quick replies that this page does not show
	Total    int           // of all pages, 0 where the answer does not say
	More     bool          // there is a next page
	Limits   []phoneLimit  // of Messenger, which the answer is beyond

	v    *visitor
	base string // this server's own address, whose pictures the page loads from where it came from itself
}

// phoneText is a text that Messenger cuts.
type phoneText struct{ Shown, Lost string }

// phoneCard is a product or a parcel in a carousel.
type phoneCard struct {
	Picture         string
	Title, Subtitle phoneText
	Lines           []string
	Buttons         []phoneButton
	Beyond          bool // it is past the ten that Messenger shows
}

// phoneButton is a link under a card, with what stands on it.
type phoneButton struct{ Word, URL string }

// phoneReceipt is a receipt with what the page shows of it in another form.
type phoneReceipt struct {
	bots.Receipt
	At time.Time // zero when it carries none
}

// phoneLimit is a sentence about what is beyond a limit: the key of a word with "n" and "most".
type phoneLimit struct {
	Word string
	N    int
	Most int
}

func (s *Server) newPhone(v *visitor) tryPhone {
	return tryPhone{v: v, base: cmp.Or(s.Config().PublicURL, s.Config().LocalURL())}
}

// picture is an image of the answer as this page may load it.
func (p *tryPhone) picture(address string) string {
	return lookPicture(strings.TrimPrefix(address, p.base))
}

// cutText parts a text where Messenger cuts it.
func cutText(text string, most int) phoneText {
	if runes := []rune(text); len(runes) > most {
		return phoneText{string(runes[:most]), string(runes[most:])}
	}
	return phoneText{Shown: text}
}

func (p *tryPhone) addCards(cards []bots.Card) {
	for _, c := range cards {
		card := phoneCard{Picture: p.picture(c.ImageURL), Title: cutText(c.Title, maxCardText), Subtitle: cutText(c.Desc, maxCardText)}
		for _, line := range []string{c.Price, strings.Trim(c.Vendor+" · "+c.ProductType, " ·")} {
			if line != "" {
				card.Lines = append(card.Lines, line)
			}
		}
		card.link("try.button_detail", c.DetailURL)
		card.link("try.button_buy", c.BuyURL)
		p.Cards = append(p.Cards, card)
	}
	p.limitCards()
}

func (p *tryPhone) addParcels(parcels []bots.Parcel) {
	for _, c := range parcels {
		card := phoneCard{Picture: p.picture(c.ImageURL), Title: cutText(c.ProductName, maxCardText), Subtitle: cutText(c.PackageStatus, maxCardText)}
		if c.ProductName == "" {
			card.Title = cutText(c.PackageNumber, maxCardText)
		}
		for _, line := range []string{c.PackageNumber, strings.TrimSpace(c.Carrier + " " + c.TrackingNumber), c.ExpDelivery} {
			if line != "" {
				card.Lines = append(card.Lines, line)
			}
		}
		card.link("try.button_track", c.TrackingURL)
		p.Cards = append(p.Cards, card)
	}
	p.limitCards()
}

// limitCards notes what Messenger cuts of the cards.
func (p *tryPhone) limitCards() {
	titles, subtitles := 0, 0
	for i, c := range p.Cards {
		p.Cards[i].Beyond = i >= maxCards
		titles += min(1, len(c.Title.Lost))
		subtitles += min(1, len(c.Subtitle.Lost))
	}
	p.limit("try.limit_title", titles, maxCardText)
	p.limit("try.limit_subtitle", subtitles, maxCardText)
	p.limit("try.limit_cards", max(0, len(p.Cards)-maxCards), maxCards)
}

func (p *tryPhone) addReceipts(receipts []bots.Receipt) {
	for _, r := range receipts {
		one := phoneReceipt{Receipt: r}
		if seconds, err := json.Number(r.Timestamp).Int64(); err == nil {
			one.At = time.Unix(seconds, 0)
		}
		for i, e := range one.Elements {
			one.Elements[i].ImageURL = p.picture(e.ImageURL)
		}
		p.Receipts = append(p.Receipts, one)
	}
}

func (p *tryPhone) addReplies(values []string) {
	long := 0
	for group := range slices.Chunk(values, repliesAtOnce) {
		if len(p.Groups) == maxGroups {
			p.LeftOut += len(group)
			continue
		}
		texts := make([]phoneText, len(group))
		for i, value := range group {
			texts[i] = cutText(value, maxButtonText)
			long += min(1, len(texts[i].Lost))
		}
		p.Groups = append(p.Groups, texts)
	}
	p.limit("try.limit_button", long, maxButtonText)
}

func (p *tryPhone) limit(word string, n, most int) {
	if n > 0 {
		p.Limits = append(p.Limits, phoneLimit{word, n, most})
	}
}

func (c *phoneCard) link(word, url string) {
	if url != "" {
		c.Buttons = append(c.Buttons, phoneButton{word, url})
	}
}

// First and Rest part the quick replies for a template that shows ten, and the others one step deeper.
func (p tryPhone) First() []phoneText { return p.Groups[0] }

// Rest is the phone without its first ten quick replies.
func (p tryPhone) Rest() tryPhone { return tryPhone{Groups: p.Groups[1:], LeftOut: p.LeftOut} }
