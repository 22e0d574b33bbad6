package headers_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/internal/fold"
	"shopclerk/server/imports/formats/headers"
)

func TestColumnsAreKnownByTheirNames(t *testing.T) {
	for field, columns := range map[string]string{
		"sku":          "sku|SKU|貨號|商品編號|料號|型號|货号|商品编码|Mã sản phẩm|Mã hàng|Mã SKU|Item no.|Article number|Variant SKU|item_code|編號（SKU）|商品SKU|ＳＫＵ",
		"barcode":      "barcode|條碼|國際條碼|国际条码|条形码|Mã vạch|EAN|EAN-13|UPC|GTIN|Bar code|商品條碼（EAN13）",
		"title":        "title|商品名稱|品名|商品|名稱|产品名称|商品标题|Tên sản phẩm|Tên hàng|TÊN HÀNG HÓA|Product name|Name|Title|productName|mainProductName|product_name|商品名稱*|【商品名稱】|商品 名稱（必填）|商品名稱（中文）|ten san pham",
		"product_type": "product_type|分類|類別|商品類別|分类|Danh mục|Loại|Category|Type|Nhóm hàng(3 Cấp)|主分類|Product Category",
		"vendor":       "vendor|品牌|廠牌|供應商|Thương hiệu|Nhà cung cấp|Brand|Vendor|Manufacturer|品牌名稱",
		"desc":         "desc|描述|商品說明|商品描述|说明|Mô tả|Description|Mô tả chi tiết|Body|商品說明（HTML）",
		"image_url":    "image_url|圖片|圖片網址|主圖|图片|Hình ảnh|Ảnh|Image|Picture|圖片1|Hình ảnh (url1,url2...)|Image URL 1|ImageURL",
		"detail_url":   "detail_url|商品連結|網址|链接|Đường dẫn|Link|URL|Product URL",
		"buy_url":      "buy_url|購買連結|购买链接|Link mua hàng|Checkout URL",
		"price":        "price|售價|價格|單價|定價|售价|价格|Giá|Giá bán|Đơn giá|Price|價格(NT$)|Giá (VND)|Price USD|售價NT$|網路售價|Giá bán lẻ|Giá bán 1|PRICE [US$]|單價／元",
		"sale_price":   "sale_price|特價|Giá khuyến mãi|Sale price|促销价|優惠價（NT$）|SalePrice|限時特價|Sale price USD",
		"currency":     "currency|幣別|幣種|货币|Tiền tệ|Currency|Currency code",
		"stock":        "stock|庫存|數量|库存|Tồn kho|Số lượng|Stock|Quantity|Qty|庫存數量（件）|Stock quantity|目前庫存",
		"published":    "published|上架|狀態|上架狀態|上架状态|Hiển thị|Trạng thái|Published|Status|是否上架|Is active",
		"created_at":   "created_at|建立時間|建立日期|创建时间|Ngày tạo|Created|Created at|Date created",
		"updated_at":   "updated_at|更新時間|更新时间|Ngày cập nhật|Updated|Last modified",
		"group":        "group|款號|主商品編號|SPU|Parent SKU|Item group id|Mã hàng cha|Mã sản phẩm cha",
	} {
		for column := range strings.SplitSeq(columns, "|") {
			if d := cmp.Diff(map[string]string{field: column}, headers.Products{}.Map([]string{column})); d != "" {
				t.Errorf("%s: %s", column, d)
			}
			if !(headers.Products{}).Knows(column) {
				t.Errorf("%s is not known", column)
			}
		}
	}
}

