package headers

import (
	"strings"
	"sync"

	"shopclerk/internal/fold"
	"shopclerk/server/imports/fields"
)

// What is on sale, or what is not, as cells say it, with bars between. What is sold out, or to be had later, is still shown.
const (
	shown = "true|1|yes|y|on|t|✓|✔|v|o|○|active|published|visible|enabled|enable|public|live|online|on sale|for sale|available|in stock|sold out|out of stock|preorder|pre-order|" +
		"上架|已上架|上架中|販售中|販賣中|銷售中|開賣|開啟|啟用|顯示|公開|是|有|有貨|缺貨|售完|補貨中|預購|預購中|在售|销售中|出售中|开启|启用|显示|公开|有货|缺货|售罄|预售|" +
		"đang bán|còn bán|mở bán|đang kinh doanh|hiển thị|hiện|có|bật|kích hoạt|công khai|còn hàng|hết hàng|đặt trước"
	hidden = "false|0|no|n|off|f|draft|archived|inactive|unpublished|hidden|invisible|disabled|disable|private|unlisted|discontinued|offline|not for sale|" +
		"下架|已下架|未上架|不上架|待上架|停售|停賣|停產|停用|關閉|隱藏|不顯示|不公開|草稿|封存|否|停产|关闭|隐藏|不显示|不公开|停卖|" +
		"ngừng bán|ngừng kinh doanh|ẩn|không hiển thị|không|tắt|nháp|bản nháp|lưu trữ|vô hiệu|chưa bán"
)

var states = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for word := range strings.SplitSeq(shown, "|") {
		out[fold.Text(word)] = true
	}
	for word := range strings.SplitSeq(hidden, "|") {
		out[fold.Text(word)] = false
	}
	return out
})

// readPublished reads whether customers can find the product; an empty cell says that they can.
func readPublished(f fields.Fields) *bool {
	text, ok := f.Scalar("published")
	if !ok {
		return nil
	}
	value, known := states()[fold.Text(text)]
	switch {
	case text == "":
		return new(true)
	case !known:
		f.Refuse("published", "%q does not say whether the product is on sale; write yes or no", fields.Clip(text))
	}
	return &value
}
