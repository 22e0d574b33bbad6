package headers

// meaning says what columns of a field are called, with bars between. Accents, case and punctuation do not count.
type meaning struct {
	field string
	names string // also with other words around: "商品名稱" in "商品名稱（中文）"
	alone string // general words, which mean the field only when nothing else stands there
}

// meanings are those of all fields. No name stands twice.
var meanings = []meaning{
	{
		field: "sku",
		names: "sku|貨號|商品編號|商品貨號|貨品編號|產品編號|產品貨號|料號|型號|品號|商品代碼|商品代號|商品型號|产品编号|产品编码|商品编号|商品编码|货号|商品货号|型号|商家编码|料号|品号|" +
			"mã sản phẩm|mã hàng|mã hàng hóa|mã sku|mã sp|mã mặt hàng|item no|item number|item code|article number|article no|product code|product number|product sku|stock keeping unit|part number|model number",
		alone: "代號|代碼|编码|代码|mã|model|code|item id|product id",
	},
	{
		field: "barcode",
		names: "barcode|條碼|國際條碼|商品條碼|产品条码|条码|国际条码|商品条码|条形码|mã vạch|mã barcode|ean|ean13|upc|gtin|isbn|jan|jan code",
	},
	{
		field: "title",
		names: "商品名稱|產品名稱|貨品名稱|商品標題|商品品名|品名|商品全名|产品名称|商品名称|货品名称|商品标题|产品标题|宝贝标题|宝贝名称|" +
			"tên sản phẩm|tên hàng|tên hàng hóa|tên mặt hàng|tên sp|product name|product title|item name|item title|article name",
		alone: "商品|產品|名稱|標題|产品|名称|标题|tên|sản phẩm|mặt hàng|name|title|product|item",
	},
	{
		field: "product_type",
		names: "分類|類別|商品分類|產品分類|商品類別|產品類別|商品類型|分類名稱|類別名稱|品類|分类|类别|商品分类|产品分类|商品类别|商品类目|商品类型|分类名称|类别名称|品类|" +
			"danh mục|loại sản phẩm|nhóm hàng|nhóm sản phẩm|ngành hàng|category|product type|product category|item type|category name",
		alone: "類型|目錄|类型|类目|loại|loại hàng|type|categories|department",
	},
	{
		field: "vendor",
		names: "品牌|品牌名稱|廠牌|商品品牌|商標|品牌名称|厂牌|商标|thương hiệu|tên thương hiệu|nhãn hiệu|brand|brand name",
		alone: "供應商|供應商名稱|廠商|廠商名稱|製造商|供应商|供应商名称|厂商|制造商|生产商|nhà cung cấp|nhà sản xuất|hãng sản xuất|vendor|vendor name|manufacturer|supplier|supplier name|maker",
	},
	{
		field: "desc",
		names: "商品說明|商品描述|商品介紹|產品說明|產品描述|產品介紹|商品簡介|詳細說明|詳細介紹|商品详情|商品说明|产品描述|产品介绍|产品说明|商品介绍|商品简介|详细说明|详细介绍|" +
			"mô tả|mô tả sản phẩm|mô tả chi tiết|description|product description|long description|item description",
		alone: "說明|描述|介紹|簡介|簡述|內容|详情|说明|介绍|简介|内容|chi tiết|desc|details|product details|short description|body",
	},
	{
		field: "image_url",
		names: "圖片|主圖|商品圖片|商品主圖|產品圖片|商品圖|圖片網址|圖片連結|图片|主图|商品图片|商品主图|图片链接|图片地址|" +
			"hình ảnh|hình sản phẩm|ảnh sản phẩm|ảnh đại diện|link ảnh|link hình|image|image url|image link|image src|picture|picture url|photo|photo url|thumbnail",
		alone: "圖|照片|图|ảnh|hình|images|pictures|photos",
	},
	{
		field: "detail_url",
		names: "商品連結|商品網址|產品連結|產品網址|商品頁|商品頁面|商品链接|商品网址|产品链接|商品地址|đường dẫn|link sản phẩm|url sản phẩm|product url|product link|product page|detail url|item url|page url|permalink",
		alone: "連結|網址|鏈接|链接|网址|link|url|website",
	},
	{
		field: "buy_url",
		names: "購買連結|購買網址|下單連結|购买链接|购买网址|下单链接|link mua hàng|link mua|buy url|buy link|checkout url|checkout link|add to cart url",
	},
	{
		field: "price",
		names: "售價|價格|單價|商品價格|商品售價|销售价|售价|价格|单价|giá bán|giá bán lẻ|đơn giá|unit price|selling price|sales price|retail price|regular price|product price|item price|variant price|base price|current price|online price|our price",
		alone: "定價|原價|金額|零售價|銷售價|价钱|定价|原价|零售价|giá|giá niêm yết|giá gốc|giá sản phẩm|price|list price|original price",
	},
	{
		field: "sale_price",
		names: "特價|優惠價|促銷價|折扣價|活動價|特惠價|特价|优惠价|促销价|折扣价|活动价|特惠价|giá khuyến mãi|giá km|giá ưu đãi|giá giảm|giá sale|" +
			"sale price|special price|discount price|discounted price|promo price|promotional price|promotion price|offer price",
	},
	{
		field: "currency",
		names: "幣別|幣種|貨幣|币别|币种|货币|tiền tệ|loại tiền|đơn vị tiền tệ|currency|currency code",
	},
	{
		field: "stock",
		names: "庫存|庫存量|庫存數量|庫存數|存貨|可售數量|库存|库存量|库存数量|存货|可售数量|可售库存|tồn kho|số lượng tồn|số lượng tồn kho|stock quantity|stock qty|stock level|current stock|available stock|quantity in stock|inventory quantity|inventory level",
		alone: "數量|数量|số lượng|stock|inventory|quantity|qty|on hand|available quantity",
	},
	{
		field: "published",
		names: "上架狀態|商品狀態|銷售狀態|販售狀態|是否上架|上架状态|商品状态|销售状态|trạng thái bán|trạng thái hiển thị|product status|publish status|is published|is active",
		alone: "上架|狀態|顯示|上下架|上架否|状态|显示|hiển thị|trạng thái|đang bán|published|status|active|visible|visibility|enabled",
	},
	{
		field: "created_at",
		names: "建立時間|建立日期|創建時間|創建日期|新增時間|新增日期|创建时间|创建日期|新增时间|ngày tạo|thời gian tạo|created at|created date|created on|create time|creation date|date created|date added",
		alone: "created",
	},
	{
		field: "updated_at",
		names: "更新時間|更新日期|修改時間|修改日期|異動時間|異動日期|最後更新|更新时间|修改时间|最后更新|ngày cập nhật|thời gian cập nhật|updated at|updated date|updated on|update time|last updated|last modified|modified at|date updated|date modified",
		alone: "updated|modified|cập nhật",
	},
	{
		field: "group",
		names: "商品群組|群組編號|商品組|主商品編號|主商品貨號|父商品編號|父商品|母商品編號|款號|款式編號|主货号|父商品编号|主商品编号|商品组|款号|款式编码|spu|" +
			"mã sản phẩm cha|mã hàng cha|mã cha|mã nhóm sản phẩm|parent sku|parent id|parent code|group id|item group id|product group|style number|style no|style code",
		alone: "群組|群组|主貨號|group|parent|style",
	},
}

