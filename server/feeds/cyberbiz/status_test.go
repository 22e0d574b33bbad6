package cyberbiz_test

import (
	"fmt"
	"strings"
	"testing"

	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/server/feeds"
)

func decode(event, body string) (feeds.News, []string, error) {
	return feed(choice{}).Decode(feeds.Delivery{Event: event, Body: []byte(body), At: arrival})
}

// orderIn is an order with these codes, and a parcel with the one of its fulfillment.
func orderIn(order, financial, fulfillment, returned string) string {
	return fmt.Sprintf(`{"id":1,"order_number":10001,"prices":{"total_price":5},"fulfillments":[{"id":2,"status":%q}],`+
		`"statuses":{"order_status":%q,"financial_status":%q,"fulfillment_status":%q,"return_status":%q}}`,
		fulfillment, order, financial, fulfillment, returned)
}

// The codes are those of contracts.md, 3.4.
const (
	financialCodes   = "pending|paid|cod|failed|abandoned|refunded|no_refunded|pending_refund|processing|remitted|pending_partial_refund|partial_refunded|refunding|refund_failed"
	fulfillmentCodes = "unshipped|preparing|cancel|fulfilled|partial|arrived|received|returned|expired|problem|no_need"
	returnCodes      = "no_need|request_return|returning|checking|returned|in_hub|problem|processing|in_origin_cvs|refused|partial_return"
)

const none = orders.Status("no order")

func statusOf(t *testing.T, body string) (orders.Status, []string) {
	t.Helper()
	news, warnings, err := decode("orders/update", body)
	if err != nil {
		t.Fatal(err)
	}
	if len(news.Orders) == 0 {
		return none, warnings
	}
	return *news.Orders[0].Status, warnings
}

func TestEveryCodeHasItsStatus(t *testing.T) {
	for _, c := range []struct {
		name, order, financial, fulfillment, returned string // codes, divided by |
		want                                          orders.Status
	}{
		{"what is to be paid first", "open", "pending|failed", fulfillmentCodes, strings.Replace(returnCodes, "|returned", "", 1), orders.Unpaid},
		{"what is paid on delivery is not unpaid", "open", "cod|processing", "unshipped|preparing|cancel|returned|expired|no_need", "no_need", orders.Processing},
		{"what is paid", "open", "paid|remitted|no_refunded|pending_refund|pending_partial_refund|partial_refunded|refunding|refund_failed", "unshipped|preparing|cancel|returned|expired|no_need", "no_need|refused", orders.Paid},
		{"what is on its way", "open", "paid|cod", "fulfilled|partial|arrived|problem", "no_need", orders.Shipped},
		{"what has arrived", "open", "paid|cod", "received", "no_need|request_return|returning|checking|in_hub|problem|processing|in_origin_cvs|refused|partial_return", orders.Delivered},
		{"what is closed", "closed", "paid|cod|no_refunded|partial_refunded", "unshipped|preparing|cancel|fulfilled|partial|arrived|received|problem|no_need", "no_need", orders.Completed},
		{"what nobody fetched", "closed", "cod|no_refunded", "returned|expired", "no_need", orders.Cancelled},
		{"what came back", "open|closed", "paid|pending_refund|refunding|refund_failed", fulfillmentCodes, "returned", orders.Cancelled},
		{"what is cancelled", "cancelled", strings.Replace(financialCodes, "|refunded", "", 1), fulfillmentCodes, returnCodes, orders.Cancelled},
		{"what was paid back", "open|closed|cancelled", "refunded", fulfillmentCodes, returnCodes, orders.Refunded},
		{"what was never ordered", "open|closed", "abandoned", fulfillmentCodes, returnCodes, none},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, order := range strings.Split(c.order, "|") {
				for _, financial := range strings.Split(c.financial, "|") {
					for _, fulfillment := range strings.Split(c.fulfillment, "|") {
						for _, returned := range strings.Split(c.returned, "|") {
							got, warnings := statusOf(t, orderIn(order, financial, fulfillment, returned))
							if got != c.want || len(warnings) > 0 {
								t.Errorf("%s, %s, %s, %s: %s, %q", order, financial, fulfillment, returned, got, warnings)
							}
						}
					}
				}
			}
		})
	}
}

func TestACodeThatIsNotKnownIsSaidAndTakenForASafeOne(t *testing.T) {
	for _, c := range []struct {
		body, want string
		status     orders.Status
	}{
		{orderIn("paused", "paid", "fulfilled", "no_need"), "statuses.order_status: paused is not known and was taken for open", orders.Shipped},
		{orderIn("open", "lent", "unshipped", "no_need"), "statuses.financial_status: lent is not known and was taken for processing", orders.Processing},
		{orderIn("open", "paid", "unshipped", "lost"), "statuses.return_status: lost is not known and was taken for no_need", orders.Paid},
		{orderIn("", "paid", "unshipped", ""), "statuses.order_status: is missing and was taken for open", orders.Paid},
		{orderIn("open", "", "unshipped", "no_need"), "statuses.financial_status: is missing and was taken for processing", orders.Processing},
		{orderIn("OPEN", "Except_Abandoned_Order", "unshipped", "no_need"), "statuses.financial_status: except_abandoned_order is not known and was taken for processing", orders.Processing},
	} {
		got, warnings := statusOf(t, c.body)
		if got != c.status || len(warnings) != 1 || warnings[0] != c.want {
			t.Errorf("%s: %s, %q", c.want, got, warnings)
		}
	}
}

func TestEveryParcelHasItsStatus(t *testing.T) {
	for code, want := range map[string]packages.Status{
		"unshipped": packages.Pending, "preparing": packages.Pending, "cancel": packages.Cancelled, "fulfilled": packages.InTransit,
		"partial": packages.InTransit, "arrived": packages.OutForDelivery, "received": packages.Delivered, "returned": packages.Returned,
		"expired": packages.Exception, "problem": packages.Exception, "no_need": "no parcel",
	} {
		news, warnings, err := decode("orders/update", orderIn("open", "paid", code, "no_need"))
		got := packages.Status("no parcel")
		if len(news.Packages) == 1 {
			got = *news.Packages[0].Status
		}
		if err != nil || got != want || len(warnings) > 0 {
			t.Errorf("%s: %s, %q, %v", code, got, warnings, err)
		}
	}
}

func TestAParcelOfACancelledOrderIsSentOnlyWhenItWasSent(t *testing.T) {
	for code, want := range map[string]packages.Status{"unshipped": packages.Cancelled, "preparing": packages.Cancelled, "fulfilled": packages.InTransit} {
		news, _, err := decode("orders/cancelled", orderIn("cancelled", "paid", code, "no_need"))
		if err != nil || *news.Packages[0].Status != want {
			t.Errorf("%s: %s, %v", code, *news.Packages[0].Status, err)
		}
	}
}
