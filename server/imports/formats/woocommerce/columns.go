package woocommerce

import (
	"slices"
	"strings"

	"shopclerk/internal/fold"
	"shopclerk/server/imports/fields"
)

const gtin = "GTIN, UPC, EAN, or ISBN"

// translations are the columns of the export, by their English names: WooCommerce writes them in the shop's language. Others
// are the British spelling and what its translations into Chinese, as in Taiwan and in China, and into Vietnamese have called
// them since 2017. https://github.com/woocommerce/woocommerce/wiki/Product-CSV-Import-Schema and
// https://translate.wordpress.org/projects/wp-plugins/woocommerce/
var translations = map[string][]string{
	"ID":                      {"代碼"},
	"Type":                    {"類型", "类型", "Loại"},
	"SKU":                     {"貨號", "Mã sản phẩm"},
	gtin:                      {"GTIN、UPC、EAN 或 ISBN", "GTIN, UPC, EAN hoặc ISBN"},
	"Name":                    {"名稱", "名称", "Tên"},
	"Published":               {"已發佈", "已发布", "Đã xuất bản", "Đã đăng"},
	"Is featured?":            {"是特色商品？", "是推荐产品？", "Là sản phẩm nổi bật?", "Nhãn nổi bật?"},
	"Visibility in catalog":   {"Visibility in catalogue", "目錄的可見度", "在列表页可见", "Hiển thị trong danh mục"},
	"Short description":       {"簡短內容說明", "简短描述", "Mô tả ngắn"},
	"Description":             {"描述", "商品說明", "Mô tả"},
	"Date sale price starts":  {"折扣價開始日期", "促销开始日期", "Ngày bắt đầu giá khuyến mãi", "Ngày bắt đầu giảm giá"},
	"Date sale price ends":    {"折扣價結束日期", "促销截止日期", "Ngày kết thúc giá khuyến mãi", "Ngày kết thúc giảm giá"},
	"Tax status":              {"稅金狀態", "税状态", "Trạng thái thuế"},
	"Tax class":               {"稅率類別", "税类", "Lớp thuế", "Loại thuế"},
	"In stock?":               {"有庫存？", "有货？", "Còn hàng?"},
	"Stock":                   {"庫存", "库存", "Tồn kho", "Kho"},
	"Low stock amount":        {"低庫存量", "库存不足", "Số lượng sắp hết hàng", "Số lượng tồn kho ít"},
	"Backorders allowed?":     {"允許無庫存下單嗎？", "允许缺货下单？", "Cho phép đặt hàng trước?", "Cho phép đặt trước?"},
	"Sold individually?":      {"單獨銷售?", "单独出售？", "Bán riêng lẻ?", "Bán riêng?"},
	"Allow customer reviews?": {"允許客戶評論嗎？", "允许客户评价？", "允许顾客评价？", "Cho phép khách hàng đánh giá?", "Cho phép đánh giá của khách hàng?"},
	"Purchase note":           {"購買備註", "购物备注", "Ghi chú mua hàng", "Ghi chú thanh toán"},
	"Sale price":              {"特價", "折扣價", "促銷價", "促销价格", "Giá khuyến mãi"},
	"Regular price":           {"原價", "常规售价", "Giá thông thường", "Giá bán thường"},
	"Categories":              {"分類", "分类", "Danh mục"},
	"Tags":                    {"標籤", "标签", "Thẻ", "Từ khóa"},
	"Shipping class":          {"運送類別", "运费类", "Lớp vận chuyển", "Loại hình giao hàng", "Lớp giao hàng"},
	"Images":                  {"圖片", "图片", "Hình ảnh"},
	"Download limit":          {"下載限制", "下载限制", "Giới hạn tải xuống"},
	"Download expiry days":    {"下載點過期天數", "下载的过期天数", "Ngày hết hạn tải xuống", "Ngày hết hạn tải về"},
	"Parent":                  {"上層", "父级", "Cha", "Gốc"},
	"Grouped products":        {"組合商品", "分组产品", "Sản phẩm theo nhóm", "Các sản phẩm theo nhóm"},
	"Upsells":                 {"追加銷售", "Bán thêm"},
	"Cross-sells":             {"交叉銷售", "交叉型", "交叉销售", "Bán chéo"}, // in China upsells are called so, too
	"External URL":            {"外部網址", "外部链接", "URL bên ngoài", "URL ngoài"},
	"Button text":             {"按鈕文字", "底部文字", "按钮文本", "Văn bản nút", "Nội dung nút bấm"},
	"Position":                {"位置", "Vị trí"},
	"Cost of goods":           {"商品成本", "Giá vốn hàng bán"},
	"Brands":                  {"品牌", "Thương hiệu"},
}

