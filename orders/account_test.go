package orders_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"shopclerk/orders"
)

func TestAnEMailIsReadInAnyCommonWriting(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"as it is", "bob@shop.example", "mail:bob@shop.example"},
		{"in capitals", "Bob@Shop.EXAMPLE", "mail:bob@shop.example"},
		{"with space around", " \tbob@shop.example\n", "mail:bob@shop.example"},
		{"with a tag, which is another address to many servers", "bob+tag@shop.example", "mail:bob+tag@shop.example"},
		{"in full width", "ｂｏｂ＠ｓｈｏｐ．ｅｘａｍｐｌｅ", "mail:bob@shop.example"},
		{"in angle brackets", "<bob@shop.example>", "mail:bob@shop.example"},
		{"in half an angle bracket", "bob@shop.example>", "mail:bob@shop.example"},
		{"behind a name", "Bob Norman <bob@shop.example>", "mail:bob@shop.example"},
		{"behind a Chinese name", "林美玲 <mei@shop.example>", "mail:mei@shop.example"},
		{"before a comment", "bob@shop.example (Bob)", "mail:bob@shop.example"},
		{"with letters of Vietnam", "NGUYỄN@shop.example", "mail:nguyễn@shop.example"},
		{"of a host without a dot", "bob@shop", "mail:bob@shop"},
		{"two addresses are none", "a@shop.example, b@shop.example", ""},
		{"nothing before the at sign", "@shop.example", ""},
		{"nothing behind the at sign", "bob@", ""},
		{"an at sign alone", "@", ""},
		{"two at signs", "bob@@shop.example", ""},
		{"a space inside", "bob norman@shop.example", ""},
		{"longer than mail allows", strings.Repeat("a", 250) + "@shop.example", ""},
		{"a whole page", strings.Repeat("a@", 100_000), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := orders.ParseAccount(c.text, "TW"); string(got) != c.want {
				t.Errorf("ParseAccount(%.60q) = %q, want %q", c.text, got, c.want)
			}
		})
	}
}

func TestOnePhoneInManyWritingsIsOneAccount(t *testing.T) {
	for _, c := range []struct {
		region, want string
		writings     []string
	}{
		{"TW", "tel:+886912345678", []string{
			"0912345678", "0912-345-678", "0912 345 678", "0912.345.678", "+886912345678", "+886 912-345-678", "886912345678",
			"+886-0912-345-678", "+886 (0)912 345 678", "00886912345678", "002886912345678", "912345678", "０９１２３４５６７８",
			"＋８８６ ９１２ ３４５ ６７８", "0912－345－678", "tel:+886912345678", " 0912345678\n", "手機 0912345678",
		}},
		{"TW", "tel:+886223456789", []string{
			"(02) 2345-6789", "02-2345-6789", "（０２）２３４５－６７８９", "+886 2 2345 6789", "02-2345-6789 #123", "02-2345-6789#123",
			"02-2345-6789 ext. 123", "02-2345-6789 x123", "02-2345-6789分機123", "02-2345-6789 分机 123", "02-2345-6789轉123",
		}},
		{"VN", "tel:+84901234567", []string{
			"0901234567", "090 123 4567", "090.123.4567", "+84 90 123 4567", "84901234567", "0084901234567", "+84 (0)90 123 4567",
		}},
		{"VN", "tel:+842838234567", []string{"028 3823 4567", "(028) 3823 4567", "+84 28 3823 4567", "028 3823 4567 máy lẻ 12"}},
		{"HK", "tel:+85291234567", []string{"91234567", "9123 4567", "9123-4567", "+852 9123 4567", "85291234567", "0085291234567", "00185291234567"}},
		{"US", "tel:+16502530000", []string{
			"650-253-0000", "(650) 253-0000", "650.253.0000", "1-650-253-0000", "+1 650 253 0000", "16502530000", "6502530000",
			"0016502530000", "650-253-0000 x12", "650-253-0000 ext 12",
		}},
	} {
		for _, text := range c.writings {
			if got := orders.ParseAccount(text, c.region); string(got) != c.want {
				t.Errorf("ParseAccount(%q, %s) = %q, want %q", text, c.region, got, c.want)
			}
		}
	}
}

