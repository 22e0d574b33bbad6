package woocommerce_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/catalog"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/formats/formatstest"
	"shopclerk/server/imports/formats/woocommerce"
)

// products are read at noon in Taipei.
var products = woocommerce.Products{Now: func() time.Time { return time.Date(2026, 5, 10, 4, 0, 0, 0, time.UTC) }}

func TestWhatBecomesOfAProductFile(t *testing.T) {
	formatstest.Golden(t, "testdata", products, formatstest.Product)
}

func FuzzProducts(f *testing.F) {
	formatstest.Fuzz(f, "testdata", products, formatstest.CheckProduct)
}

// read reads rows under a header row, with all variants as one product.
func read(file string) formatstest.Said {
	return formatstest.Read(products, formatstest.Cells(file), formats.Options{Variants: formats.OneAProduct}, func(c catalog.Change) any { return c })
}

// one reads a file of one product.
func one(t *testing.T, file string) catalog.Change {
	t.Helper()
	said := read(file)
	if len(said.Changes) != 1 {
		t.Fatalf("there are %d products: %v", len(said.Changes), said.Refused)
	}
	return said.Changes[0].(catalog.Change)
}

func TestWhichFilesAreWooCommerces(t *testing.T) {
	for columns, want := range map[string]bool{
		"ID,Type,SKU,Name,Published,Regular price":           true,
		"sku,type,name,in stock?,regular price":              true,
		"Type,SKU,Name,Regular price":                        false,
		"Handle,Title,Body (HTML),Variant SKU,Type":          false,
		"id,title,link,image_link,availability,price":        false,
		"SKU,Name,Type,Price,Published":                      false,
		"Type,Name,Regular price,Published,Is featured?":     false, // no row could have a key
		"ID,Name,Regular price,Published,Short description":  false,
		"ID,Type,Name,Regular price,Visibility in catalogue": true, // as the British write it
		"代碼,類型,貨號,名稱,已發佈,原價":                                 true,
		"ID,类型,SKU,名称,有货？,常规售价":                              true,
		"ID,类型,SKU,名称,有货?,常规售价":                              true,
		"ID,LOẠI,SKU,TÊN,CÒN HÀNG?,GIÁ THÔNG THƯỜNG":         true,
		"貨號,類型,名稱,原價,庫存":                                     false, // anybody's table
		"Mã sản phẩm,Loại,Tên,Giá bán,Tồn kho":               false,
	} {
		if got := products.Recognises(strings.Split(columns, ",")); got != want {
			t.Errorf("%s: %v", columns, got)
		}
	}
}

func TestAColumnThatIsNotOfTheFileIsNotKnown(t *testing.T) {
	for column, want := range map[string]bool{
		"Attribute 12 value(s)": true, "Meta: anything": true, "regular PRICE": true, "Weight (lbs)": true, "Download 3 URL": true,
		"屬性 12 值": true, "属性 2  的全局": true, "Giá trị thuộc tính 3": true, "元数据：x": true, "重量(公斤)": true, "重量 (公斤)": true,
		"屬性": false, "元数据：": false, "Giá trị thuộc tính": false, "原价": false,
		"Regular prize": false, "Attributes": false, "Weight": false, "": false,
	} {
		if got := products.Knows(column); got != want {
			t.Errorf("%q: %v", column, got)
		}
	}
}

func TestASalePriceCountsWithinItsDates(t *testing.T) {
	for _, c := range []struct{ name, regular, sale, starts, ends, want string }{
		{"no sale", "20", "", "", "", "20"},
		{"a sale without dates", "20", "15", "", "", "15"},
		{"a sale that is on", "20", "15", "2026-05-01 0:00:00", "2026-05-31 23:59:59", "15"},
		{"a sale to come", "20", "15", "2026-05-11", "", "20"},
		{"a sale that begins this noon", "20", "15", "2026-05-10 12:00:00", "", "15"},
		{"a sale that is over", "20", "15", "", "2026-05-10 11:59:59", "20"},
		{"a sale that ends today", "20", "15", "", "2026-05-10", "15"},
		{"a sale that ended yesterday", "20", "15", "", "2026-05-09", "20"},
		{"a sale that is dearer", "20", "25", "", "", "20"},
		{"nothing but a sale price", "", "15", "", "", "15"},
		{"no price", "", "", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			row := strings.Join([]string{"1", "simple", "A", c.regular, c.sale, c.starts, c.ends}, "\t")
			got := one(t, "ID\tType\tName\tRegular price\tSale price\tDate sale price starts\tDate sale price ends\n"+row)
			text := ""
			if got.Price.Valid {
				text = got.Price.Decimal.String()
			}
			if text != c.want {
				t.Errorf("the price is %q, want %q", text, c.want)
			}
		})
	}
}

