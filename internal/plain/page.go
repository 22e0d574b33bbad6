package plain

import (
	"strings"

	"golang.org/x/net/html"
)

// page is a text in its pieces.
type page struct {
	source   string
	pieces   []piece
	tags     bool // there are some
	blocks   bool // some of them make lines
	entities bool // there were some
}

// piece is a text, or a tag.
type piece struct {
	text    string // without entities
	element element
	begins  bool // a tag that begins its element
}

// read takes a text apart. Between angle brackets people also write sizes, brands and hearts: what is no element of HTML
// stays text.
func read(source string) page {
	p := page{source: source}
	z := html.NewTokenizer(strings.NewReader(source))
	silent := false
	for {
		kind := z.Next()
		raw := string(z.Raw()) // before the name is asked for, which changes it
		switch kind {
		case html.ErrorToken:
			p.end(raw)
			return p
		case html.TextToken:
			if !silent {
				p.addText(raw)
			}
			silent = false
		case html.CommentToken, html.DoctypeToken:
			if isComment(raw) {
				p.tags = true
			} else {
				p.addText(raw)
			}
		default:
			name, _ := z.TagName()
			silent = p.addTag(string(name), raw, kind != html.EndTagToken)
		}
	}
}

// addTag reports whether the text behind the tag is not to be shown.
func (p *page) addTag(name, raw string, begins bool) (silent bool) {
	e, known := elements[name]
	switch {
	case !known && !strings.Contains(name, ":"): // a colon is in the names that office programs make up
		p.addText(raw)
		return false
	case e == hidden:
		p.tags = true
		return begins
	}
	p.tags, p.blocks = true, p.blocks || e != inline
	p.pieces = append(p.pieces, piece{element: e, begins: begins})
	return false
}

// end takes what the text ends with: a tag that is not closed. Browsers leave it out, and so is done where there are other
// tags, for then the text was cut off.
func (p *page) end(raw string) {
	if !p.tags {
		p.addText(raw)
	}
}

func (p *page) addText(raw string) {
	text := unescape(raw)
	p.entities = p.entities || text != raw
	p.pieces = append(p.pieces, piece{text: text})
}

// isComment tells comments and declarations from "</3" and "<!!!", which a browser would leave out as well.
func isComment(raw string) bool {
	switch {
	case strings.HasPrefix(raw, "<!--"):
		return true
	case len(raw) < 3 || raw[1] != '!' && raw[1] != '?' || raw[len(raw)-1] != '>':
		return false
	}
	return raw[2] == '[' || raw[2]|0x20 >= 'a' && raw[2]|0x20 <= 'z'
}

// longestEntity is that of "&CounterClockwiseContourIntegral;", in bytes.
const longestEntity = 33

// unescape decodes entities that end with a semicolon. Those without one, which browsers read too, are parts of addresses
// more often: "?a=1&copy=2".
func unescape(s string) string {
	if !strings.Contains(s, "&") {
		return s
	}
	var out strings.Builder
	for {
		before, rest, more := strings.Cut(s, "&")
		out.WriteString(before)
		if !more {
			return out.String()
		}
		end := strings.IndexByte(rest[:min(len(rest), longestEntity-1)], ';') + 1
		entity := "&" + rest[:end]
		text := html.UnescapeString(entity)
		if end > 0 && text != entity && (!strings.HasSuffix(text, ";") || text == ";") { // "&notin" is one inside "&noting;"
			out.WriteString(text)
			s = rest[end:]
			continue
		}
		out.WriteByte('&')
		s = rest
	}
}
