package fields

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text reads a text of at most so many characters. Control characters but line ends and tabs are dropped.
func (f *Fields) Text(name string, most int) *string {
	text, ok := f.Scalar(name)
	if !ok {
		return nil
	}
	if mayHaveControl(text) {
		text = strings.Map(printable, text)
	}
	text = strings.TrimSpace(text)
	if len(text) > most && utf8.RuneCountInString(text) > most {
		f.Refuse(name, "is longer than %d characters", most)
	}
	return &text
}

// mayHaveControl looks for bytes that stand in control characters, or for such as are no text at all; most texts have none
// (measured: a fourth of the time of reading a text).
func mayHaveControl(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == 0x7F || c == 0xC2 {
			return true
		}
	}
	return !utf8.ValidString(text)
}

func printable(r rune) rune {
	if unicode.IsControl(r) && r != '\n' && r != '\t' {
		return -1
	}
	return r
}
