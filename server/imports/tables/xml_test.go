package tables_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

func TestTheRowsOfADocumentAreWhatIsThereAgainAndAgain(t *testing.T) {
	const noRows = "error: the file is XML without rows: no element is there again and again below the outermost one or its channel"
	checkReader(t, []readerCase{
		{"items of a channel", "<rss><channel><title/><item><a>1</a></item>\n<item><a>2</a></item></channel></rss>", []string{"xml", "1: a=1", "2: a=2"}},
		{"one item of a channel", "<rss><channel><title/><x><y/></x><item><a>1</a></item></channel></rss>", []string{"xml", "1: a=1"}},
		{"items beside a channel", "<rdf:RDF><channel><items><li/><li/></items></channel><item><a>1</a></item><item><a>2</a></item></rdf:RDF>", []string{"xml", "1: a=1", "1: a=2"}},
		{"entries", "<feed><title/><link/><link/><entry><a>1</a></entry></feed>", []string{"xml", "1: a=1"}},
		{"any name that repeats", "<shop><name/><ware><a>1</a></ware><ware><a>2</a></ware></shop>", []string{"xml", "1: a=1", "1: a=2"}},
		{"the name that is there most often", "<shop><x/><x/><ware><a>1</a></ware><ware><a>2</a></ware><ware><a>3</a></ware></shop>", []string{"xml", "1: a=1", "1: a=2", "1: a=3"}},
		{"of two equally often the one with more in it", "<shop><x/><x/><ware><a>1</a></ware><ware><a>2</a></ware></shop>", []string{"xml", "1: a=1", "1: a=2"}},
		{"one row alone", "<shop><name>x</name><ware><a>1</a></ware></shop>", []string{"xml", "1: a=1"}},
		{"a row of another depth is none", "<shop><ware><a>1</a></ware><b><ware><a>2</a></ware></b><ware><a>3</a></ware></shop>", []string{"xml", "1: a=1", "1: a=3"}},
		{"nothing that repeats", "<shop><name>x</name></shop>", []string{noRows}},
		{"an empty document", "<shop/>", []string{noRows}},
		{"no document", "<?xml version='1.0'?>", []string{noRows}},
	})
}

func TestACellOfADocument(t *testing.T) {
	row := func(inner string) string { return "<s><r><id>1</id></r><r>" + inner + "</r></s>" }
	cells := func(text string) []string { return []string{"xml", "1: id=1", "1: " + text} }
	checkReader(t, []readerCase{
		{"a prefix that is not that of product feeds", row("<c:a>x</c:a><g:a>y</g:a>"), cells("a=x g:a=y")},
		{"repeated, one of them empty", row("<a>x</a><a/><a> y </a>"), cells("a=x,y")},
		{"nested twice", row("<a><b><c>x</c></b></a>"), cells("a/b/c=x")},
		{"text around elements", row("<a>x<b>y</b>z</a>"), cells("a/b=y a=xz")},
		{"a comment within", row("<a>x<!-- y -->z</a>"), cells("a=xz")},
		{"letters by number", row("<a>&#33590;&lt;&#x1F33F;&gt;</a>"), cells("a=茶<🌿>")},
		{"CDATA", row("<a><![CDATA[<b>x & y</b>]]></a>"), cells("a=<b>x & y</b>")},
		{"an attribute and an element of one name", "<s><r a='x'><a>y</a></r><r/></s>", []string{"xml", "1: a=x,y", "1: "}},
		{"attributes of a namespace are none", "<s><r xmlns='urn:x' xmlns:y='urn:y' a='x'/><r/></s>", []string{"xml", "1: a=x", "1: "}},
		{"an address as an attribute", row("<img href='/1.png'/>"), cells("img=/1.png")},
	})
}

func TestWhatADocumentMustNotHaveIsRefused(t *testing.T) {
	const entities = "the file has a DOCTYPE or an entity of its own; entities are not read"
	laughs := `<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><s><r>&b;</r><r/></s>`
	late := "<s>" + strings.Repeat("<r><a>1</a></r>\n", 5000)
	checkReader(t, []readerCase{
		{"entities that grow", laughs, []string{"error: " + entities}},
		{"a DOCTYPE alone", "<!DOCTYPE s><s><r/><r/></s>", []string{"error: " + entities}},
		{"an outer DOCTYPE", `<!DOCTYPE s SYSTEM "file:///etc/passwd"><s><r/><r/></s>`, []string{"error: " + entities}},
		{"an entity that nobody declared", "<s><r><a>1</a></r>\n<r><a>&nbsp;</a></r></s>", []string{"xml", "1: a=1", "error: line 2: " + entities}},
		{"a DOCTYPE far behind", late + "<!DOCTYPE s></s>", append(append([]string{"xml"}, repeated(5000, "%d: a=1", 1)...), "error: "+entities)},
		{"a DOCTYPE in a row", late + "<r><!DOCTYPE s></r></s>", append(append([]string{"xml"}, repeated(5000, "%d: a=1", 1)...), "error: "+entities)},
	})
}

