package searchtest

import (
	"testing"

	"shopclerk/catalog"
	"shopclerk/search"
)

// shelf is a small shop in which every kind of match has one product that it finds and one that it must not find.
func shelf() []catalog.Product {
	list := []catalog.Product{
		{ID: 1, SKU: "TS-001", Title: "Classic White T-Shirt", ProductType: "T-Shirts", Vendor: "Plain Thursday"},
		{ID: 2, SKU: "TS-002", Title: "Classic Gray T_shirt", ProductType: "T-Shirts", Vendor: "Plain Thursday"},
		{ID: 3, SKU: "MUG-1", Title: "Enamel Mug", ProductType: "Home Goods", Vendor: "Café Ñandú"},
		{ID: 4, SKU: "BAG-1", Title: "Canvas Shoulder Bag", ProductType: "Bags", Vendor: "Plain"},
		{ID: 5, SKU: "TS-004", Title: "白色T恤 重磅", ProductType: "衣服", Vendor: "Moonlit Loom"},
		{ID: 6, SKU: "COF-1", Title: "濾掛咖啡與日曬單品咖啡豆", ProductType: "咖啡", Vendor: "巷口烘豆"},
		{ID: 7, SKU: "AO-1", Title: "Áo thun trắng cổ tròn", ProductType: "Áo thun", Vendor: "Sông Lụa Studio"},
		{ID: 8, SKU: "DEN-1", Title: "Đèn bàn gỗ", ProductType: "Nhà cửa", Vendor: "Đèn Việt"},
		{ID: 9, SKU: "GLS-1", Title: "ガラスのコップ", ProductType: "食器", Vendor: "ひかり"},
		{ID: 10, SKU: "BOOK-12345678", Title: "Notebook 12345678", ProductType: "Books", Vendor: "Strasse"},
		{ID: 11, Title: "Gift without a number"},
		{ID: 12, SKU: "KR-1", Title: "한국어 머그컵", ProductType: "컵", Vendor: "서울"},
		{ID: 13, SKU: "TH-1", Title: "เสื้อยืดสีขาว", ProductType: "เสื้อ", Vendor: "กรุงเทพ"},
	}
	for i := range list {
		list[i].CreatedAt, list[i].UpdatedAt = noon, noon
	}
	return list
}

