package server_test

import (
	"net/http"
	"strings"
	"testing"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

// The published vectors (docs: contracts 1.4 and 2.4).
const (
	vectorOrders   = `{"method":"orders","params":{"order_number":"10001"}}`
	vectorProducts = `{"method":"products","params":{"title":"咖啡 \/ café"},"pagination":{"page":1,"limit":3}}`
	vectorTest     = `{"request":{"category":"ecommerce","method":"test","id":"test_1","page_id":"42","meta":""},"params":{"test_token":"t0k"}}`

	vectorOrdersMAC   = "3Yoc4oGcKYdR9bONt69aXu2zIl70XnrNhjK1WuRAjlU="
	vectorProductsMAC = "QnzV7V5mO2mYQgh0Cj13wqa8ntJoAXsx7+8eZkoTM18="
	vectorEmptyMAC    = "7gVGUv0bT8nHwMyPdtNMJ2MtKvRzoQWeTtPs3lasaI4="
	vectorTestHex     = "ba9634ec1504b8cec949da698004ed866334ab3b2c5f7ac8b202b3fa21f02454"
	vectorTestMAC     = "upY07BUEuM7JSdppgATthmM0qzssX3rIsgKz+iHwJFQ="
)

// What a caller without a valid signature learns, in words of no shop, as there is more than one.
const (
	joinchatUnsigned = `{"success":false,"errors":"The signature is not valid."}`
	bothubUnsigned   = `{"success":false,"error":{"code":14401,"message":"The signature is not valid."}}`
	testAnswer       = `{"success":true,"object":"test","test_token":"t0k"}`
)

func TestASignatureIsAccepted(t *testing.T) {
	cases := []struct {
		name, body, header, value string
		status                    int
		want                      string // how the reply begins
	}{
		{"JoinChat's vector", vectorOrders, joinchatHeader, vectorOrdersMAC, 200, `{"success":true,"total":1,"data":[{"template_type":"receipt",`},
		{"JoinChat's vector of raw UTF-8 with an escaped slash", vectorProducts, joinchatHeader, vectorProductsMAC, 200, `{"success":true,"total":`},
		{"JoinChat's vector of an empty body, which then cannot be read", "", joinchatHeader, vectorEmptyMAC, 400, `{"success":false,"errors":"無法讀取此請求。"}`},
		{"JoinChat's header in other letters", vectorOrders, "X-Joinchat-Signature", vectorOrdersMAC, 200, `{"success":true,"total":1,`},
		{"Bothub's vector in hex", vectorTest, bothubHeader, vectorTestHex, 200, testAnswer},
		{"Bothub's vector in capital hex", vectorTest, bothubHeader, strings.ToUpper(vectorTestHex), 200, testAnswer},
		{"Bothub's vector in hex with the prefix", vectorTest, bothubHeader, "sha256=" + vectorTestHex, 200, testAnswer},
		{"Bothub's vector in base64", vectorTest, bothubHeader, vectorTestMAC, 200, testAnswer},
		{"Bothub's vector in base64 with the prefix", vectorTest, bothubHeader, "sha256=" + vectorTestMAC, 200, testAnswer},
		{"the second of JoinChat's two secrets", vectorOrders, joinchatHeader, caller{config.JoinChat, "jc-next-secret"}.sign([]byte(vectorOrders)), 200, `{"success":true,"total":1,`},
		{"the second of Bothub's two secrets", vectorTest, bothubHeader, caller{config.Bothub, "bh-next-secret"}.sign([]byte(vectorTest)), 200, testAnswer},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := contractShops(t, s)
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				got := k.post(t, c.body, c.header, c.value)
				if got.status != c.status || !strings.HasPrefix(got.body, c.want) {
					t.Errorf("got %d %s\nwant %d %s…", got.status, clip(got.body), c.status, c.want)
				}
			})
		}
	})
}