func TestWhereADocumentBreaks(t *testing.T) {
	rows := "<s>\n<r><a>1</a></r>\n<r><a>2</a></r>\n"
	read := []string{"xml", "2: a=1", "3: a=2"}
	checkReader(t, []readerCase{
		{"cut between rows", rows, append(read, "error: line 4: the file ends in the middle of the document")},
		{"cut in a row", rows + "<r><a>3", append(read, "error: line 4: the file ends in the middle of the document")},
		{"cut in a tag", rows + "<r><a", append(read, "error: line 4: the file ends in the middle of the document")},
		{"closed in the wrong order", rows + "<r><a><b>3</a></b></r>\n</s>", append(read, "error: line 4: not valid XML from here on: </a> closes nothing")},
		{"closed twice", rows + "</s></s>", append(read, "error: line 4: not valid XML from here on: </s> closes nothing")},
		{"a stray sign", rows + "<r><a>1 < 2</a></r></s>", append(read, "error: line 4: not valid XML from here on: expected element name after <")},
		{"a second document", rows + "</s>\n\n<s/>", append(read, "error: line 6: something follows the end of the document")},
		{"elements that nest without end around rows", rows + strings.Repeat("<x>", 100), append(read, "error: line 4: elements nest deeper than 32")},
		{"elements that nest without end in a row", rows + "<r>" + strings.Repeat("<x>", 100), append(read, "error: line 4: elements nest deeper than 32")},
		{"a row of more than 1,000 names", rows + "<r>" + strings.Join(repeated(1001, "<n%d/>", 1), "") + "</r>\n<r><a>3</a></r></s>",
			append(read, "4! has 1001 names; at most 1000 are read", "5: a=3")},
	})
}

func TestADamagedTextRefusesItsRowInADocument(t *testing.T) {
	row := func(text string) string {
		return "<s><r><a>茶</a></r>\n<r><a>" + text + "</a></r>\n<r><a>3</a></r></s>"
	}
	const noText = "a: has a NUL byte or another sign that is in no text"
	checkReader(t, []readerCase{
		{"a byte that is not UTF-8", row("caf\xe9"), []string{"xml", "1: a=茶", "2! a: is not valid UTF-8", "3: a=3"}},
		{"a NUL", row("x\x00"), []string{"xml", "1: a=茶", "2! " + noText, "3: a=3"}},
		{"a control character", row("x\x01"), []string{"xml", "1: a=茶", "2! " + noText, "3: a=3"}},
	})
}

func TestTheEncodingOfADocumentIsWhatItSays(t *testing.T) {
	document := func(name string) string {
		return fmt.Sprintf("<?xml version=\"1.0\" encoding=\"%s\"?><s><r><a>紅茶</a></r><r/></s>", name)
	}
	want := []string{"xml", "1: a=紅茶", "1: "}
	checkReader(t, []readerCase{
		{"UTF-8", document("UTF-8"), want},
		{"Big5", encoded(t, traditionalchinese.Big5, document("Big5")), want},
		{"GBK", encoded(t, simplifiedchinese.GBK, document("gbk")), want},
		{"UTF-16 with a mark", "\xff\xfe" + encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), document("UTF-16")), want},
		{"UTF-16 without a mark", encoded(t, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), document("UTF-16BE")), want},
		{"UTF-16 that is none", document("UTF-16"), want},
		{"one of another country", "<?xml version='1.0' encoding='Shift_JIS'?><s><r><a>\x8d\x67\x92\x83</a></r><r/></s>", []string{"xml", "1: a=紅茶", "1: "}},
		{"none, of Big5", encoded(t, traditionalchinese.Big5, "<s><r><a>紅茶</a></r><r/></s>"), want},
		{"one that nobody knows", document("klingon"), []string{`error: the file says that its encoding is "klingon", which is not known; save it as UTF-8`}},
		{"one that browsers refuse", document("iso-2022-cn"), []string{`error: the file says that its encoding is "iso-2022-cn", which is not read; save it as UTF-8`}},
	})
}
