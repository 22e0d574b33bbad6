package server_test

import (
	"strings"
	"testing"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/imports"
)

func TestAReloadIsInForceAtOnce(t *testing.T) {
	const before = `
admin: {token: the-first-token-of-the-admin-0000000}
shops: [{id: main, language: en, bots: [{platform: joinchat, secrets: [first-secret]}]}]`
	const between = `
admin: {token: the-second-token-of-the-admin-000000}
shops: [{id: main, language: vi, bots: [{platform: joinchat, secrets: [second-secret, first-secret]}]}]`
	const after = `
admin: {token: the-second-token-of-the-admin-000000}
shops: [{id: main, language: vi, cancelled_is: hidden, bots: [{platform: joinchat, secrets: [second-secret]}]}, {id: new, language: en, bots: [{platform: bothub, secrets: [third-secret]}]}]`
	const order = `{"order_number":"1","status":"cancelled","summary":{"total_cost":1}}`
	first, second := caller{"joinchat", "first-secret"}, caller{"joinchat", "second-secret"}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, before)
		k.loadText(t, "main", "file", imports.Orders, order)
		admin := func(token string) int {
			return k.get(t, "/admin/api/imports/1", "Authorization", "Bearer "+token).status
		}
		question, unknown := orderNumber("1"), orderNumber("2")
		if first, second := k.ask(t, first, question).status, k.ask(t, second, question).status; first != 200 || second != 401 {
			t.Errorf("before: %d, %d", first, second)
		}
		if admin("the-first-token-of-the-admin-0000000") != 404 || admin("the-second-token-of-the-admin-000000") != 401 {
			t.Error("before: the tokens")
		}

		k.Reload(settings(t, between))
		if first, second := k.ask(t, first, question).status, k.ask(t, second, question).status; first != 200 || second != 200 {
			t.Errorf("between: %d, %d", first, second)
		}
		if admin("the-first-token-of-the-admin-0000000") != 401 || admin("the-second-token-of-the-admin-000000") != 404 {
			t.Error("between: the tokens")
		}
		k.ask(t, second, unknown).is(t, 200, `{"success":false,"errors":"Không tìm thấy đơn hàng"}`)

		k.Reload(settings(t, after))
		k.ask(t, first, question).is(t, 401, joinchatUnsigned)
		k.ask(t, second, question).is(t, 200, `{"success":false,"errors":"Không tìm thấy đơn hàng"}`)
		k.ask(t, caller{"bothub", "third-secret"}, `{"request":{"method":"orders"},"params":{"order_number":1}}`).is(t, 200, `{"success":false,"error":{"code":14223,"message":"Order not found"}}`)
		if got := k.get(t, "/readyz").body; !strings.Contains(got, `"new":{"engine":"embedded",`) {
			t.Errorf("readiness does not know the new shop: %s", got)
		}
	})
}
