package fold_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"shopclerk/internal/fold"
)

func TestCaseKeepsAccentsAndTextDropsThem(t *testing.T) {
	for _, c := range []struct{ name, text, folded, bare string }{
		{"nothing", "", "", ""},
		{"plain letters", "T-Shirt", "t-shirt", "t-shirt"},
		{"space around and inside", "  Home \t\n Goods ", "home goods", "home goods"},
		{"an ideographic space", "家　居", "家 居", "家 居"},
		{"full width", "Ｔ恤　ＣＡＦＥ１２", "t恤 cafe12", "t恤 cafe12"},
		{"half-width kana", "ｺｰﾋｰ", "コーヒー", "コーヒー"},
		{"half-width kana with voicing", "ｶﾞﾗｽ", "ガラス", "ガラス"},
		{"voicing of kana counts", "ガ か が ば ぱ", "ガ か が ば ぱ", "ガ か が ば ぱ"},
		{"voicing that is written apart", "か\u3099", "が", "が"},
		{"French accents", "CAFÉ Crème", "café crème", "cafe creme"},
		{"an accent that is written apart", "Cafe\u0301", "café", "cafe"},
		{"Vietnamese tones", "Áo thun trắng cổ tròn", "áo thun trắng cổ tròn", "ao thun trang co tron"},
		{"Vietnamese horns", "Thơm Đường Nướng", "thơm đường nướng", "thom duong nuong"},
		{"the small đ", "đen", "đen", "den"},
		{"a sharp s", "Straße GROẞ", "strasse gross", "strasse gross"},
		{"a ligature", "ﬁne", "fine", "fine"},
		{"a circled digit and a Roman one", "①Ⅷ", "1viii", "1viii"},
		{"Thai vowels and tones stay", "เสื้อยืด", "เสื้อยืด", "เสื้อยืด"},
		{"Thai am, whose parts are one to Unicode", "น้ำ", norm.NFKC.String("น้ำ"), norm.NFKC.String("น้ำ")},
		{"Hangul stays whole", "한국어 셔츠", "한국어 셔츠", "한국어 셔츠"},
		{"Hangul in single letters is put together", "\u1112\u1161\u11ab", "한", "한"},
		{"Greek", "ΆΛΦΑ", "άλφα", "αλφα"},
		{"a final sigma is a sigma", "ΣΟΦΟΣ σοφός", "σοφοσ σοφόσ", "σοφοσ σοφοσ"},
		{"Cyrillic", "Чёрный", "чёрный", "черныи"},
		{"both cases of Cherokee are one", "Ꭰꭰ", "ᎠᎠ", "ᎠᎠ"},
		{"a mark behind a letter that folds to two", "ß\u0323 \u0130\u031b", "sṣ i\u031b\u0307", "ss i"},
		{"an emoji", "🌿 Leaf", "🌿 leaf", "🌿 leaf"},
		{"an accent alone", "a \u00a8 b", "a \u0308 b", "a b"},
		{"an accent alone at the end", "a\u00a8", "a \u0308", "a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := fold.Case(c.text); got != c.folded {
				t.Errorf("Case(%q) = %q (%+q), want %q (%+q)", c.text, got, got, c.folded, c.folded)
			}
			if got := fold.Text(c.text); got != c.bare {
				t.Errorf("Text(%q) = %q (%+q), want %q (%+q)", c.text, got, got, c.bare, c.bare)
			}
		})
	}
}