// families begin the names of columns that have a unit in brackets, a number, or the name of a custom field.
var families = []string{
	"weight (", "length (", "width (", "height (", "attribute ", "download ", "meta: ",
	"重量 (", "長 (", "寬 (", "高 (", "屬性 ", "下載 ",
	"重量(", "长度(", "宽度 (", "高度 (", "属性 ", "下载 ", "元数据:",
	"cân nặng (", "chiều dài (", "độ dài (", "chiều rộng (", "độ rộng (", "chiều cao (", "tên thuộc tính ", "giá trị thuộc tính ",
	"thuộc tính hiển thị ", "thuộc tính chung ", "thuộc tính toàn cục ", "thuộc tính mặc định ", "id tải xuống ", "tải ",
	"tên tệp tải xuống ", "tên tập tin tải về ", "url tải xuống ", "url tập tin tải về ",
}

// values stand around the number of an attribute in the names of the columns with their values.
var values = []struct{ before, behind string }{
	{"attribute ", " value(s)"}, {"屬性 ", " 值"}, {"属性 ", " 值"}, {"giá trị thuộc tính ", ""},
}

// names are the English names of columns by what they are called in any language, folded.
var names = byName(translations)

func byName(translations map[string][]string) map[string]string {
	out := make(map[string]string, 4*len(translations))
	for english, others := range translations {
		out[fold.Case(english)] = english
		for _, name := range others {
			out[fold.Case(name)] = english
		}
	}
	return out
}

// english is the English name of a column that is read, or that there is one of; "" of others.
func english(column string) string {
	name := fold.Case(column)
	if known := names[name]; known != "" {
		return known
	}
	for _, v := range values {
		number, begins := strings.CutPrefix(name, v.before)
		number, ends := strings.CutSuffix(number, v.behind)
		if begins && ends && number != "" && strings.Trim(number, "0123456789") == "" {
			return "Attribute " + number + " value(s)"
		}
	}
	return ""
}

func knows(column string) bool {
	name := fold.Case(column)
	return english(column) != "" || slices.ContainsFunc(families, func(family string) bool {
		return strings.HasPrefix(name, family) && len(name) > len(family)
	})
}

// translator gives rows the English names of their columns. It remembers the last header, which most rows share.
type translator struct {
	header  []string
	columns map[string]string // nil when the names are the English ones
}

func (t *translator) row(f fields.Fields) fields.Fields {
	header := f.Names()
	if len(header) == 0 {
		return f
	}
	if len(t.header) != len(header) || &t.header[0] != &header[0] {
		t.header, t.columns = header, translated(header)
	}
	if t.columns == nil {
		return f
	}
	return f.In(t.columns)
}

// translated are the columns that stand for the English names, the first one of several; nil when all are English.
func translated(header []string) map[string]string {
	columns, foreign := make(map[string]string, len(header)), false
	for _, column := range header {
		name := english(column)
		if _, taken := columns[name]; taken || name == "" {
			continue
		}
		columns[name] = column
		foreign = foreign || !strings.EqualFold(name, column)
	}
	if !foreign {
		return nil
	}
	return columns
}
