package words

import "slices"

// MaxWords is how many words of a typed text are looked at.
const MaxWords = 16

// Query is what a customer typed, ready to be looked up.
type Query struct {
	// Words are to be found, the more the better; in the order in which they were typed, each once. When all that was typed
	// is filler words, they are these.
	Words []Word
	// Joins are words that together may be written in one: "t shirt" as "tshirt".
	Joins []Join
}

// Word is one term of a query.
type Word struct {
	Text   string
	Typos  int  // how many there may be in it
	Prefix bool // it is the last one and may be unfinished
}

// Join is the text that the words from First to Last make without the space between them; it stands for all of them.
type Join struct {
	First, Last int
	Text        string
}

// prefixFrom is from how many letters on the last word may be unfinished.
const prefixFrom = 2

// Parse reads what a customer typed. Of a script without spaces the pairs are looked up, for single characters would
// match half the shop; a character that stands alone is looked up as it is.
func Parse(text string) Query {
	tokens := content(text)
	var q Query
	var first, last []int // word numbers of each token
	for i := range tokens {
		first = append(first, len(q.Words))
		for _, term := range asked(tokens, i) {
			if len(q.Words) < MaxWords && !q.has(term) {
				q.Words = append(q.Words, Word{Text: term, Typos: Typos(term)})
			}
		}
		last = append(last, len(q.Words)-1)
	}
	if n := len(tokens); n > 0 && len(q.Words) > 0 {
		end := &q.Words[len(q.Words)-1]
		end.Prefix = !tokens[n-1].run && letters(end.Text) >= prefixFrom && end.Text == tokens[n-1].text
	}
	q.Joins = joins(tokens, first, last)
	return q
}

func (q Query) has(term string) bool {
	return slices.ContainsFunc(q.Words, func(w Word) bool { return w.Text == term })
}

// Sequence returns the words of a text in their order, as Parse would look them up: each once for each time it stands
// there, without the further terms under which the text is found.
func Sequence(text string) []string {
	tokens := split(text)
	var out []string
	for i := range tokens {
		out = append(out, asked(tokens, i)...)
	}
	return out
}

// asked are the terms that token i is looked up by. What a seam says needs not be said again by its two sides.
func asked(tokens []token, i int) []string {
	t := tokens[i]
	before, after := "", ""
	if i > 0 && tokens[i-1].run != t.run {
		before = seam(tokens[i-1], t)
	}
	if i+1 < len(tokens) && tokens[i+1].run != t.run {
		after = seam(t, tokens[i+1])
	}
	if !t.run {
		if after != "" {
			return []string{after}
		}
		if before != "" {
			return nil // the run before it has said so
		}
		return []string{t.text}
	}
	runes := []rune(t.text)
	var out []string
	for k := range len(runes) - 1 {
		out = append(out, string(runes[k:k+2]))
	}
	if after != "" {
		out = append(out, after)
	}
	if len(runes) == 1 && before == "" && after == "" {
		out = append(out, t.text)
	}
	return out
}

// joins are the words that two or three neighbours make together.
func joins(tokens []token, first, last []int) []Join {
	var out []Join
	for i := range tokens {
		text := tokens[i].text
		for k := i + 1; k < min(i+3, len(tokens)) && !tokens[i].run && !tokens[k].run; k++ {
			text += tokens[k].text
			if first[i] <= last[i] && first[k] <= last[k] && last[k] < MaxWords {
				out = append(out, Join{First: first[i], Last: last[k], Text: text})
			}
		}
	}
	return out
}

// content is what is left of a typed text without its filler words, or all of it when there is nothing else.
func content(text string) []token {
	whole := split(text)
	kept := split(strip(text))
	if len(kept) == 0 {
		return whole
	}
	return kept
}
