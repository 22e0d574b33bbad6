package shopify

import (
	"slices"
	"strings"
	"unicode"

	"shopclerk/orders"
	"shopclerk/server/imports/fields"
)

// readStatus makes one status of how far the order has been paid and sent; nil when the file says neither. Shopify does
// not know whether a parcel has arrived.
func readStatus(f fields.Fields) *orders.Status {
	paid, sent := strings.ToLower(f.Raw("Financial Status")), strings.ToLower(f.Raw("Fulfillment Status"))
	status := orders.Paid
	switch {
	case f.Raw("Cancelled at") != "" || paid == "voided":
		status = orders.Cancelled
	case paid == "refunded":
		status = orders.Refunded
	case (paid == "paid" || paid == "partially_refunded") && sent == "fulfilled":
		status = orders.Shipped
	case paid == "pending" && onDelivery(f.Raw("Payment Method")):
		status = orders.Processing
	case paid == "pending" || paid == "expired":
		status = orders.Unpaid
	case paid == "":
		return nil
	case !slices.Contains([]string{"paid", "partially_paid", "partially_refunded", "authorized"}, paid):
		f.Warn("Financial Status", "%q is not known and was taken for paid", fields.Clip(f.Raw("Financial Status")))
	}
	return &status
}

// onDelivery reports whether a payment method, which the shop names as it likes, is cash on delivery.
func onDelivery(method string) bool {
	method = strings.ToLower(method)
	for _, name := range []string{"cash on delivery", "貨到付款", "货到付款", "thanh toán khi nhận hàng"} {
		if strings.Contains(method, name) {
			return true
		}
	}
	// As a word: "QR code" has the same letters.
	words := strings.FieldsFunc(method, func(r rune) bool { return !unicode.IsLetter(r) })
	return slices.Contains(words, "cod")
}
