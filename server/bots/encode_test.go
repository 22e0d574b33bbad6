package bots_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/server/bots"
)

// nasty is a text that a careless writer breaks a reply with.
const nasty = "\"\\/\b\f\n\r\t\x00\x1f\u2028\u2029</script>&<>😀\ufeff\ufffd"

// everyAnswer has each kind of answer, filled with nasty texts, and empty.
func everyAnswer() []bots.Answer {
	amount := decimal.RequireFromString("-0.1250")
	order := orders.Order{
		Number: nasty, Status: orders.Unpaid, PlacedAt: time.Unix(1, 0),
		Receipt: orders.Receipt{
			RecipientName: nasty, Currency: "USD", PaymentMethod: nasty, URL: nasty,
			Address: &orders.Address{Street1: nasty, City: nasty, PostalCode: nasty, State: nasty, Country: "TW"}, Summary: orders.Summary{TotalCost: amount},
			Adjustments: []orders.Adjustment{{Name: nasty, Amount: amount}}, Elements: []orders.Element{{Title: nasty, Subtitle: nasty, Price: amount, ImageURL: nasty}},
		},
	}
	return []bots.Answer{
		bots.Products{}, bots.Products{Items: []catalog.Product{{Title: nasty, ProductType: nasty, Vendor: nasty, Desc: nasty, ImageURL: nasty, DetailURL: nasty, BuyURL: nasty}}},
		bots.Property{}, bots.Property{Values: []string{nasty}},
		bots.Orders{}, bots.Orders{Items: []orders.Order{order}}, bots.Orders{Items: []orders.Order{{}}},
		bots.Packages{Zone: time.UTC}, bots.Packages{Zone: time.UTC, Items: []packages.Package{{OrderNumber: nasty, Number: nasty, ProductName: nasty, Carrier: nasty, TrackingNumber: nasty, TrackingURL: nasty, Status: nasty, ImageURL: nasty}}},
		bots.Tested{Token: []byte("1")},
	}
}

// texts collects every text of a decoded reply.
func texts(v any, into map[string]bool) {
	switch v := v.(type) {
	case string:
		into[v] = true
	case []any:
		for _, inner := range v {
			texts(inner, into)
		}
	case map[string]any:
		for _, inner := range v {
			texts(inner, into)
		}
	}
}

func TestEveryReplyIsJSONWhateverTheShopWrote(t *testing.T) {
	for _, dialect := range dialects {
		for _, answer := range everyAnswer() {
			body, err := dialect.Encode(answer)
			if err != nil {
				t.Fatalf("%s: %T: %v", dialect.Platform(), answer, err)
			}
			var reply map[string]any
			if err := json.Unmarshal(body, &reply); err != nil || reply["success"] != true {
				t.Errorf("%s: %T: %s (%v)", dialect.Platform(), answer, body, err)
			}
			if strings.Contains(string(body), "null") {
				t.Errorf("%s: %T has a null: %s", dialect.Platform(), answer, body)
			}
			found := map[string]bool{}
			texts(reply, found)
			if strings.Contains(string(body), "script") && !found[nasty] {
				t.Errorf("%s: %T changed the text: %s", dialect.Platform(), answer, body)
			}
		}
		if body, err := dialect.Encode(nil); err == nil {
			t.Errorf("%s answers nothing with %s", dialect.Platform(), body)
		}
	}
}

func TestEveryRefusalHasThePlatformsShape(t *testing.T) {
	for reason := bots.Internal; reason <= bots.Unavailable; reason++ {
		var joinchat struct {
			Success *bool
			Errors  string
		}
		if err := json.Unmarshal(dialects[0].Refuse(reason, nasty), &joinchat); err != nil || joinchat.Success == nil || *joinchat.Success || joinchat.Errors != nasty {
			t.Errorf("JoinChat, reason %d: %+v (%v)", reason, joinchat, err)
		}
		var bothub struct {
			Success *bool
			Error   struct {
				Code    int
				Message string
			}
		}
		if err := json.Unmarshal(dialects[1].Refuse(reason, nasty), &bothub); err != nil || bothub.Success == nil || *bothub.Success || bothub.Error.Message != nasty {
			t.Errorf("Bothub, reason %d: %+v (%v)", reason, bothub, err)
		}
		if code := bothub.Error.Code; code < 14000 || code > 14999 {
			t.Errorf("Bothub, reason %d has the code %d", reason, code)
		}
	}
}