func TestNumberKeepsWhatTellsNumbersApart(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"digits", "10001", "10001"},
		{"leading zeros count", "00000208610", "00000208610"},
		{"a hash in front", "#10001", "10001"},
		{"several hashes", "##10001", "10001"},
		{"a full-width hash", "＃１０００１", "10001"},
		{"space around", "  \t10001\r\n", "10001"},
		{"space around a hash", " # 10001 ", "10001"},
		{"hashes and space by turns", "# #5", "5"},
		{"an ideographic space", "　A-1　", "a-1"},
		{"control characters around", "\x00A-1\x7f", "a-1"},
		{"a hash inside counts", "A#1", "a#1"},
		{"a hash at the end counts", "A1#", "a1#"},
		{"space inside counts", "A  1", "a  1"},
		{"letter case does not count", "Sc-10001b", "sc-10001b"},
		{"width does not count", "ＳＣ－１", "sc-1"},
		{"accents count", "É1", "é1"},
		{"a hash alone", "#", ""},
		{"hashes and space alone", " # # ", ""},
		{"Chinese", "訂單１", "訂單1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := fold.Number(c.text); got != c.want {
				t.Errorf("Number(%q) = %q, want %q", c.text, got, c.want)
			}
		})
	}
}

// nasty are pieces that normal forms take apart, put together, reorder or drop.
var nasty = rapid.SampledFrom(strings.Split("a|A|#|＃| |　|\t|\u0000|\u00a8|\u00af|\u0301|\u0308|\u031b|\u0323|\u0345|\u3099|\u309a|か|ｶ|ﾞ|ß|ẞ|ǰ|İ|ı|ΐ|ᾳ|ᾼ|Ω|Å|ﬁ|ŉ|đ|Đ|ơ|"+
	"\u1112|\u1161|\u11ab|한|น|\u0e33|\u0e4d|Ꭰ|ꭰ|ᏸ|①|ﷺ|\u1e9b|\u017f|\u200b|\ufeff|\u2126|\u212b|\ufb2c|\u05bc|\u094d|\u093c|🌿|豈|𝐀|\u0338|≠|=|\ufffd", "|"))

var texts = rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOfN(nasty, 0, 12), func(parts []string) string { return strings.Join(parts, "") }))

// A folded text is stored as a key and folded again when it is asked for, so folding twice must change nothing.
func TestFoldingTwiceIsFoldingOnce(t *testing.T) {
	for name, f := range map[string]func(string) string{"Case": fold.Case, "Text": fold.Text, "Number": fold.Number} {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			text := texts.Draw(t, "text")
			once := f(text)
			if twice := f(once); twice != once {
				t.Fatalf("%+q becomes %+q and then %+q", text, once, twice)
			}
			if !utf8.ValidString(once) {
				t.Fatalf("%+q becomes %+q", text, once)
			}
		}))
	}
}

func TestWhatIsEqualByCaseIsEqualByText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := texts.Draw(t, "text")
		if a, b := fold.Text(fold.Case(text)), fold.Text(text); a != b {
			t.Fatalf("%+q: Text of Case is %+q, Text is %+q", text, a, b)
		}
	})
}

func TestNormalFormsFoldToOne(t *testing.T) {
	for name, f := range map[string]func(string) string{"Case": fold.Case, "Text": fold.Text, "Number": fold.Number} {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			text := texts.Draw(t, "text")
			for _, form := range []norm.Form{norm.NFC, norm.NFD, norm.NFKC, norm.NFKD} {
				if a, b := f(text), f(form.String(text)); a != b {
					t.Fatalf("%+q folds to %+q, its other form %+q to %+q", text, a, form.String(text), b)
				}
			}
		}))
	}
}

func TestNoCharacterFoldsInTwoSteps(t *testing.T) {
	for r := rune(0); r <= 0x2FA1F; r++ { // what is beyond has neither case nor another form
		if !utf8.ValidRune(r) || unicode.Is(unicode.Unified_Ideograph, r) || unicode.Is(unicode.Hangul, r) || unicode.Is(unicode.Co, r) {
			continue
		}
		for _, f := range []func(string) string{fold.Case, fold.Text, fold.Number} {
			once := f("a" + string(r) + "b")
			if twice := f(once); twice != once {
				t.Errorf("%U becomes %+q and then %+q", r, once, twice)
			}
		}
	}
}

func TestBrokenBytesDoNotPanic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		fold.Case(text)
		fold.Text(text)
		fold.Number(text)
	})
}