func testFinds(t *testing.T, e search.Engine) {
	put(t, e, shelf()...)
	for _, c := range []struct {
		name string
		q    catalog.Query
		want []int64
	}{
		{"no condition finds everything", catalog.Query{}, []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13}},
		{"a word of a title", catalog.Query{Title: "enamel"}, []int64{3}},
		{"case does not count", catalog.Query{Title: "ENAMEL"}, []int64{3}},
		{"width does not count", catalog.Query{Title: "ｅｎａｍｅｌ"}, []int64{3}},
		{"one of two words is enough", catalog.Query{Title: "enamel spoon"}, []int64{3}},
		{"no word of a title", catalog.Query{Title: "sofa"}, nil},
		{"space alone", catalog.Query{Title: "  "}, nil},
		{"signs alone", catalog.Query{Title: "#!?"}, nil},
		{"a hash alone, though a product has no number", catalog.Query{Title: "#"}, nil},
		{"accents need not be typed", catalog.Query{Title: "ao thun trang"}, []int64{7}},
		{"accents may be typed", catalog.Query{Title: "trắng"}, []int64{7}},
		{"a d may stand for a đ", catalog.Query{Title: "den"}, []int64{8}},
		{"one typo in a word of five letters", catalog.Query{Title: "enanel"}, []int64{3}},
		{"a letter too many", catalog.Query{Title: "canvass"}, []int64{4}},
		{"a letter too few", catalog.Query{Title: "canva"}, []int64{4}},
		{"two typos in a word of nine letters", catalog.Query{Title: "nodebookk"}, []int64{10}},
		{"two typos in a shorter word", catalog.Query{Title: "enxmxl"}, nil},
		{"one typo in a word of three letters", catalog.Query{Title: "mig"}, nil},
		{"one typo in a number", catalog.Query{Title: "12345679"}, nil},
		{"a number", catalog.Query{Title: "12345678"}, []int64{10}},
		{"the last word may be unfinished", catalog.Query{Title: "canvas shou"}, []int64{4}},
		{"the only word may be unfinished", catalog.Query{Title: "cla"}, []int64{1, 2}},
		{"a word before the last may not", catalog.Query{Title: "cla spoon"}, nil},
		{"one Chinese character", catalog.Query{Title: "恤"}, []int64{5}},
		{"one Chinese character among others", catalog.Query{Title: "曬"}, []int64{6}},
		{"a pair of Chinese characters", catalog.Query{Title: "白色"}, []int64{5}},
		{"a pair in the middle of a title", catalog.Query{Title: "日曬"}, []int64{6}},
		{"a pair whose characters are apart", catalog.Query{Title: "濾豆"}, nil},
		{"more Chinese characters", catalog.Query{Title: "單品咖啡"}, []int64{6}},
		{"Japanese", catalog.Query{Title: "ガラス"}, []int64{9}},
		{"Japanese of half width", catalog.Query{Title: "ｶﾞﾗｽ"}, []int64{9}},
		{"a Korean word", catalog.Query{Title: "한국어"}, []int64{12}},
		{"Thai from its beginning", catalog.Query{Title: "เสื้อยืด"}, []int64{13}},
		{"a number of a product", catalog.Query{Title: "mug-1"}, []int64{3}},
		{"a number of a product with a hash", catalog.Query{Title: " #GLS-1 "}, []int64{9}},
		{"a whole product type", catalog.Query{ProductType: "T-Shirts"}, []int64{1, 2}},
		{"a product type without regard to case and width", catalog.Query{ProductType: " ｈｏｍｅ　GOODS"}, []int64{3}},
		{"a product type without regard to accents", catalog.Query{ProductType: "nha cua"}, []int64{8}},
		{"a product type with its accents", catalog.Query{ProductType: "NHÀ CỬA"}, []int64{8}},
		{"a part of a product type", catalog.Query{ProductType: "Home"}, nil},
		{"a product type with a typo", catalog.Query{ProductType: "Home Godos"}, nil},
		{"a product type that is nothing but a sign", catalog.Query{ProductType: "¨"}, nil},
		{"a vendor, not those whose names begin with it", catalog.Query{Vendor: "plain"}, []int64{4}},
		{"a vendor without regard to accents", catalog.Query{Vendor: "cafe nandu"}, []int64{3}},
		{"a vendor with a sharp s", catalog.Query{Vendor: "Straße"}, []int64{10}},
		{"a vendor that there is not", catalog.Query{Vendor: "nobody"}, nil},
		{"title or type", catalog.Query{Title: "enamel", ProductType: "bags"}, []int64{3, 4}},
		{"title or vendor", catalog.Query{Title: "enamel", Vendor: "Plain Thursday"}, []int64{1, 2, 3}},
		{"type or vendor", catalog.Query{ProductType: "咖啡", Vendor: "moonlit loom"}, []int64{5, 6}},
		{"title or type or vendor, one product by all of them", catalog.Query{Title: "bag", ProductType: "bags", Vendor: "plain"}, []int64{4}},
		{"one condition of three is met", catalog.Query{Title: "sofa", ProductType: "none", Vendor: "ひかり"}, []int64{9}},
	} {
		t.Run(c.name, func(t *testing.T) { finds(t, e, c.q, c.want...) })
	}
}

func testFirst(t *testing.T, e search.Engine) {
	decoys := shelf()
	for i := range int64(40) { // titles that are made of the words of a number
		decoys = append(decoys, catalog.Product{ID: 100 + i, SKU: "X", Title: "TS 001 ts 001 ts-001 mug 1 mug 1", UpdatedAt: noon.Add(1), CreatedAt: noon})
	}
	put(t, e, decoys...)
	for _, c := range []struct {
		name, title string
		want        int64
	}{
		{"a product's own number", "TS-001", 1},
		{"a product's own number in another case", "mug-1", 3},
		{"a product's own number with a hash", "#ts-004", 5},
		{"the title with most of the words", "classic gray shirt", 2},
		{"the whole title", "Áo thun trắng cổ tròn", 7},
		{"the right word before one with a typo", "canvas bag", 4},
		{"a Chinese title", "白色T恤", 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			if hits := ask(t, e, catalog.Query{Title: c.title}); len(hits.IDs) == 0 || hits.IDs[0] != c.want {
				t.Errorf("%q finds %v, want %d first", c.title, hits.IDs[:min(len(hits.IDs), 5)], c.want)
			}
		})
	}
}

func testSpellings(t *testing.T, e search.Engine) {
	spellings := []string{"T_shirt", "T-shirt", "T shirt", "t/Shirt", "Ｔ－ＳＨＩＲＴ"}
	var list []catalog.Product
	var ids []int64
	for i, title := range spellings {
		list = append(list, catalog.Product{ID: int64(i + 1), Title: title + " of cotton", UpdatedAt: noon, CreatedAt: noon})
		ids = append(ids, int64(i+1))
	}
	put(t, e, append(list, catalog.Product{ID: 99, Title: "Mug", UpdatedAt: noon, CreatedAt: noon})...)
	for _, title := range spellings {
		finds(t, e, catalog.Query{Title: title}, ids...)
	}
}
