package tables_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"

	"shopclerk/server/imports/tables"
)

const (
	traditional = "貨號,商品名稱,售價,描述\nA1,阿里山烏龍茶,1280,清香回甘，適合送禮\nA2,手工皂（薰衣草）,250,溫和不刺激\n"
	simplified  = "货号,商品名称,售价,描述\nA1,西湖龙井茶,1280,清香回甘，适合送礼\nA2,手工皂（薰衣草）,250,温和不刺激\n"
	vietnamese  = "Mã hàng,Tên sản phẩm,Giá bán\nA1,Cà phê sữa đá đặc biệt,45000\nA2,Bánh tráng nướng Đà Lạt,20000\nA3,Nước mắm Phú Quốc,90000\n"
	french      = "réf,désignation,prix\nA1,Café moulu « à l’ancienne »,12\nA2,Crème brûlée,9\n"
	german      = "Artikel,Größe,Preis\nA1,Mütze für Kinder,12\nA2,Öl,9\n"
	portuguese  = "código,descrição,preço\nA1,Pão de São Paulo,12\nA2,Limões e maçãs,9\n"
)

// inWindows1258 writes letters and tones apart, as that encoding has them.
func inWindows1258(t testing.TB, text string) string {
	t.Helper()
	var out strings.Builder
	encoder := charmap.Windows1258.NewEncoder()
	for _, r := range text {
		letter := string(r)
		if _, err := encoder.String(letter); err != nil { // the tone is the last of its marks
			marks := []rune(norm.NFD.String(letter))
			tone := slices.IndexFunc(marks, func(r rune) bool { return strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", r) })
			tones := string(marks[tone])
			letter = norm.NFC.String(string(slices.Delete(marks, tone, tone+1))) + tones
		}
		encoded, err := encoder.String(letter)
		if err != nil {
			t.Fatal(err)
		}
		out.WriteString(encoded)
	}
	return out.String()
}

func encoded(t testing.TB, e encoding.Encoding, text string) string {
	t.Helper()
	out, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTheEncodingIsToldByItsLetters(t *testing.T) {
	le, be := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	long := traditional + strings.Repeat("B1,紅茶,100,茶\n", 10_000)
	for _, c := range []struct{ name, file, encoding, text string }{
		{"plain letters", "sku,title\n1,x\n", "utf-8", "sku,title\n1,x\n"},
		{"Chinese in UTF-8", traditional, "utf-8", traditional},
		{"Chinese in UTF-8 with a mark", mark + simplified, "utf-8", simplified},
		{"more UTF-8 than is looked at, cut within a character", "a," + long, "utf-8", "a," + long},
		{"UTF-16 with a mark", "\xff\xfe" + encoded(t, le, traditional), "utf-16le", traditional},
		{"UTF-16 with a mark, the other way round", "\xfe\xff" + encoded(t, be, simplified), "utf-16be", simplified},
		{"UTF-16 without a mark", encoded(t, le, vietnamese), "utf-16le", vietnamese},
		{"UTF-16 without a mark, the other way round", encoded(t, be, traditional), "utf-16be", traditional},
		{"Traditional Chinese in Big5", encoded(t, traditionalchinese.Big5, traditional), "big5", traditional},
		{"more Big5 than is looked at, cut within a character", "a," + encoded(t, traditionalchinese.Big5, long), "big5", "a," + long},
		{"nothing but two words in Big5", encoded(t, traditionalchinese.Big5, "品名,售價\n"), "big5", "品名,售價\n"},
		{"Simplified Chinese in GB18030", encoded(t, simplifiedchinese.GB18030, simplified), "gb18030", simplified},
		{"nothing but two words in GBK", encoded(t, simplifiedchinese.GBK, "品名,售价\n"), "gb18030", "品名,售价\n"},
		{"Traditional Chinese in GBK", encoded(t, simplifiedchinese.GBK, traditional), "gb18030", traditional},
		{"one Chinese word among plain ones", "sku,title\n" + strings.Repeat("1,tea\n", 50) + encoded(t, traditionalchinese.Big5, "2,紅茶\n"), "big5", "sku,title\n" + strings.Repeat("1,tea\n", 50) + "2,紅茶\n"},
		{"Vietnamese in windows-1258", inWindows1258(t, vietnamese), "windows-1258", vietnamese},
		{"French in windows-1252", encoded(t, charmap.Windows1252, french), "windows-1252", french},
		{"German in windows-1252", encoded(t, charmap.Windows1252, german), "windows-1252", german},
		{"Portuguese in windows-1252", encoded(t, charmap.Windows1252, portuguese), "windows-1252", portuguese},
		{"German with what UTF-8 would be, once", encoded(t, charmap.Windows1252, german+"A3,MENÜ“,1\n"+strings.Repeat("A4,Tür,1\n", 30)), "windows-1252", german + "A3,MENÜ“,1\n" + strings.Repeat("A4,Tür,1\n", 30)},
		{"one letter with an accent", "sku,title\n1,caf\xe9\n", "windows-1252", "sku,title\n1,café\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := tables.Open(stored(t, c.file), tables.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := table.Layout().Encoding; got != c.encoding {
				t.Errorf("the encoding is %s, want %s", got, c.encoding)
			}
			closed(t, table)
			if d := cmp.Diff(readAs(t, c.text, tables.Options{}), readAs(t, c.file, tables.Options{})); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestAnEncodingThatIsNotReadIsNotTakenForAnother(t *testing.T) {
	const want = "error: the encoding of the file cannot be told; save it as UTF-8, or say which encoding it has"
	for name, file := range map[string]string{
		"Japanese in Shift_JIS": encoded(t, japanese.ShiftJIS, "商品名,価格\nお茶の詰め合わせ ギフトセット,1200\n手作り石鹸 ラベンダーの香り,800\n"),
		"Japanese in EUC-JP":    encoded(t, japanese.EUCJP, "商品名,価格\nお茶の詰め合わせ ギフトセット,1200\n手作り石鹸 ラベンダーの香り,800\n"),
		"Korean in EUC-KR":      encoded(t, korean.EUCKR, "상품명,가격\n녹차 선물 세트,12000\n수제 비누 라벤더 향,8000\n"),
		"Russian in KOI8-R":     encoded(t, charmap.KOI8R, "Артикул,Название,Цена\nA1,Чай чёрный,120\n"),
		"Greek":                 encoded(t, charmap.Windows1253, "Κωδικός,Προϊόν,Τιμή\nA1,Τσάι μαύρο,12\n"),
	} {
		t.Run(name, func(t *testing.T) {
			got := readAs(t, file, tables.Options{})
			if strings.HasPrefix(got[0], "error: the header row is not valid UTF-8, ") { // what looks a little like UTF-8
				return
			}
			if d := cmp.Diff([]string{want}, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestAnEncodingCanBeForced(t *testing.T) {
	for _, c := range []struct {
		name, encoding, file string
		want                 []string
	}{
		{"Big5 that looks like something else", "big5", "a\n\xa4\xe5", []string{"csv", "2: a=文"}},
		{"in capitals", "GB18030", "a\n\xce\xc4", []string{"csv", "2: a=文"}},
		{"windows-1258 with tones", "windows-1258", "a\nGia\xec", []string{"csv", "2: a=Giá"}},
		{"windows-1252 of what is UTF-8", "windows-1252", "a\né\n", []string{"csv", "2: a=Ã©"}},
		{"UTF-8 of what is Big5", "utf-8", "a\n\xa4\xe5\n1\n", []string{"csv", "2! a: is not valid UTF-8", "3: a=1"}},
		{"Big5 with a byte that is none", "big5", "a\n\xa4\xe5\n\xff\n1\n", []string{"csv", "2: a=文", "3! a: is not valid Big5", "4: a=1"}},
		{"UTF-16 with half of a pair", "utf-16le", "a\x00\n\x00\x00\xd81\x00\n\x001\x00", []string{"csv", "2! a: is not valid UTF-16", "3: a=1"}},
		{"lines of objects", "big5", "{\"a\":\"\xa4\xe5\"}\n", []string{"ndjson", "1: a=文"}},
		{"a list", "gb18030", "[{\"a\":\"\xce\xc4\"}]\n", []string{"json", "1: a=文"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, readAs(t, c.file, tables.Options{Encoding: c.encoding})); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestEveryEncodingCanBeForced(t *testing.T) {
	for _, name := range tables.Encodings() {
		table, err := tables.Open(stored(t, "sku,title\n12"), tables.Options{Encoding: name}) // a text in UTF-16, too
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := table.Layout().Encoding; got != name {
			t.Errorf("%s is called %s", name, got)
		}
		closed(t, table)
	}
}

// Whatever the encoding is taken for, a row that comes through is made of real characters.
func FuzzEncodings(f *testing.F) {
	for _, text := range []string{traditional, simplified, vietnamese, french} {
		f.Add(text)
	}
	f.Add(encoded(f, traditionalchinese.Big5, traditional))
	f.Add(encoded(f, simplifiedchinese.GB18030, simplified))
	f.Add(inWindows1258(f, vietnamese))
	f.Fuzz(func(t *testing.T, text string) {
		table, err := tables.Open(stored(t, text), tables.Options{})
		if err != nil {
			return
		}
		defer closed(t, table)
		for err == nil {
			var r tables.Row
			var bad *tables.RowError
			if r, err = table.Next(); errors.As(err, &bad) {
				err = nil
			}
			for _, c := range r.Cells {
				if !utf8.ValidString(c.Text) {
					t.Fatalf("%q came through", c.Text)
				}
			}
		}
	})
}
