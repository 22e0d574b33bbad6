package signature_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"shopclerk/server/signature"
)

// The vectors are those of contracts.md, 1.4 and 2.4; the bodies are the exact bytes.
const (
	joinChatSecret = "jc-test-secret"
	ordersBody     = `{"method":"orders","params":{"order_number":"10001"}}`
	productsBody   = `{"method":"products","params":{"title":"咖啡 \/ café"},"pagination":{"page":1,"limit":3}}`

	bothubSecret = "bh-test-secret"
	testBody     = `{"request":{"category":"ecommerce","method":"test","id":"test_1","page_id":"42","meta":""},"params":{"test_token":"t0k"}}`
	testHex      = "ba9634ec1504b8cec949da698004ed866334ab3b2c5f7ac8b202b3fa21f02454"
	testBase64   = "upY07BUEuM7JSdppgATthmM0qzssX3rIsgKz+iHwJFQ="
)

const (
	joinChatForms = signature.Base64
	bothubForms   = signature.Base64 | signature.Hex | signature.SHA256Prefix
)

func TestTheVectorsHaveTheirPublishedLengths(t *testing.T) {
	for body, want := range map[string]int{ordersBody: 53, productsBody: 92, testBody: 121} {
		if len(body) != want {
			t.Errorf("%s has %d bytes, want %d", body, len(body), want)
		}
	}
}

func TestJoinChatVectors(t *testing.T) {
	for _, c := range []struct {
		name, body, header string
		want               bool
	}{
		{"orders", ordersBody, "3Yoc4oGcKYdR9bONt69aXu2zIl70XnrNhjK1WuRAjlU=", true},
		{"products with a backslash and letters beyond ASCII", productsBody, "QnzV7V5mO2mYQgh0Cj13wqa8ntJoAXsx7+8eZkoTM18=", true},
		{"an empty body", "", "7gVGUv0bT8nHwMyPdtNMJ2MtKvRzoQWeTtPs3lasaI4=", true},
		{"hex instead of base64", ordersBody, "dd8a1ce2819c298751f5b38db7af5a5eedb3225ef45e7acd8632b55ae4408e55", false},
		{"base64 of the hex text, a bug of the old documents", ordersBody,
			base64.StdEncoding.EncodeToString([]byte("dd8a1ce2819c298751f5b38db7af5a5eedb3225ef45e7acd8632b55ae4408e55")), false},
		{"a hash of secret and body that is no MAC", ordersBody, "/JXnHz4lSxMr+EVybaGrO3oe6XwXqRs8NWYG0ognV1A=", false},
		{"the MAC of the body as it would be encoded again", productsBody, "7xZ+w2bo3Hf+krbSAjQ4Myz/fpptAKdLLdJXIk9/Yd4=", false},
		{"the MAC of another body", productsBody, "3Yoc4oGcKYdR9bONt69aXu2zIl70XnrNhjK1WuRAjlU=", false},
		{"without padding", ordersBody, "3Yoc4oGcKYdR9bONt69aXu2zIl70XnrNhjK1WuRAjlU", false},
		{"in the alphabet of addresses", productsBody, "QnzV7V5mO2mYQgh0Cj13wqa8ntJoAXsx7-8eZkoTM18=", false},
		{"with a prefix", ordersBody, "sha256=3Yoc4oGcKYdR9bONt69aXu2zIl70XnrNhjK1WuRAjlU=", false},
		{"with space behind", ordersBody, "3Yoc4oGcKYdR9bONt69aXu2zIl70XnrNhjK1WuRAjlU= ", false},
		{"with a line end inside, which Go's decoder leaves out", ordersBody, "3Yoc4oGcKYdR9bONt69aXu2zIl70XnrNhjK1WuRAj\nU=", false},
		{"with another last character for the same bytes", ordersBody, "3Yoc4oGcKYdR9bONt69aXu2zIl70XnrNhjK1WuRAjlV=", false},
		{"nothing", ordersBody, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := signature.Verify(joinChatSecret, c.header, []byte(c.body), joinChatForms); got != c.want {
				t.Errorf("Verify is %v", got)
			}
		})
	}
}

