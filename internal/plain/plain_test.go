package plain_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"shopclerk/internal/plain"
)

func TestATextThatIsNoHTMLComesBackAsItIs(t *testing.T) {
	for _, c := range []struct{ name, text string }{
		{"nothing", ""},
		{"a sentence", "Cotton, washable at 30°."},
		{"lines, tabs and spaces of its own", "Size\t M\n\n\n  Colour   red"},
		{"a comparison and an ampersand", "a < b & c"},
		{"a comparison without space", "a<5 and b>3"},
		{"an ampersand and a semicolon", "R&D; A&B;"},
		{"something like an entity that is none", "&noting; &unknown; &#; &;"},
		{"an address with parameters", "https://s.example/?a=1&copy=2&lt=3"},
		{"a size in angle brackets", "<XL> <新品> <T-shirt> </XL>"},
		{"an element that is not closed", "smaller <b 30"},
		{"hearts", "I <3 you, I </3 rain"},
		{"a tag inside a tag", "<scr<b>ipt>One"},
		{"an arrow", "S <-> M <= L"},
		{"exclamations", "wow <!!!> sale <! now"},
		{"a bracket at the end", "a <"},
		{"a bracket and a slash at the end", "a </"},
		{"bytes that are no text", "a\xff\xfe"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.text, plain.Text(" \n"+c.text+"\t ")); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestHTMLLosesItsTagsAndKeepsItsParagraphs(t *testing.T) {
	for _, c := range []struct{ name, html, want string }{
		{"two paragraphs", "<p>One.</p>\n<p>Two.</p>", "One.\n\nTwo."},
		{"paragraphs that are not closed", "<P>One.<P>Two.", "One.\n\nTwo."},
		{"a heading", "<h2>Care</h2>Wash cold.", "Care\n\nWash cold."},
		{"divisions", "<div>One</div><div><div>Two</div></div>", "One\nTwo"},
		{"a line break", "One<br>Two<br/>Three<BR />Four", "One\nTwo\nThree\nFour"},
		{"line breaks for an empty line", "One<br><br>Two", "One\n\nTwo"},
		{"any number of line breaks", "<br>One<br><br><br><br>Two<br>", "One\n\nTwo"},
		{"empty paragraphs", "<p>One</p><p>&nbsp;</p><p></p><p>Two</p>", "One\n\nTwo"},
		{"a list", "Sizes:<ul><li>S</li><li>M</li></ul>All fit.", "Sizes:\n• S\n• M\nAll fit."},
		{"a list whose items are not closed", "<ul><li>S<li>M</ul>", "• S\n• M"},
		{"a list of paragraphs", "<p>Sizes:</p><ul><li><p>S</p></li><li><p>M</p></li></ul><p>All fit.</p>", "Sizes:\n\n• S\n• M\n\nAll fit."},
		{"a list with an empty item", "<ol><li></li><li>M</li></ol>", "• M"},
		{"a list in a list", "<ul><li>S<ul><li>red</li></ul></li><li>M</li></ul>", "• S\n• red\n• M"},
		{"a table", "<table><tr><th>Size</th><td>M</td></tr><tr><th>Weight</th><td>1 kg</td></tr></table>", "Size\nM\nWeight\n1 kg"},
		{"runs of space", "<p>  One \n\t two　 three  </p>", "One two three"},
		{"space around tags", "<p>One <b> two</b> , <i>three</i></p>", "One two , three"},
		{"words that only tags part", "<b>One</b><i>two</i>", "Onetwo"},
		{"lines between which no block stands", "One <b>bold</b>\nTwo\n\n\nThree", "One bold\nTwo\n\nThree"},
		{"lines between blocks", "<div>One\nand</div>\n<div>two</div>", "One and\ntwo"},
		{"entities", "Salt &amp; pepper, 5&nbsp;&euro;, &#8220;x&#x201D;, 1 &lt; 2", "Salt & pepper, 5 €, “x”, 1 < 2"},
		{"entities alone", "A &amp; B\nC &gt; D", "A & B\nC > D"},
		{"entities in Chinese", "&#20013;&#x6587;", "中文"},
		{"an entity for a semicolon", "a&semi;b", "a;b"},
		{"the longest entity", "&CounterClockwiseContourIntegral;", "∳"},
		{"what looks like an entity beside one", "&unknown; &amp; &noting;", "&unknown; & &noting;"},
		{"a script", "One<script>if (a<b) { alert('<p>x</p>') }</script> two", "One two"},
		{"a style", "<style type='text/css'>p > b { color: red }</style><p>One</p>", "One"},
		{"a script that is not closed", "One<script>alert(1)", "One"},
		{"an empty script before a text", "<script></script>One", "One"},
		{"a frame", `<iframe src="https://v.example/1">no frames</iframe>One`, "One"},
		{"a comment", "One<!-- <p>hidden</p> --> two", "One two"},
		{"a comment that is not closed", "One<!-- cut off", "One"},
		{"what office programs write", `<!--[if gte mso 9]><xml>x</xml><![endif]--><p class="MsoNormal">One<o:p></o:p></p>`, "One"},
		{"a condition of office programs", "<![if !supportLists]>One<![endif]>", "One"},
		{"a declaration", "<!DOCTYPE html><?xml version='1.0'?><html><body>One</body></html>", "One"},
		{"a picture", `One <img src="a.jpg" alt="x>y"> two`, "One two"},
		{"a tag with a bracket in its attribute", `<p title="a > b">One</p>`, "One"},
		{"a tag that was cut off", `<p>One</p><img src="https://s.exam`, "One"},
		{"a size in angle brackets among tags", "<p>Size <XL>, <b>red</b></p>", "Size <XL>, red"},
		{"escaped twice", "&lt;p&gt;Salt &amp;amp; pepper&lt;/p&gt;&lt;p&gt;Oil&lt;/p&gt;", "Salt & pepper\n\nOil"},
		{"escaped three times", "&amp;lt;b&amp;gt;Salt&amp;lt;/b&amp;gt;", "Salt"},
		{"paragraphs beside something that is escaped twice", "<p>One</p><p>A &amp;amp; B</p>", "One\n\nA & B"},
		{"control characters", "<p>O\x00n\x07e</p>", "One"},
		{"tags alone", "<p><br></p>", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, plain.Text(c.html)); d != "" {
				t.Error(d)
			}
		})
	}
}