func TestASignatureIsRefused(t *testing.T) {
	urlSafe := strings.NewReplacer("+", "-", "/", "_")
	cases := []struct {
		name, body string
		headers    []string // name before value
	}{
		{"no header", vectorOrders, nil},
		{"an empty header", vectorOrders, []string{joinchatHeader, ""}},
		{"JoinChat in hex", vectorOrders, []string{joinchatHeader, "dd8a1ce2819c298751f5b38db7af5a5eedb3225ef45e7acd8632b55ae4408e55"}},
		{"JoinChat in base64 of hex, the mistake of old samples", vectorOrders, []string{joinchatHeader, "ZGQ4YTFjZTI4MTljMjk4NzUxZjViMzhkYjdhZjVhNWVlZGIzMjI1ZWY0NWU3YWNkODYzMmI1NWFlNDQwOGU1NQ=="}},
		{"JoinChat's plain digest of secret and body", vectorOrders, []string{joinchatHeader, "/JXnHz4lSxMr+EVybaGrO3oe6XwXqRs8NWYG0ognV1A="}},
		{"the signature of the re-encoded body", vectorProducts, []string{joinchatHeader, "7xZ+w2bo3Hf+krbSAjQ4Myz/fpptAKdLLdJXIk9/Yd4="}},
		{"JoinChat with the other platform's prefix", vectorOrders, []string{joinchatHeader, "sha256=" + vectorOrdersMAC}},
		{"the signature of another body", vectorOrders, []string{joinchatHeader, vectorProductsMAC}},
		{"one more blank in the body", vectorOrders + " ", []string{joinchatHeader, vectorOrdersMAC}},
		{"base64url", vectorProducts, []string{joinchatHeader, urlSafe.Replace(vectorProductsMAC)}},
		{"base64 without padding", vectorOrders, []string{joinchatHeader, strings.TrimRight(vectorOrdersMAC, "=")}},
		{"truncated", vectorOrders, []string{joinchatHeader, vectorOrdersMAC[:22]}},
		{"another spelling of the last character", vectorOrders, []string{joinchatHeader, "3Yoc4oGcKYdR9bONt69aXu2zIl70XnrNhjK1WuRAjlV="}},
		{"two headers, both right", vectorOrders, []string{joinchatHeader, vectorOrdersMAC, joinchatHeader, vectorOrdersMAC}},
		{"two signatures in one header", vectorOrders, []string{joinchatHeader, vectorOrdersMAC + ", " + vectorOrdersMAC}},
		{"a secret of nobody", vectorOrders, []string{joinchatHeader, caller{config.JoinChat, "not-a-secret"}.sign([]byte(vectorOrders))}},
		{"an empty secret", vectorOrders, []string{joinchatHeader, caller{config.JoinChat, ""}.sign([]byte(vectorOrders))}},
		{"the other platform's secret", vectorOrders, []string{joinchatHeader, caller{config.JoinChat, "bh-test-secret"}.sign([]byte(vectorOrders))}},
		{"Bothub's plain digest of the body", vectorTest, []string{bothubHeader, "b8a46e652552f7f16e3371007a5c0bb67dc4221a16340d8bffbe97efb5882b96"}},
		{"Bothub doubly prefixed", vectorTest, []string{bothubHeader, "sha256=sha256=" + vectorTestHex}},
		{"Bothub with the prefix of another digest", vectorTest, []string{bothubHeader, "sha1=" + vectorTestHex}},
		{"Bothub's prefix alone", vectorTest, []string{bothubHeader, "sha256="}},
		{"Bothub with an empty header", vectorTest, []string{bothubHeader, ""}},
		{"Bothub in base64url", vectorTest, []string{bothubHeader, urlSafe.Replace(vectorTestMAC)}},
		{"Bothub truncated", vectorTest, []string{bothubHeader, vectorTestHex[:62]}},
		{"Bothub's hex of the hex", vectorTest, []string{bothubHeader, "62613936333465633135303462386365633934396461363938303034656438363633333461623362326335663761633862323032623366613231663032343534"}},
		{"Bothub with two headers, one of them right", vectorTest, []string{bothubHeader, vectorTestHex, bothubHeader, strings.Repeat("0", 64)}},
		{"both platforms' headers, of which JoinChat's is wrong", vectorTest, []string{joinchatHeader, vectorTestHex, bothubHeader, vectorTestHex}},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, contractConfig)
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				want := joinchatUnsigned
				if len(c.headers) > 0 && c.headers[0] == bothubHeader {
					want = bothubUnsigned
				}
				k.post(t, c.body, c.headers...).is(t, http.StatusUnauthorized, want)
			})
		}
	})
}