// A customer abroad dials 00 wherever the shop is; some regions have longer prefixes that begin with 00 themselves.
func TestANumberDialledAbroadWith00IsThatNumber(t *testing.T) {
	for _, region := range []string{"TW", "VN", "HK", "US", "JP", "SG"} {
		for _, number := range []string{"886912345678", "8613812345678", "85291234567", "84901234567", "16502530000", "447911123456", "61412345678", "6591234567"} {
			if got := orders.ParseAccount("00"+number, region); string(got) != "tel:+"+number {
				t.Errorf("00%s in %s is %q", number, region, got)
			}
		}
	}
}

func TestWhatIsNoAccountIsNobodys(t *testing.T) {
	for _, c := range []struct{ name, text, region string }{
		{"nothing", "", "TW"},
		{"space", " \t", "TW"},
		{"a word", "hello", "TW"},
		{"a sentence", "where is my order", "TW"},
		{"Chinese", "我的訂單", "TW"},
		{"a nought", "0", "TW"},
		{"noughts that fill a field", "0000000000", "TW"},
		{"a few digits that fill a field", "123", "TW"},
		{"an order number", "#10001", "TW"},
		{"an emergency number", "911", "US"},
		{"two numbers", "0912345678/0987654321", "TW"},
		{"more digits than a number has", "1234567890123456789", "TW"},
		{"a plus alone", "+", "TW"},
		{"a country that there is not", "+999123456789", "TW"},
		{"a number without country code and no region to read it by", "0912345678", ""},
		{"a number without country code and an unknown region", "0912345678", "ZZ"},
		{"digits without end", strings.Repeat("9", 1_000_000), "TW"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := orders.ParseAccount(c.text, c.region); got != "" {
				t.Errorf("ParseAccount(%.40q, %s) = %q, want nobody", c.text, c.region, got)
			}
		})
	}
}

func TestANumberWithoutItsAreaCodeIsFoundAsItIsWritten(t *testing.T) {
	if a, b := orders.ParseAccount("2345-6789", "TW"), orders.ParseAccount("2345 6789", "TW"); a != b || a == "" {
		t.Errorf("%q and %q", a, b)
	}
}

func TestAMobileNumberIsOneAccountHoweverItIsPunctuated(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`9[0-9]{8}`).Draw(t, "digits")
		text := rapid.SampledFrom([]string{"0", "+886", "+8860", "886", "00886", "002886", "+886 (0)", "０"}).Draw(t, "prefix")
		for _, d := range digits {
			text += rapid.SampledFrom([]string{"", "", "", " ", "-", ".", "－"}).Draw(t, "separator") + string(d)
		}
		if got := orders.ParseAccount(text, "TW"); string(got) != "tel:+886"+digits {
			t.Fatalf("%q is %q", text, got)
		}
	})
}

func TestAnAccountIsOfOneOfTwoForms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[+(]?[0-9 ().x#-]{0,20}`), rapid.StringMatching(`[<a-zA-Z."]{1,5}@[a-zA-Z.>]{1,8}`)).Draw(t, "text")
		got := string(orders.ParseAccount(text, "TW"))
		if got == "" {
			return
		}
		mail, isMail := strings.CutPrefix(got, "mail:")
		tel, isTel := strings.CutPrefix(got, "tel:+")
		if isMail != strings.Contains(mail, "@") || isTel != (tel != "" && strings.Trim(tel, "0123456789") == "") || isMail == isTel || len(got) > 259 {
			t.Fatalf("ParseAccount(%q) = %q", text, got)
		}
	})
}

func TestAccountsAreDistinctAndEMailsComeFirst(t *testing.T) {
	got := orders.Accounts(
		[]string{"Bob@shop.example", "nonsense", "bob@shop.example", "", "ann@shop.example"},
		[]string{"0912345678", "+886 912 345 678", "bob@shop.example", "n/a", "0987654321"}, "TW")
	want := []orders.Account{"mail:bob@shop.example", "mail:ann@shop.example", "tel:+886912345678", "tel:+886987654321"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if got := orders.Accounts(nil, nil, "TW"); got != nil {
		t.Errorf("no contact gives %q", got)
	}
}

func TestAccountsLeavesTheListsAlone(t *testing.T) {
	emails := append(make([]string, 0, 8), "a@shop.example")
	orders.Accounts(emails, []string{"0912345678"}, "TW")
	if d := cmp.Diff([]string{"a@shop.example", ""}, emails[:2]); d != "" {
		t.Error(d)
	}
}