// A text that is escaped more often than anybody does by accident loses its brackets and is safe all the same.
func TestEndlessEscapesEnd(t *testing.T) {
	text := "&" + strings.Repeat("amp;", 50) + "lt;b" + strings.Repeat("<<b>b>", 50)
	if got := plain.Text(text); strings.ContainsAny(got, "<&") || plain.Text(got) != got {
		t.Errorf("got %q", got)
	}
}

// Each text is of a kind that a careless reader takes the square of its length for: two seconds become hours.
func TestLargeTextsTakeTimeInProportion(t *testing.T) {
	const n = 200_000
	for name, part := range map[string]string{
		"tags that are not closed": "<b ", "quotes that are not closed": `<b x="`, "brackets": "<", "comments that are not closed": "<!--", "ampersands": "&",
		"elements inside elements": "<div>", "items": "<ul><li>", "escapes": "&amp;", "numbers that are escaped": "&#38;", "scripts": "<script>", "unknown elements": "<x>",
		"closing brackets": "</", "attributes": `<b a=">" `, "declarations": "<!d",
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			plain.Text(strings.Repeat(part, n))
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

func FuzzText(f *testing.F) {
	for _, text := range []string{
		"a < b & c", "<p>One</p><p>Two", "<ul><li><p>&nbsp;</p><li>x</ul>", "&amp;lt;b&amp;gt;", "<scr<script>ipt>", "<!--", "<!-", "</", "<b", "<b x='", "&#0;&#xd800;&#x110000;",
		"&#60;p&#62;", "<o:p>", "<title>&lt;</title>", "<textarea><p></textarea>", "<plaintext><p>", "<xmp><p></xmp>", "\xff<p>\xfe", "<p>\u2028\u0085\u00a0</p>", "&NewLine;&Tab;", "\r\n<b>\r", "<![CDATA[<p>]]>",
		"<<b>b>x</b>", "&am<b></b>p;", "&l&#116;;", " <p/>", "•<li>•", "<!doctype", "<?x", "<script/>a<p>",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once := plain.Text(text)
		if twice := plain.Text(once); twice != once {
			t.Fatalf("%q becomes %q and then %q", text, once, twice)
		}
		if utf8.ValidString(text) && !utf8.ValidString(once) {
			t.Fatalf("%q becomes %q", text, once)
		}
		if !strings.ContainsAny(text, "<&") && once != strings.TrimSpace(text) {
			t.Fatalf("%q, which has no tag, becomes %q", text, once)
		}
	})
}