// pagesConfig has two bots with one secret, told apart by their pages, one that takes every page, and one alone.
const pagesConfig = `
shops:
  - {id: one, language: en, bots: [{platform: bothub, page_id: "111", secrets: [one-secret-of-a-shop]}, {platform: joinchat, secrets: [one-chat-secret]}]}
  - {id: two, language: en, bots: [{platform: bothub, page_id: "0222", secrets: [two-secret-of-a-shop]}, {platform: bothub, page_id: "333", secrets: [two-secret-of-a-shop]}]}
  - {id: any, language: en, bots: [{platform: bothub, secrets: [any-secret-of-a-shop]}, {platform: joinchat, secrets: [any-chat-secret]}]}
`

func TestThePageChoosesOrRefusesTheBot(t *testing.T) {
	request := func(page string) string {
		return `{"request":{"method":"test"` + page + `},"params":{"test_token":1}}`
	}
	const answered = `{"success":true,"object":"test","test_token":1}`
	cases := []struct {
		name, secret, body string
		status             int
		want               string
	}{
		{"its page", "one-secret-of-a-shop", request(`,"page_id":"111"`), 200, answered},
		{"its page as a number", "one-secret-of-a-shop", request(`,"page_id":111`), 200, answered},
		{"another page", "one-secret-of-a-shop", request(`,"page_id":"112"`), 401, bothubUnsigned},
		{"another shop's page", "one-secret-of-a-shop", request(`,"page_id":"333"`), 401, bothubUnsigned},
		{"no page", "one-secret-of-a-shop", request(""), 401, bothubUnsigned},
		{"a page that is no text", "one-secret-of-a-shop", request(`,"page_id":{"id":"111"}`), 401, bothubUnsigned},
		{"the first page of two with one secret", "two-secret-of-a-shop", request(`,"page_id":"0222"`), 200, answered},
		{"the second page of two with one secret", "two-secret-of-a-shop", request(`,"page_id":"333"`), 200, answered},
		{"a page without its leading zero", "two-secret-of-a-shop", request(`,"page_id":"222"`), 401, bothubUnsigned},
		{"any page where none is named", "any-secret-of-a-shop", request(`,"page_id":"999"`), 200, answered},
		{"no page where none is named", "any-secret-of-a-shop", request(""), 200, answered},
		{"an unknown method on its page", "one-secret-of-a-shop", `{"request":{"method":"x","page_id":"111"}}`, 200, `{"success":false,"error":{"code":14405,"message":"This question is not supported."}}`},
		{"an unknown method on another page", "one-secret-of-a-shop", `{"request":{"method":"x","page_id":"112"}}`, 401, bothubUnsigned},
		{"no method on its page", "one-secret-of-a-shop", `{"request":{"page_id":"111"}}`, 400, `{"success":false,"error":{"code":14400,"message":"The request could not be read."}}`},
		{"no method on another page", "one-secret-of-a-shop", `{"request":{"page_id":"112"}}`, 401, bothubUnsigned},
		{"signed, but not JSON, so that the page is not known", "one-secret-of-a-shop", `method=test`, 400, `{"success":false,"error":{"code":14400,"message":"The request could not be read."}}`},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, pagesConfig)
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) { k.ask(t, caller{config.Bothub, c.secret}, c.body).is(t, c.status, c.want) })
		}
	})
}

func TestTheOnlyShopsLanguageIsSpokenToStrangers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, `shops: [{id: main, language: vi, bots: [{platform: joinchat, secrets: [jc-test-secret]}]}]`)
		k.post(t, vectorOrders).is(t, 401, `{"success":false,"errors":"Chữ ký không hợp lệ."}`)
		k.post(t, vectorTest, bothubHeader, vectorTestHex).is(t, 401, `{"success":false,"error":{"code":14401,"message":"Chữ ký không hợp lệ."}}`)
	})
}
