package server_test

import (
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

var update = flag.Bool("update", false, "write the replies to testdata instead of comparing with them")

// contractCase is one pair of files, testdata/<platform>/<file>.request.json and .response.json.
type contractCase struct {
	name   string
	file   string
	as     caller // the main shop's bot when zero
	status int    // 200 when zero
}

const jsonType = "application/json"

// TestEveryContractCaseIsAnsweredWithTheBytesOfItsFile compares bytes, because the order of keys and the form of numbers
// (75.00) are part of what the platforms document.
func TestEveryContractCaseIsAnsweredWithTheBytesOfItsFile(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := contractShops(t, s)
		for platform, cases := range map[string][]contractCase{"joinchat": joinchatCases, "bothub": bothubCases} {
			for _, c := range cases {
				if c.as == (caller{}) {
					c.as = map[string]caller{"joinchat": joinchatBot, "bothub": bothubBot}[platform]
				}
				t.Run(platform+": "+c.name, func(t *testing.T) { k.replay(t, filepath.Join("..", "testdata", platform, c.file), c) })
			}
		}
	})
}

func (k *clerk) replay(t *testing.T, path string, c contractCase) {
	request, err := os.ReadFile(path + ".request.json")
	if err != nil {
		t.Fatal(err)
	}
	got := k.ask(t, c.as, string(request))
	if want := max(c.status, http.StatusOK); got.status != want {
		t.Errorf("status %d, want %d", got.status, want)
	}
	if got := got.header.Get("Content-Type"); got != jsonType {
		t.Errorf("content type %q", got)
	}
	if *update && k.store.Dialect() == store.SQLite {
		if err := os.WriteFile(path+".response.json", []byte(got.body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path + ".response.json")
	if err != nil {
		t.Fatal(err)
	}
	if got.body != string(want) {
		t.Errorf("%s\ngot  %s\nwant %s", request, got.body, want)
	}
}

func TestEveryFileOfTheContractsIsOfACaseAndHasItsPartner(t *testing.T) {
	for platform, cases := range map[string][]contractCase{"joinchat": joinchatCases, "bothub": bothubCases} {
		missing := map[string]bool{}
		for _, c := range cases {
			for _, file := range []string{c.file + ".request.json", c.file + ".response.json"} {
				if missing[file] {
					t.Errorf("%s/%s is of two cases", platform, file)
				}
				missing[file] = true
			}
		}
		entries, err := os.ReadDir(filepath.Join("..", "testdata", platform))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !missing[e.Name()] {
				t.Errorf("%s/%s is of no case", platform, e.Name())
			}
			delete(missing, e.Name())
		}
		for file := range missing {
			t.Errorf("%s/%s is not there", platform, file)
		}
	}
}

// published is the order of both documents as their replies print it, without the blanks between.
const published = `"recipient_name":"Stephane Crozatier","order_number":"12345678902","currency":"USD","payment_method":"Visa 2345",` +
	`"order_url":"http://petersapparel.parseapp.com/order?order_id=123456","timestamp":"1428444852",%STATUS%` +
	`"address":{"street_1":"1 Hacker Way","street_2":"","city":"Menlo Park","postal_code":"94025","state":"CA","country":"US"},` +
	`"summary":{"subtotal":75.00,"shipping_cost":4.95,"total_tax":6.19,"total_cost":56.14},` +
	`"adjustments":[{"name":"New Customer Discount","amount":20},{"name":"$10 Off Coupon","amount":10}],` +
	`"elements":[{"title":"Classic White T-Shirt","subtitle":"100% Soft and Luxurious Cotton","quantity":2,"price":50,"currency":"USD","image_url":"http://petersapparel.parseapp.com/img/whiteshirt.png"},` +
	`{"title":"Classic Gray T-Shirt","subtitle":"100% Soft and Luxurious Cotton","quantity":1,"price":25,"currency":"USD","image_url":"http://petersapparel.parseapp.com/img/grayshirt.png"}]`

// TestThePublishedOrderComesBackAsItIsPrinted holds the pair of files to the documents, which -update cannot.
// Amounts that the documents print with fewer decimals than the currency has come back with all of them.
func TestThePublishedOrderComesBackAsItIsPrinted(t *testing.T) {
	amounts := strings.NewReplacer(`"amount":20}`, `"amount":20.00}`, `"amount":10}`, `"amount":10.00}`, `"price":50,`, `"price":50.00,`, `"price":25,`, `"price":25.00,`)
	joinchat := `{"template_type":"receipt",` + strings.ReplaceAll(amounts.Replace(published), "%STATUS%", "") + `}`
	bothub := `{` + strings.ReplaceAll(amounts.Replace(published), "%STATUS%", `"status":"unpaid",`) + `}`
	for file, want := range map[string]string{
		"joinchat/orders-published-by-account":  `{"success":true,"total":2,"data":[` + joinchat + `,` + joinchat + `]}`,
		"bothub/orders-published-has-next-page": `{"success":true,"object":"orders","has_next_page":true,"orders":[` + bothub + `]}`,
	} {
		got, err := os.ReadFile(filepath.Join("..", "testdata", file+".response.json"))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s\ngot  %s\nwant %s", file, got, want)
		}
	}
}
