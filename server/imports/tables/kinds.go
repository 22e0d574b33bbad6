package tables

import (
	"bytes"
	"fmt"
)

// headSize is enough for every magic number, in bytes.
const headSize = 512

// foreign are the first bytes of files that are no tables, and what to say of them.
var foreign = []struct{ magic, text string }{
	{"%PDF-", "is a PDF document"},
	{"\x89PNG\r\n", "is a picture (PNG)"},
	{"\xff\xd8\xff", "is a picture (JPEG)"},
	{"GIF8", "is a picture (GIF)"},
	{"II*\x00", "is a picture (TIFF)"},
	{"MM\x00*", "is a picture (TIFF)"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Excel file (.xls) or is locked with a password; open it, and save it as .xlsx without a password"},
	{"Rar!\x1a\x07", "is packed with RAR; unpack it, or pack it as zip"},
	{"7z\xbc\xaf\x27\x1c", "is packed with 7-Zip; unpack it, or pack it as zip"},
	{"\xfd7zXZ\x00", "is packed with xz; unpack it, or pack it with gzip"},
	{"\x28\xb5\x2f\xfd", "is packed with zstd; unpack it, or pack it with gzip"},
	{"BZh91AY&SY", "is packed with bzip2; unpack it, or pack it with gzip"},
	{"SQLite format 3\x00", "is a database"},
	{"\x7fELF", "is a program"},
}

// checkMagic refuses files that are known to be something else.
func checkMagic(head []byte) error {
	for _, f := range foreign {
		if bytes.HasPrefix(head, []byte(f.magic)) {
			return fmt.Errorf("the file %s", f.text)
		}
	}
	if len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP" {
		return fmt.Errorf("the file is a picture (WebP)")
	}
	return nil
}

// webPage are the beginnings of web pages, in small letters. Some shops' systems call them .xls.
var webPage = []string{"<!doctype html", "<html", "<head", "<body", "<table", "<meta", "<div", "<script", "<style"}

// kindOf tells the kind of a table by the beginning of its text.
func kindOf(sample []byte, whole bool) (string, error) {
	text := bytes.TrimLeft(sample, " \t\r\n\v\f\u00a0")
	switch {
	case len(text) == 0 && whole:
		return "", ErrEmpty
	case len(text) == 0:
		return "", errNotTable
	case isWebPage(text):
		return "", fmt.Errorf("the file is a web page (HTML); open it in a spreadsheet program, and save it as .xlsx")
	case isBinary(sample):
		return "", errNotTable
	case text[0] == '[':
		return "json", nil
	case text[0] == '{' && listName(sample) != "":
		return "json", nil
	case text[0] == '{':
		return "ndjson", nil
	case isMarkup(text):
		return "xml", nil
	}
	return "csv", nil
}

func isWebPage(text []byte) bool {
	start := bytes.ToLower(text[:min(len(text), 32)])
	for _, tag := range webPage {
		if bytes.HasPrefix(start, []byte(tag)) {
			return true
		}
	}
	return false
}

// isMarkup reports whether a text begins with a tag, a declaration or a comment.
func isMarkup(text []byte) bool {
	if len(text) < 2 || text[0] != '<' {
		return false
	}
	c := text[1] | 0x20 // small letters
	return c >= 'a' && c <= 'z' || text[1] == '?' || text[1] == '!' || text[1] >= 0x80
}

func isJSON(text []byte) bool {
	text = bytes.TrimLeft(text, " \t\r\n")
	return len(text) > 0 && (text[0] == '[' || text[0] == '{')
}

// isBinary reports whether more than a tenth is bytes that no text has; a few are damage, and refuse their rows.
func isBinary(sample []byte) bool {
	odd := 0
	for _, c := range sample {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v' {
			odd++
		}
	}
	return odd*10 > len(sample)
}