// What customers must not see, and what only looks like a field, is left alone.
func TestOtherColumnsAreNotKnown(t *testing.T) {
	for column := range strings.SplitSeq("|*|()|1|成本|成本價|進貨價格|批發售價|售價（會員）|會員價|市場價格|Cost price|Price (wholesale)|Wholesale unit price|Giá vốn|Giá nhập|Giá bán sỉ|Giá bán buôn|"+
		"Compare at price|Giá so sánh|Show price|顯示價格|Price type|Price tax excl.|Discount|折扣|運費|安全庫存|最低庫存|庫存單位|庫存狀態|In stock|Tồn kho tối thiểu|上架時間|下架日期|圖片說明|Image alt text|Image position|"+
		"分類排序|分類編號|Category ID|品牌故事|品牌代碼|Category description|SEO description|SKU name|Vendor code|商品重量|商品規格|Barcode type|序號|編號|STT|No.|ID|備註|Tags|Tên khách hàng|Tiếng Anh|Quốc gia|Shipping category|Currency rate|價錢表",
		"|") {
		if headers := (headers.Products{}).Map([]string{column}); len(headers) > 0 {
			t.Errorf("%q is taken for %v", column, headers)
		}
		if (headers.Products{}).Knows(column) {
			t.Errorf("%q is known", column)
		}
	}
}

func TestOfSeveralColumnsTheBestIsTaken(t *testing.T) {
	for _, c := range []struct {
		name, columns string
		want          map[string]string
	}{
		{"a title before a general word", "Name|商品名稱", map[string]string{"title": "商品名稱"}},
		{"an exact name before one with other words", "商品名稱英文|商品名稱", map[string]string{"title": "商品名稱"}},
		{"the first of two that fit alike", "商品名稱|產品名稱", map[string]string{"title": "商品名稱"}},
		{"the longest name inside another", "商品的貨號|店內商品編號", map[string]string{"sku": "店內商品編號"}},
		{"a brand before a supplier", "供應商|品牌", map[string]string{"vendor": "品牌"}},
		{"a supplier where there is no brand", "供應商", map[string]string{"vendor": "供應商"}},
		{"the price that is paid before the list price", "定價|售價", map[string]string{"price": "售價"}},
		{"the price and the sale price", "原價|特價", map[string]string{"price": "原價", "sale_price": "特價"}},
		{"a picture's address is none of the product", "圖片網址|網址", map[string]string{"image_url": "圖片網址", "detail_url": "網址"}},
		{"a supplier's name is no title", "供應商名稱|品名", map[string]string{"vendor": "供應商名稱", "title": "品名"}},
		{"a column twice", "SKU|SKU", map[string]string{"sku": "SKU"}},
		{"nothing", "", map[string]string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, headers.Products{}.Map(strings.Split(c.columns, "|"))); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestATableIsRecognisedByItsTitlesAndOneMore(t *testing.T) {
	for _, c := range []struct {
		name, columns string
		want          bool
	}{
		{"a title and an SKU", "品名|貨號", true},
		{"a title and a barcode", "Tên hàng|Mã vạch", true},
		{"a title and a price", "Name|Price", true},
		{"a title alone", "Name|Category", false},
		{"no title", "SKU|Price|Barcode", false},
		{"no column", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := (headers.Products{}).Recognises(strings.Split(c.columns, "|")); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestFieldsAreThoseOfTheShopsOwnFormatAndTwoMore(t *testing.T) {
	want := strings.Fields("sku barcode title product_type vendor desc image_url detail_url buy_url price sale_price currency stock published created_at updated_at group")
	if d := cmp.Diff(want, headers.Products{}.Fields()); d != "" {
		t.Error(d)
	}
}

func TestNoNameStandsForTwoFields(t *testing.T) {
	seen := map[string]bool{"": true}
	for _, name := range headers.Names() {
		if seen[name] {
			t.Errorf("%q stands twice, or is empty", name)
		}
		seen[name] = true
	}
}

func TestNoWordSaysTwoThings(t *testing.T) {
	seen := map[string]bool{"": true}
	for word := range strings.SplitSeq(headers.Words, "|") {
		if folded := fold.Text(word); seen[folded] {
			t.Errorf("%q stands twice, or is empty", word)
		} else {
			seen[folded] = true
		}
	}
}
