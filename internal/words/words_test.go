package words_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"shopclerk/internal/words"
)

func TestTermsAreWhatATextIsFoundUnder(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"words in lower case", "Enamel MUG", "enamel mug"},
		{"full width and accents", "Ｃａｆé Đèn Straße", "cafe den strasse"},
		{"ligatures", "Cœur ﬁne Ærø", "coeur fine aero"},
		{"a plural is its singular", "mugs shirts", "mug shirt"},
		{"what only looks like a plural stays", "glass canvas bus tennis", "glass canvas bus tennis"},
		{"a hyphen parts and joins", "T-shirt", "t shirt tshirt"},
		{"so do an underscore and a slash", "t_shirt red/blue", "t shirt tshirt red blue redblue"},
		{"three parts", "usb-c-65w", "usb c usbc 65w c65w usbc65w"},
		{"a short part is felt as one word with its neighbour", "t shirt", "t shirt tshirt"},
		{"a number too", "xbox 360", "xbox 360 xbox360"},
		{"two long words are not", "enamel mug", "enamel mug"},
		{"an apostrophe", "men's", "men s mens"},
		{"Chinese in characters and pairs, simplified", "長褲", "长 长裤 裤"},
		{"a letter beside a character", "T恤", "t 恤 t恤"},
		{"kana", "コップ", "コ コッ ッ ップ プ"},
		{"Thai", "สี", "ส สี ี"},
		{"signs and emoji are nothing", "!? 🌿 【】", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := words.Terms(c.text)
			want := strings.Fields(c.want)
			slices.Sort(got)
			slices.Sort(want)
			if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestAQueryHasTheWordsThatMatter(t *testing.T) {
	for _, c := range []struct {
		name, text, want string
		prefix           bool
	}{
		{"all words", "red mug", "red mug", true},
		{"each once", "mug mug MUG", "mug", true},
		{"not what is said around them", "Do you have a red mug?", "red mug", true},
		{"in Vietnamese", "cho hỏi shop có áo thun trắng không ạ", "ao thun trang", true},
		{"a dog is no filler", "thức ăn cho chó", "thuc an cho cho", true},
		{"in Chinese", "請問有沒有白色的襯衫嗎", "白色 衬衫", false},
		{"a short text keeps its 的", "的士", "的士", false},
		{"organic is no filler", "有機綠茶", "有机 机绿 绿茶", false},
		{"nothing but fillers are words", "do you have it", "do you have it", true},
		{"a letter with a character is one word", "白色T恤", "白色 色t t恤", false},
		{"a single character", "茶", "茶", false},
		{"a letter alone is not unfinished", "a", "a", false},
		{"nothing", "!?", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := words.Parse(c.text)
			var got []string
			for _, w := range q.Words {
				got = append(got, w.Text)
			}
			want := strings.Fields(c.want)
			if c.name == "a dog is no filler" {
				want = []string{"thuc", "an", "cho"} // "cho" and "chó" are one word when folded
			}
			if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
				t.Error(d)
			}
			if n := len(q.Words); n > 0 && q.Words[n-1].Prefix != c.prefix {
				t.Errorf("the last word may be unfinished: %v", q.Words[n-1].Prefix)
			}
		})
	}
}

func TestNeighboursMayBeOneWord(t *testing.T) {
	q := words.Parse("usb c 65w")
	want := []words.Join{{0, 1, "usbc"}, {0, 2, "usbc65w"}, {1, 2, "c65w"}}
	if d := cmp.Diff(want, q.Joins); d != "" {
		t.Error(d)
	}
}

func TestTyposAreAsMeilisearchHasThem(t *testing.T) {
	for word, want := range map[string]int{"lamp": 0, "lamps": 1, "notebook": 1, "notebooks": 2, "wh1000": 0, "白色白色白色": 0, strings.Repeat("x", 41): 0} {
		if got := words.Typos(word); got != want {
			t.Errorf("%s may have %d typos, want %d", word, got, want)
		}
	}
}

func TestCodesAreComparedWithoutSigns(t *testing.T) {
	want := []string{"ax200", "4710000000017"}
	if d := cmp.Diff(want, words.Codes("AX-200", "ＡＸ 200", "", "#", "4710000000017")); d != "" {
		t.Error(d)
	}
}

// Whatever is typed: terms hold no space, and a text of a shop is found by each of the words that it is typed with.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"White T-Shirt", "請問有沒有白色的T恤", "áo thun trắng", "usb-c_65W/x", "\x00\xff", "İıŁ", "ﬁ", "ｶﾞﾗｽ", "๛สี", "a'b’c", "👨‍👩‍👧 x"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		terms := words.Terms(text)
		for _, term := range terms {
			if term == "" || strings.ContainsFunc(term, unicode.IsSpace) {
				t.Errorf("%q has the term %q", text, term)
			}
		}
		q := words.Parse(text)
		if len(q.Words) > words.MaxWords {
			t.Errorf("%q has %d words", text, len(q.Words))
		}
		for _, j := range q.Joins {
			if j.First < 0 || j.Last <= j.First || j.Last >= len(q.Words) {
				t.Errorf("%q has the join %+v of %d words", text, j, len(q.Words))
			}
		}
	})
}
