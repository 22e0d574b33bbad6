package tables

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// charset is an encoding of texts.
type charset struct {
	name     string
	called   string            // in messages
	encoding encoding.Encoding // nil of UTF-8, which is what everything is turned into
}

var (
	utf8Set  = charset{"utf-8", "UTF-8", nil}
	utf16LE  = charset{"utf-16le", "UTF-16", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)}
	utf16BE  = charset{"utf-16be", "UTF-16", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)}
	big5     = charset{"big5", "Big5", traditionalchinese.Big5}
	gb18030  = charset{"gb18030", "GB18030", simplifiedchinese.GB18030}
	viet     = charset{"windows-1258", "windows-1258", charmap.Windows1258}
	western  = charset{"windows-1252", "windows-1252", charmap.Windows1252}
	charsets = []charset{utf8Set, utf16LE, utf16BE, big5, gb18030, viet, western}
)

// Encodings are the names of encodings that can be forced, in small letters. GB18030 covers GBK, windows-1252 Latin-1.
func Encodings() []string {
	names := make([]string, len(charsets))
	for i, c := range charsets {
		names[i] = c.name
	}
	return names
}

func charsetNamed(name string) (charset, bool) {
	for _, c := range charsets {
		if strings.EqualFold(c.name, name) {
			return c, true
		}
	}
	return charset{}, false
}

// charsetOf finds out the encoding of a file by what the user says, a byte order mark, an XML declaration, or its letters.
func charsetOf(sample []byte, whole bool, forced string) (charset, error) {
	if c, ok := charsetNamed(forced); ok {
		return c, nil
	}
	for _, c := range []charset{utf8Set, utf16LE, utf16BE} {
		if len(c.mark(sample)) > 0 {
			return c, nil
		}
	}
	if c, ok := guessUTF16(sample); ok {
		return c, nil
	}
	if label := declaredEncoding(sample); label != "" {
		return charsetDeclared(label)
	}
	return guess(sample, whole)
}

// mark is the byte order mark at the beginning of a text, if there is one.
func (c charset) mark(sample []byte) []byte {
	mark := map[string]string{"utf-8": "\xef\xbb\xbf", "utf-16le": "\xff\xfe", "utf-16be": "\xfe\xff"}[c.name]
	if mark == "" || !bytes.HasPrefix(sample, []byte(mark)) {
		return nil
	}
	return sample[:len(mark)]
}

// decoder turns texts into UTF-8; what cannot be decoded becomes U+FFFD.
func (c charset) decoder() transform.Transformer {
	if c.name == viet.name { // it writes a letter and its tone apart, and everything else has them as one
		return transform.Chain(c.encoding.NewDecoder(), norm.NFC)
	}
	return c.encoding.NewDecoder()
}

func (c charset) reader(r io.Reader) io.Reader {
	if c.encoding == nil {
		return r
	}
	return transform.NewReader(r, c.decoder())
}

// problem says what keeps a decoded text from being used, "" when nothing does.
func (c charset) problem(text string) string {
	switch {
	case strings.IndexByte(text, 0) >= 0:
		return "has a NUL byte, which is in no text"
	case c.encoding == nil && !utf8.ValidString(text), c.encoding != nil && strings.ContainsRune(text, utf8.RuneError):
		return "is not valid " + c.called
	}
	return ""
}

// declaredEncoding is the encoding that an XML declaration names, "" when there is none.
func declaredEncoding(sample []byte) string {
	declaration, ok := bytes.CutPrefix(bytes.TrimLeft(sample, " \t\r\n"), []byte("<?xml"))
	if !ok {
		return ""
	}
	declaration, _, _ = bytes.Cut(declaration, []byte("?>"))
	_, value, _ := bytes.Cut(declaration, []byte("encoding"))
	value = bytes.TrimLeft(value, " \t\r\n=")
	if len(value) == 0 || value[0] != '"' && value[0] != '\'' {
		return ""
	}
	label, _, _ := bytes.Cut(value[1:], value[:1])
	return string(label)
}

// charsetDeclared knows all encodings that browsers know, as XML files name them.
func charsetDeclared(label string) (charset, error) {
	e, err := htmlindex.Get(label)
	if err != nil {
		return charset{}, fmt.Errorf("the file says that its encoding is %q, which is not known; save it as UTF-8", clip(label))
	}
	name, err := htmlindex.Name(e)
	switch {
	case err != nil || name == "replacement":
		return charset{}, fmt.Errorf("the file says that its encoding is %q, which is not read; save it as UTF-8", clip(label))
	case name == "gbk":
		return gb18030, nil
	case strings.HasPrefix(name, "utf-16"): // whose declaration could not have been read as it was
		return utf8Set, nil
	}
	if c, ok := charsetNamed(name); ok {
		return c, nil
	}
	return charset{name: name, called: name, encoding: e}, nil
}

var errEncoding = errors.New("the encoding of the file cannot be told; save it as UTF-8, or say which encoding it has")