// asides are words that, beside a name, make another thing of it: the alt text of a picture, the time of a status, the
// unit of a stock.
const asides = "編號|代碼|代號|编号|编码|代码|id|ids|code|number|mã|名稱|名称|name|title|tên|種類|种类|type|loại|分類|分类|category|danh mục|品牌|brand|時間|日期|时间|date|time|ngày|giờ|" +
	"人員|人员|user|單位|单位|unit|units|đơn vị|備註|备注|note|notes|remark|remarks|ghi chú|說明|描述|说明|description|mô tả|圖片|图片|image|hình ảnh|連結|網址|链接|网址|link|url|" +
	"數量|数量|quantity|count|số lượng|狀態|状态|status|trạng thái|顯示|显示|show|display|hiển thị|alt|text|position|排序|順序|顺序|order|sort|width|height|size|尺寸|kích thước|weight|重量|trọng lượng|" +
	"故事|story|seo|meta|keyword|keywords|安全|最低|最少|最小|最大|最高|起訂|起订|safety|minimum|maximum|min|max|tối thiểu|tối đa|警示|預警|预警|alert|threshold|cảnh báo|" +
	"預留|预留|保留|reserved|已售|sold|đã bán|限購|限购|limit|倉庫|仓库|warehouse|kho hàng|比較|比较|compare|so sánh|稅|税|tax|thuế|比例|rate|percent|運費|运费|shipping|vận chuyển|" +
	"建議|建议|suggested|đề xuất|開始|結束|开始|结束|start|end|from|to"

// secrets are words for what customers must not see. They count in brackets, too.
const secrets = "成本|進價|進貨|进价|进货|批發|批发|經銷|经销|會員|会员|員工|员工|供貨|供货|市場|市场|市價|市价|cost|wholesale|dealer|distributor|member|members|vip|staff|employee|purchase|buying|market|msrp|" +
	"giá vốn|vốn|nhập|sỉ|bán buôn|buôn|đại lý|thành viên|nội bộ|internal"
