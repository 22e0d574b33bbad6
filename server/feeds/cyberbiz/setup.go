package cyberbiz

import "strings"

// wanted are the events that change what is known here, as the platform names them.
var wanted = []string{
	"orders/create", "orders/paid", "orders/preparing", "orders/fulfilled", "orders/arrived", "orders/received", "orders/expired",
	"orders/cancelled", "orders/request_return", "orders/returned", "orders/partial_return", "orders/refunded", "orders/partial_refunded",
	"orders/closed", "orders/opened", "products/create", "products/update", "products/delete", "variants/create", "variants/update",
	"variants/delete", "customers/create", "customers/update",
}

// setup says what to type into the shop's page of webhooks, and what to give an app. A shop's own webhooks need not name their
// event, so that each has an address of its own.
func (f *feed) setup(address string) []string {
	address = strings.TrimRight(address, "/")
	lines := []string{
		"Webhooks of the shop: in CYBERBIZ's admin, on the page 管理中心 → Webhook 設定, press + 新增Webhook設定 once for each event, and",
		"type this address under 訊息目的地 URL:",
	}
	for _, event := range wanted {
		lines = append(lines, "  "+event+": "+address+"/"+event)
	}
	lines = append(lines,
		"Put the HMAC Key that this page shows into webhook_secrets of this feed.",
		"Webhooks of an app: give "+address+" as the address of all these events; the calls name them in X-Cyberbiz-Event.",
		"Put the App Secret into webhook_secrets as well; a call is taken when any of them fits.",
		"The calls of an app name the shop in X-Cyberbiz-Domain, which has to be "+f.Domain+".",
	)
	if len(f.WebhookSecrets) == 0 {
		lines = append(lines, "There are no webhook_secrets yet: every call is refused.")
	}
	if f.client == nil {
		lines = append(lines, "There are no credentials of the API: what happened before the webhooks were set cannot be pulled.")
	}
	if !strings.HasPrefix(address, "https://") {
		lines = append(lines, "CYBERBIZ sends to https addresses only, and this is none.")
	}
	return lines
}
