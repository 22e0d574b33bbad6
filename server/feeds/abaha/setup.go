package abaha

import "strings"

// setup says what to type into Abaha's page "Cấu hình webhook". A configuration there has one event, so there are three. The
// header's value is a secret and is not repeated.
func setup(address, header string) []string {
	address = strings.TrimRight(address, "/")
	lines := []string{
		"In Abaha's admin, on the page Cấu hình webhook, press Thêm mới three times, once for each event:",
		"  Webhook URL " + address + "/order, Sự kiện: đơn hàng (order)",
		"  Webhook URL " + address + "/product, Sự kiện: sản phẩm (product)",
		"  Webhook URL " + address + "/customer, Sự kiện: khách hàng (customer)",
	}
	if header == "" {
		lines = append(lines, "Leave Thông tin header empty: the secret is a part of the addresses. Show them to nobody.")
	} else {
		lines = append(lines, "In all three, under Thông tin header: Key "+header+", Value the header.value of this feed in the configuration.")
	}
	lines = append(lines, "Press Cập nhật. What has failed can be sent again on the page Sự kiện webhook, with Gửi lại.")
	if !strings.HasPrefix(address, "https://") {
		lines = append(lines, "Abaha sends to https addresses only, and this is none.")
	}
	return lines
}
