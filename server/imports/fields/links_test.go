package fields

import (
	"testing"

	"pgregory.net/rapid"
)

func TestAPlainLinkIsALink(t *testing.T) {
	for _, text := range []string{"https://shop.example/p/SKU-1?a=b#c", "http://shop.example", "https://cdn.shop.example/a@2x.png"} {
		if !isPlainLink(text) {
			t.Errorf("%q has to be taken apart", text)
		}
	}
	for c := range 256 {
		for _, around := range [][2]string{{"https://a", "b.example"}, {"https://a.example/p", "q"}} {
			if text := around[0] + string([]byte{byte(c)}) + around[1]; isPlainLink(text) && !isAnyLink(text) {
				t.Errorf("%q passes for a link and is none", text)
			}
		}
	}
	pieces := rapid.SampledFrom([]string{
		"http", "https", "HTTPS", "ftp", ":", "/", "//", "://", "https://", "http://", "a", "b.example", "[::1]", ":80", "user@", "%", "%20", "%zz", "?", "#", "&",
		"=", " ", "<", ">", "\"", "\t", "\n", "\x00", "\x7f", "é", "茶", ".", "-", "_", "~", "+", ",", ";", "!", "@", "\\", "|", "^", "`", "{", "}",
	})
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{"https://", "http://", "https://a", "http://a/", "https://b.example/"}).Draw(t, "begins")
		for _, piece := range rapid.SliceOfN(pieces, 0, 3).Draw(t, "goes on") {
			text += piece
		}
		if isPlainLink(text) && !isAnyLink(text) {
			t.Errorf("%q passes for a link and is none", text)
		}
	})
}