func TestAVariableProductAloneKeepsItsPrice(t *testing.T) {
	if got := one(t, "ID\tType\tName\tRegular price\n1\tvariable\tA\t"); got.Price != nil {
		t.Errorf("the price is %v", got.Price)
	}
}

func TestAnOptionMayHoldAComma(t *testing.T) {
	file := formatstest.Cells("ID\tType\tName\tParent\tAttribute 1 value(s)\n1\tvariable\tPaint\t\n2\tvariation\t\tid:1\tRed\\, matt")
	said := formatstest.Read(products, file, formats.Options{Variants: formats.OneAVariant}, func(c catalog.Change) any { return *c.Title })
	if d := cmp.Diff([]any{"Paint, Red, matt"}, said.Changes); d != "" {
		t.Error(d)
	}
}

func TestWithoutAClockTheTimeIsNow(t *testing.T) {
	file := formatstest.Cells("ID\tType\tName\tRegular price\tSale price\tDate sale price ends\n1\tsimple\tA\t20\t15\t2999-01-01\n2\tsimple\tB\t20\t15\t2001-01-01")
	said := formatstest.Read(woocommerce.Products{}, file, formats.Options{}, func(c catalog.Change) any { return c.Price.Decimal.String() })
	if d := cmp.Diff([]any{"15", "20"}, said.Changes); d != "" {
		t.Error(d)
	}
}

func TestHowManyThereAre(t *testing.T) {
	for _, c := range []struct{ name, stock, status, later, want string }{
		{"counted", "5", "1", "0", "5"},
		{"none", "0", "1", "0", "0"},
		{"more sold than there were", "'-2", "0", "0", "0"},
		{"not counted and in stock", "", "1", "0", "always"},
		{"not counted and out of stock", "", "0", "0", "0"},
		{"counted, but the shop says there is none", "5", "0", "0", "0"},
		{"to be ordered in", "0", "backorder", "notify", "always"},
		{"none, but more will come", "0", "1", "notify", "always"},
		{"some, and more will come", "3", "1", "1", "3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			row := strings.Join([]string{"1", "simple", "A", c.stock, c.status, c.later}, "\t")
			got := one(t, "ID\tType\tName\tStock\tIn stock?\tBackorders allowed?\n"+row)
			want := map[string]**int64{"always": new(*int64), "0": new(new(int64)), "3": new(new(int64(3))), "5": new(new(int64(5)))}[c.want]
			if d := cmp.Diff(want, got.Stock); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestWhatCustomersCanFind(t *testing.T) {
	for _, c := range []struct {
		published, visibility string
		want                  bool
	}{
		{"1", "visible", true}, {"", "visible", true}, {"yes", "search", true}, {"TRUE", "catalog", true}, {"1", "hidden", false},
		{"0", "visible", false}, {"-1", "visible", false}, {"'-1", "visible", false}, {"2", "visible", false}, {"no", "", false},
	} {
		got := one(t, "ID\tType\tName\tPublished\tVisibility in catalog\n1\tsimple\tA\t"+c.published+"\t"+c.visibility)
		if got.Published == nil || *got.Published != c.want {
			t.Errorf("%q and %q: %v", c.published, c.visibility, got.Published)
		}
	}
	if got := one(t, "ID\tType\tName\n1\tsimple\tA"); got.Published != nil {
		t.Error("what is not mentioned was read")
	}
	if d := cmp.Diff([]string{`2: Published: "maybe" is none of 1, 0, -1`}, read("ID\tType\tName\tPublished\n1\tsimple\tA\tmaybe").Refused); d != "" {
		t.Error(d)
	}
}

func TestCategoriesAndPicturesAreTheFirstOfTheirLists(t *testing.T) {
	for _, c := range []struct{ name, categories, images, productType, image string }{
		{"one of each", "Music", "https://s.example/1.jpg", "Music", "https://s.example/1.jpg"},
		{"several", "Clothing > Hoodies, Sale", "https://s.example/1.jpg, https://s.example/2.jpg", "Hoodies", "https://s.example/1.jpg"},
		{"a comma in a name", `Home > Pots\, Pans, Sale`, `https://s.example/a\,b.jpg`, "Pots, Pans", "https://s.example/a,b.jpg"},
		{"nothing", "", "", "", ""},
		{"commas alone", ",,", ",", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := one(t, "ID\tType\tName\tCategories\tImages\n1\tsimple\tA\t"+c.categories+"\t"+c.images)
			if d := cmp.Diff([]string{c.productType, c.image}, []string{*got.ProductType, *got.ImageURL}); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestTwoProductsOfOneSKUAreRefused(t *testing.T) {
	said := read("ID\tType\tSKU\tName\n1\tvariable\tX\tA\n2\tvariable\tx\tB")
	if d := cmp.Diff([]string{"3: SKU: is that of another variable product, too"}, said.Refused); d != "" || len(said.Changes) > 0 {
		t.Error(d, said.Changes)
	}
}
