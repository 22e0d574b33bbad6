package plain

import (
	"strings"
	"unicode"
)

// text writes the page in lines. Line ends of a text without blocks are the writer's own; between blocks they are space.
func (p page) text() string {
	if !p.tags && !p.entities {
		return strings.TrimSpace(p.source)
	}
	var l lines
	for _, piece := range p.pieces {
		if piece.text != "" {
			l.write(piece.text, !p.blocks)
		} else {
			l.tag(piece.element, piece.begins)
		}
	}
	return l.out.String()
}

// lines collects a text in lines. What parts two characters is written with the second one, so nothing hangs at the end.
type lines struct {
	out    strings.Builder
	breaks int  // line ends to come, 2 for an empty line
	space  bool // to come
	bullet bool // to come
	listed bool // inside an item
}

// bulletMark stands before the items of lists.
const bulletMark = "• "

func (l *lines) write(text string, ownLines bool) {
	for _, r := range text {
		switch {
		case r == '\n' && ownLines:
			l.breakLine()
		case unicode.IsSpace(r):
			l.space = true
		case !unicode.IsControl(r):
			l.character(r)
		}
	}
}

func (l *lines) character(r rune) {
	switch {
	case l.out.Len() == 0:
	case l.breaks > 0:
		l.out.WriteString("\n\n"[:l.breaks])
	case l.space:
		l.out.WriteByte(' ')
	}
	if l.bullet {
		l.out.WriteString(bulletMark)
	}
	l.breaks, l.space, l.bullet = 0, false, false
	l.out.WriteRune(r)
}

func (l *lines) tag(e element, begins bool) {
	switch e {
	case lineBreak:
		l.breakLine()
	case row:
		l.atLeast(1)
	case paragraph:
		if l.listed {
			l.atLeast(1)
		} else {
			l.atLeast(2)
		}
	case list:
		l.bullet, l.listed = false, false
		l.atLeast(1)
	case item:
		l.bullet = false // of an item that was empty
		l.atLeast(1)
		l.bullet, l.listed = begins, begins
	}
}

// breakLine ends a line that has something on it, or leaves one empty.
func (l *lines) breakLine() {
	if !l.bullet {
		l.breaks = min(l.breaks+1, 2)
	}
}

// atLeast asks for so many line ends; what an item begins with stands behind its bullet.
func (l *lines) atLeast(n int) {
	if !l.bullet {
		l.breaks = max(l.breaks, n)
	}
}
