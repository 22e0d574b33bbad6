package bots

import (
	"fmt"
	"strings"

	"shopclerk/packages"
)

// Languages lists the languages of the catalogue below.
var Languages = []string{"en", "zh-TW", "zh-CN", "vi"}

// phrase is one sentence in the order of Languages.
type phrase [4]string

func (p phrase) in(language string) string {
	for i, l := range Languages {
		if l == language {
			return p[i]
		}
	}
	return p[0]
}

// refusals are what customers read when there is no answer: short, and nothing of the inside.
var refusals = map[Reason]phrase{
	Internal: {"Something went wrong. Please try again.", "發生錯誤，請再試一次。",
		"出错了，请再试一次。", "Đã xảy ra lỗi. Vui lòng thử lại."},
	Unreadable: {"The request could not be read.", "無法讀取此請求。",
		"无法读取此请求。", "Không thể đọc yêu cầu."},
	InvalidRequest: {"The request is not valid.", "請求內容不正確。",
		"请求内容不正确。", "Yêu cầu không hợp lệ."},
	BadSignature: {"The signature is not valid.", "簽章不正確。",
		"签名不正确。", "Chữ ký không hợp lệ."},
	UserNotFound:    {"User not found", "查無此用戶", "未找到该用户", "Không tìm thấy người dùng"},
	OrderNotFound:   {"Order not found", "查無此訂單", "未找到该订单", "Không tìm thấy đơn hàng"},
	PackageNotFound: {"Package not found", "查無此包裹", "未找到该包裹", "Không tìm thấy kiện hàng"},
	UnknownMethod: {"This question is not supported.", "不支援此查詢。",
		"不支持此查询。", "Câu hỏi này không được hỗ trợ."},
	MethodNotAllowed: {"Only POST is supported.", "僅支援 POST。", "仅支持 POST。", "Chỉ hỗ trợ POST."},
	TooLarge:         {"The request is too large.", "請求內容過大。", "请求内容过大。", "Yêu cầu quá lớn."},
	TooManyRequests: {"Too many questions at once. Please try again in a moment.", "查詢過於頻繁，請稍後再試。",
		"查询过于频繁，请稍后再试。", "Quá nhiều yêu cầu. Vui lòng thử lại sau giây lát."},
	Unavailable: {"The shop cannot be reached right now. Please try again later.", "商店暫時無法查詢，請稍後再試。",
		"商店暂时无法查询，请稍后再试。", "Hiện không thể kết nối cửa hàng. Vui lòng thử lại sau."},
}

// problems continue a sentence that begins with a field's name; %s is Refusal.Detail.
var problems = map[Problem]phrase{
	NotPositive: {"must be a whole number from 1", "必須是 1 以上的整數", "必须是 1 以上的整数", "phải là số nguyên từ 1"},
	OutOfRange: {"must be a whole number from 1 to 100", "必須是 1 到 100 的整數", "必须是 1 到 100 的整数",
		"phải là số nguyên từ 1 đến 100"},
	NotOneOf:   {"must be one of %s", "必須是下列之一：%s", "必须是下列之一：%s", "phải là một trong: %s"},
	NotText:    {"must be a text or a number", "必須是文字或數字", "必须是文字或数字", "phải là văn bản hoặc số"},
	NotObject:  {"must be an object", "必須是物件", "必须是对象", "phải là một đối tượng"},
	Missing:    {"is required", "為必填", "为必填", "là bắt buộc"},
	OnlyOneOf:  {"can be given only one at a time", "一次只能提供一項", "一次只能提供一项", "chỉ được cung cấp một"},
	EitherOf:   {"is required, one of them", "必須提供其中一項", "必须提供其中一项", "cần cung cấp một trong số này"},
	NotAScalar: {"must be a single value", "必須是單一值", "必须是单一值", "phải là một giá trị đơn"},
}

func (p Problem) in(language, detail string) string {
	text := problems[p].in(language)
	if strings.Contains(text, "%s") {
		text = fmt.Sprintf(text, detail)
	}
	return text
}

// Words is a refusal as the shop's customers read it.
func (r *Refusal) Words(language string) string {
	if r.Problem == NoProblem {
		return refusals[r.Reason].in(language)
	}
	return r.Field + " " + r.Problem.in(language, r.Detail)
}

var parcels = map[packages.Status]phrase{
	packages.Pending:        {"Preparing for shipment", "準備出貨中", "准备发货中", "Đang chuẩn bị hàng"},
	packages.PickedUp:       {"Picked up by the courier", "物流已取件", "快递已取件", "Đơn vị vận chuyển đã lấy hàng"},
	packages.InTransit:      {"In transit", "配送途中", "运输途中", "Đang vận chuyển"},
	packages.OutForDelivery: {"Out for delivery", "配送員派送中", "派送中", "Đang giao hàng"},
	packages.Delivered:      {"Delivered", "已送達", "已送达", "Đã giao hàng"},
	packages.Exception:      {"Delivery problem, the courier is looking into it", "配送異常，物流處理中", "配送异常，快递处理中", "Giao hàng gặp sự cố, đang được xử lý"},
	packages.Returned:       {"Returned to the shop", "已退回商店", "已退回商店", "Đã hoàn về cửa hàng"},
	packages.Cancelled:      {"Shipment cancelled", "配送已取消", "配送已取消", "Đã hủy vận chuyển"},
}

// ParcelWords is a parcel's status as the shop's customers read it; free text stays as it is written.
func ParcelWords(status packages.Status, language string) string {
	if words, ok := parcels[status]; ok {
		return words.in(language)
	}
	return string(status)
}
