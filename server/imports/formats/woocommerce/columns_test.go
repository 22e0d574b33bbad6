package woocommerce_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/catalog"
	"shopclerk/server/imports/fields"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/formats/formatstest"
)

// The same rows mean the same under the names of each language, whether the file was surveyed or not.
func TestAFileSaysTheSameInEveryLanguage(t *testing.T) {
	const rows = "\n1\tvariable\tTEE\tTee\t1\t\t\t\tClothing > Tops\thttps://s.example/1.jpg\t\tSize\tS, M" +
		"\n2\tvariation\tTEE-S\tTee - S\t1\t3\t15\t12.5\t\t\tTEE\tSize\tS" +
		"\n3\tvariation\tTEE-M\tTee - M\t1\t4\t16\t\t\t\tid:1\tSize\tM"
	var want []any
	for i, header := range []string{
		"ID|Type|SKU|Name|Published|Stock|Regular price|Sale price|Categories|Images|Parent|Attribute 1 name|Attribute 1 value(s)",
		"代碼|類型|貨號|名稱|已發佈|庫存|原價|特價|分類|圖片|上層|屬性 1 名稱|屬性 1 值",
		"ID|类型|SKU|名称|已发布|库存|常规售价|促销价格|分类|图片|父级|属性 1 名称|属性 1 值",
		"ID|Loại|SKU|Tên|Đã xuất bản|Tồn kho|Giá thông thường|Giá khuyến mãi|Danh mục|Hình ảnh|Cha|Tên thuộc tính 1|Giá trị thuộc tính 1",
		"ID|Loại|Mã sản phẩm|Tên|Đã đăng|Kho|Giá bán thường|Giá khuyến mãi|Danh mục|Hình ảnh|Gốc|Tên thuộc tính 1|Giá trị thuộc tính 1",
	} {
		for _, as := range []formats.Variants{formats.OneAProduct, formats.OneAVariant} {
			file := formatstest.Cells(strings.ReplaceAll(header, "|", "\t") + rows)
			said := formatstest.Read(products, file, formats.Options{Variants: as}, formatstest.Product)
			if len(said.Refused) > 0 || len(said.Changes) == 0 {
				t.Fatalf("%s: %d changes, refused: %q", header, len(said.Changes), said.Refused)
			}
			if i == 0 {
				want = append(want, said.Changes)
				continue
			}
			n := map[formats.Variants]int{formats.OneAProduct: 0, formats.OneAVariant: 1}[as]
			if d := cmp.Diff(want[n], any(said.Changes)); d != "" {
				t.Errorf("%s: %s", header, d)
			}
		}
	}
}

func TestATranslatedFileCanBeReadWithoutASurvey(t *testing.T) {
	rows := formatstest.Cells("代碼\t類型\t名稱\t原價\t上層\n1\tvariable\t杯\t\t\n2\tvariation\t杯 - 小\t12\tid:1")
	var all []fields.Fields
	for _, row := range rows {
		f := fields.Of(row, &fields.Reading{}, &fields.Notes{})
		if got := products.Group(f, formats.Options{}); got != "id:1" {
			t.Errorf("the row is in the group %q", got)
		}
		all = append(all, f)
	}
	got := products.Read(all, formats.Options{Variants: formats.OneAProduct})
	if len(got) != 1 || got[0].Key != "1" || *got[0].Title != "杯" || got[0].Price.Decimal.String() != "12" {
		t.Errorf("got %+v", got)
	}
}

// Rows of a file can name their own columns; each is read under the names that it has.
func TestRowsOfTwoHeadersAreReadEachByItsOwn(t *testing.T) {
	english := formatstest.Cells("ID\tType\tName\tRegular price\n1\tsimple\tTea\t5")
	chinese := formatstest.Cells("代碼\t類型\t名稱\t原價\n2\tsimple\t茶\t6")
	said := formatstest.Read(products, append(append(english, chinese...), english...), formats.Options{}, func(c catalog.Change) any {
		return c.Key + " " + *c.Title + " " + c.Price.Decimal.String()
	})
	if d := cmp.Diff([]any{"1 Tea 5", "2 茶 6", "1 Tea 5"}, said.Changes); d != "" {
		t.Error(d)
	}
}

// Where two columns have one meaning, as when a plugin adds one in English, the first one counts.
func TestOfTwoColumnsOfOneMeaningTheFirstCounts(t *testing.T) {
	got := one(t, "代碼\t類型\t名稱\t原價\t貨號\tSKU\n1\tsimple\t茶\t6\tA\tB")
	if got.SKU != "A" {
		t.Errorf("the SKU is %q", got.SKU)
	}
}
