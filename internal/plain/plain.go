// Package plain makes plain text of descriptions that are written in HTML. It owns which parts of a page become lines, and
// which texts are no HTML at all; it knows nothing of what the texts describe.
package plain

import "strings"

// rounds is how often a text is read. Systems that escape what others have escaped before leave tags behind one reading.
const rounds = 4

var leftovers = strings.NewReplacer("<", "", "&", "")

// Text returns what a page says without its tags: paragraphs, list items and table cells on lines of their own, entities
// as the characters they stand for, scripts, styles and comments left out, at most one empty line together. A text with
// neither tag nor entity comes back as it is, without the space around it. It takes time in proportion to the text, and
// what it returns it would not change again.
func Text(html string) string {
	for range rounds {
		next := read(html).text()
		if next == html {
			return next
		}
		html = next
	}
	return strings.TrimSpace(leftovers.Replace(html)) // made to be unreadable
}