func TestBothubVectors(t *testing.T) {
	unkeyed := sha256.Sum256([]byte(testBody))
	if got := hex.EncodeToString(unkeyed[:]); got != "b8a46e652552f7f16e3371007a5c0bb67dc4221a16340d8bffbe97efb5882b96" {
		t.Fatalf("the un-keyed vector is %s", got)
	}
	for _, c := range []struct {
		name, header string
		want         bool
	}{
		{"hex", testHex, true},
		{"hex in capitals", strings.ToUpper(testHex), true},
		{"hex in both cases", testHex[:32] + strings.ToUpper(testHex[32:]), true},
		{"hex with a prefix", "sha256=" + testHex, true},
		{"hex with a prefix in capitals", "SHA256=" + strings.ToUpper(testHex), true},
		{"base64", testBase64, true},
		{"base64 with a prefix", "sha256=" + testBase64, true},
		{"the hash of the body without a key, in hex", "b8a46e652552f7f16e3371007a5c0bb67dc4221a16340d8bffbe97efb5882b96", false},
		{"the hash of the body without a key, with a prefix", "sha256=b8a46e652552f7f16e3371007a5c0bb67dc4221a16340d8bffbe97efb5882b96", false},
		{"the hash of the body without a key, in base64", base64.StdEncoding.EncodeToString(unkeyed[:]), false},
		{"two prefixes", "sha256=sha256=" + testHex, false},
		{"a prefix alone", "sha256=", false},
		{"another prefix", "sha1=" + testHex, false},
		{"a prefix with a space", "sha256= " + testHex, false},
		{"half of it", testHex[:32], false},
		{"one digit less", testHex[1:], false},
		{"one digit more", testHex + "0", false},
		{"one other digit", "c" + testHex[1:], false},
		{"64 characters that are no digits", strings.Repeat("g", 64), false},
		{"44 characters that are not base64", strings.Repeat("*", 44), false},
		{"44 characters of base64 for 33 bytes", strings.Repeat("A", 44), false},
		{"noughts", strings.Repeat("0", 64), false},
		{"nothing", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := signature.Verify(bothubSecret, c.header, []byte(testBody), bothubForms); got != c.want {
				t.Errorf("Verify(%q) is %v", c.header, got)
			}
		})
	}
}

func TestOnlyTheFormsThatAreAskedForVerify(t *testing.T) {
	for _, c := range []struct {
		name, header string
		forms        signature.Form
		want         bool
	}{
		{"hex where base64 is asked for", testHex, signature.Base64, false},
		{"base64 where hex is asked for", testBase64, signature.Hex, false},
		{"a prefix where none is asked for", "sha256=" + testHex, signature.Hex | signature.Base64, false},
		{"a prefix where one may be", "sha256=" + testHex, signature.Hex | signature.SHA256Prefix, true},
		{"no prefix where one may be", testHex, signature.Hex | signature.SHA256Prefix, true},
		{"a prefix and no form behind it", "sha256=" + testHex, signature.SHA256Prefix, false},
		{"no form at all", testHex, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := signature.Verify(bothubSecret, c.header, []byte(testBody), c.forms); got != c.want {
				t.Errorf("Verify is %v", got)
			}
		})
	}
}

func TestAnEmptySecretVerifiesNothing(t *testing.T) {
	mac := hex.EncodeToString(signature.SHA256("", []byte(testBody)))
	if signature.Verify("", mac, []byte(testBody), bothubForms) {
		t.Error("what anybody can sign is verified")
	}
}

func TestTheSecretAndEachByteOfTheBodyCount(t *testing.T) {
	if signature.Verify(bothubSecret+" ", testHex, []byte(testBody), bothubForms) {
		t.Error("another secret verifies")
	}
	for i := range testBody {
		changed := []byte(testBody)
		changed[i] ^= 1
		if signature.Verify(bothubSecret, testHex, changed, bothubForms) {
			t.Errorf("a body with another byte %d verifies", i)
		}
	}
	if signature.Verify(bothubSecret, testHex, []byte(testBody+"\n"), bothubForms) {
		t.Error("a body with a line end more verifies")
	}
}

// FuzzVerify mutates headers: only the exact MAC in an allowed form may verify.
func FuzzVerify(f *testing.F) {
	body := []byte(testBody)
	for _, header := range []string{
		testHex, strings.ToUpper(testHex), "sha256=" + testHex, testBase64, "sha256=" + testBase64, "SHA256=" + testBase64,
		"sha256=sha256=" + testHex, testHex[:63], testBase64[:43] + "A", "", "sha256=", strings.Repeat("=", 44), "\xff",
	} {
		for _, forms := range []int{int(joinChatForms), int(bothubForms), int(signature.Hex)} {
			f.Add(bothubSecret, header, forms)
		}
	}
	f.Add("", hex.EncodeToString(signature.SHA256("", body)), int(bothubForms))
	f.Fuzz(func(t *testing.T, secret, header string, forms int) {
		got := signature.Verify(secret, header, body, signature.Form(forms))
		if want := verifies(secret, header, body, signature.Form(forms)); got != want {
			t.Errorf("Verify(%q, %q, %d) is %v", secret, header, forms, got)
		}
	})
}

// verifies lists every text that may stand for the MAC, which Verify reads the other way round.
func verifies(secret, header string, body []byte, forms signature.Form) bool {
	if secret == "" {
		return false
	}
	mac := signature.SHA256(secret, body)
	if forms&signature.SHA256Prefix != 0 && len(header) >= 7 && strings.EqualFold(header[:7], "sha256=") {
		header = header[7:]
	}
	return forms&signature.Hex != 0 && strings.ToLower(header) == hex.EncodeToString(mac) ||
		forms&signature.Base64 != 0 && header == base64.StdEncoding.EncodeToString(mac)
}
