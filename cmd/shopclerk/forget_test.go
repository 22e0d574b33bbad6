package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/config"
	"shopclerk/orders"
)

const anns = "ann@shop.example"

func TestForgetErasesAPersonEverywhere(t *testing.T) {
	eachDatabase(t, abahaFeed, func(t *testing.T, dir string) {
		s := startServe(t, dir)
		defer s.stop(t)
		file := `{"order_number":"F1","recipient_name":"Ann Bee","email":"Ann@Shop.example","summary":{"total_cost":"5"}}` + "\n" +
			`{"order_number":"F2","recipient_name":"Bob","email":"bob@shop.example","summary":{"total_cost":"6"}}` + "\n"
		execute(t, dir, file, "import", "orders", "-").expect(t, 0)
		s.deliver(t, "order", abahaOrder(1, anns, "0912345678"))
		s.deliver(t, "order", abahaOrder(2, "", "0987654321")) // found by its customer, who is number 9
		s.deliver(t, "customer", fmt.Sprintf(`{"user_id":"9","name":"Ann Bee","tel":"0900000001","email":%q,"modified":"2026-01-09 10:00:00"}`, anns))
		s.deliver(t, "order", strings.NewReplacer(`"user_id":"9"`, `"user_id":"10"`, "Ann Bee", "Bob").Replace(abahaOrder(3, "bob@shop.example", "0987000000")))
		s.deliver(t, "order", `{"cart_code":"4","id":"4","total_after":"much","note":"`+anns+`"}`)
		s.deliver(t, "thing", "Ann <"+anns+">")
		s.settled(t)
		forget := func(code int, args ...string) result {
			t.Helper()
			return execute(t, dir, "", append([]string{"forget"}, args...)...).expect(t, code)
		}
		contains(t, forget(1, "--account", "nobody@shop.example", "--yes").stderr, "nobody in this shop has this account")
		contains(t, forget(1, "--account", "Ann Bee").stderr, "is neither an e-mail address nor a phone number")
		contains(t, forget(1).stderr, `"account" not set`)

		found := forget(4, "--account", "ANN@shop.example")
		if diff := cmp.Diff("found: 3 orders, the bodies of 5 deliveries\n", found.stdout); diff != "" {
			t.Error(diff)
		}
		contains(t, found.stderr, "nothing was erased; --yes does")
		contains(t, s.ask(t, "orders", "--user-account", anns), `"total":3`)

		done := forget(0, "--account", anns, "--yes")
		contains(t, done.stdout, "erased: the person in 3 orders, 1 customers, the bodies of 5 deliveries\n")
		for _, account := range []string{anns, "0912345678", "0900000001", "0987654321"} {
			contains(t, s.ask(t, "orders", "--user-account", account), `"total":0`)
		}
		for number, total := range map[string]string{"F1": "5", "00000001": "1000", "00000002": "1000"} {
			reply := s.ask(t, "orders", "--order-number", number)
			contains(t, reply, `"recipient_name":"-"`, `"total_cost":`+total)
		}
		contains(t, s.ask(t, "orders", "--user-account", "bob@shop.example"), `"total":2`)
		kept := execute(t, dir, "", "export", "orders").expect(t, 0).stdout
		if strings.Contains(strings.ToLower(kept), "ann") || !strings.Contains(kept, "bob@shop.example") {
			t.Errorf("what is left: %s", kept)
		}
		s.bodies(t, map[string]bool{"order 1": false, "order 2": false, "customer 9": false, "order 4": false, "order 3": true})
		for _, text := range []string{s.log.String(), found.stdout + found.stderr, done.stdout + done.stderr} {
			if strings.Contains(strings.ToLower(text), anns) || strings.Contains(text, "0912345678") {
				t.Errorf("the account stands in %s", text)
			}
		}
	})
}

// CYBERBIZ calls an order by an id that is not the number by which it is known here.
func TestForgetFindsDeliveriesThatCallAnOrderByAnotherId(t *testing.T) {
	more := fmt.Sprintf(`
    feeds:
      - {id: cyberbiz, platform: cyberbiz, domain: shop.example, webhook_secrets: [%q]}
`, feedSecret)
	eachDatabase(t, more, func(t *testing.T, dir string) {
		s := startServe(t, dir)
		defer s.stop(t)
		if acknowledged, _ := sendDeliveries(t, strings.TrimPrefix(s.url, "http://"), 3); len(acknowledged) != 3 {
			t.Fatal(acknowledged)
		}
		s.settled(t)
		contains(t, execute(t, dir, "", "forget", "--account", "a@example.com", "--yes").expect(t, 0).stdout,
			"erased: the person in 3 orders, 0 customers, the bodies of 3 deliveries\n")
		s.bodies(t, map[string]bool{"order 500000": false, "order 500001": false, "order 500002": false})
		contains(t, s.ask(t, "orders", "--order-number", "10001"), `"recipient_name":"-"`, `"total_cost":1040`)
	})
}

// bodies fails the test unless the deliveries of these objects have a body, or have none.
func (s *serving) bodies(t *testing.T, want map[string]bool) {
	t.Helper()
	for object, has := range want {
		id := deliveryIDs.FindString(execute(t, s.dir, "", "deliveries", "list", "--object", object).expect(t, 0).stdout)
		if r := execute(t, s.dir, "", "deliveries", "show", id, "--body"); (r.code == 0) != has {
			t.Errorf("the delivery of %s: %d %s%s", object, r.code, r.stdout, r.stderr)
		}
	}
}

// More than twenty customers share what is no person's, such as the shop's own telephone.
func TestAnAccountOfManyCustomersIsNotForgotten(t *testing.T) {
	eachDatabase(t, abahaFeed, func(t *testing.T, dir string) {
		s := startServe(t, dir)
		defer s.stop(t)
		for n := range 21 {
			s.deliver(t, "customer", fmt.Sprintf(`{"user_id":"%d","name":"C","tel":"0912345678","modified":"2026-01-09 10:00:00"}`, n+1))
		}
		s.settled(t)
		contains(t, execute(t, dir, "", "forget", "--account", "0912345678", "--yes").expect(t, 1).stderr,
			"more than 20 customers have this account, so that it names none of them; nothing was erased")
		s.bodies(t, map[string]bool{"customer 1": true, "customer 21": true})
	})
}

func FuzzAnAccountIsFoundWhereverItIsWritten(f *testing.F) {
	for _, body := range []string{`{"a":{"b":["x","y"]}}`, `[]`, ``, `{"a":`, "plain words", `"\ud800"`, "\xff\x00", `{"tel":"0912-345-678"}`} {
		f.Add([]byte(body))
	}
	p := &person{shop: config.Shop{Region: "TW"}, account: orders.ParseAccount("0912345678", "TW")}
	f.Fuzz(func(t *testing.T, body []byte) {
		p.writtenIn(body)
		if json.Valid(body) && !p.writtenIn(fmt.Appendf(nil, `{"a":%s,"b":[{"tel":"+886 912-345-678"}]}`, body)) {
			t.Errorf("not found behind %q", body)
		}
		if !p.writtenIn(append(append([]byte{}, body...), ` } 0912345678`...)) {
			t.Errorf("not found behind what is no JSON, %q", body)
		}
	})
}
