package words

import (
	"strings"
	"sync"

	"github.com/longbridgeapp/opencc"

	"shopclerk/internal/fold"
)

// Fold makes texts comparable: what fold.Text folds, and Traditional Chinese is Simplified.
func Fold(text string) string {
	folded := fold.Text(text)
	if strings.ContainsFunc(folded, han) {
		folded = strings.Map(simplify, folded)
	}
	return folded
}

func simplify(r rune) rune {
	if han(r) {
		return simplified()[r-firstHan]
	}
	return r
}

func han(r rune) bool { return r >= firstHan && r <= lastHan }

// The blocks of Chinese characters that have simplified forms in use.
const (
	firstHan = 0x3400
	lastHan  = 0x9FFF
)

// simplified holds each Chinese character as it is written in Simplified Chinese. Of one character OpenCC says so in a
// map's time; made once, of its 27,000 characters 3,751 differ (measured: 14 ms).
var simplified = sync.OnceValue(func() []rune {
	out := make([]rune, lastHan-firstHan+1)
	converter, err := opencc.New("t2s")
	if err != nil { // its dictionaries are in the program; a test loads them
		panic(err)
	}
	for i := range out {
		out[i] = firstHan + rune(i)
		text, err := converter.Convert(string(out[i]))
		if simple := []rune(text); err == nil && len(simple) == 1 {
			out[i] = simple[0]
		}
	}
	return out
})
