package browser_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// deliver sends a body to the feed as Abaha does.
func (k *clerk) deliver(path, body string) error {
	r, err := http.NewRequest(http.MethodPost, k.url+"/feeds/main/"+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("X-Key", headerValue)
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	reply.Body.Close()
	if reply.StatusCode != http.StatusOK {
		return fmt.Errorf("the delivery is answered with %s", reply.Status)
	}
	return nil
}

// deadLetter sends an order that cannot be read.
func (k *clerk) deadLetter(number string) error {
	return k.deliver("abaha/order", fmt.Sprintf(`{"cart_code":%q,"id":%q,"total_after":"much"}`, number, number))
}

func TestADeadLetterIsFoundAndSentAgain(t *testing.T) {
	k := startClerk(t)
	for _, number := range []string{"71", "72"} {
		if err := k.deadLetter(number); err != nil {
			t.Fatal(err)
		}
	}
	b := openAs(t, k, "staff")
	b.until("/admin/deliveries?state=failed", `document.querySelectorAll(".table a").length === 2`)
	b.says("order 71", "order 72", "total_after is not an amount")
	pages := eval[[]string](b, `[...document.querySelectorAll(".table a")].map(link => link.getAttribute("href"))`)
	failures := func(page string, n int) {
		t.Helper()
		b.until(page, fmt.Sprintf(`document.querySelector(".badge-bad") && document.querySelectorAll(".timeline > li").length === %d`, n))
	}
	b.visit(pages[0])
	b.says(`"total_after": "much"`, "total_after is not an amount")
	b.press(`form[action$="/resend"] button`)
	failures(pages[0], 2)
	failures(pages[1], 1)

	b.visit("/admin/deliveries?state=failed")
	b.follow(`a[href*="/admin/deliveries/resend"]`)
	b.says("2")
	b.press(`form[action*="/resend"] button`)
	failures(pages[0], 3)
	failures(pages[1], 2)
	if err := k.deliver("abaha/order", `{"id":"73","cart_code":"00000073","user_id":"9","total_after":"1000","status":"5","orders_time":"2026-01-09 10:00:00","modified":"2026-01-09 10:00:00"}`); err != nil {
		t.Fatal(err)
	}
	b.until("/admin/orders?q=00000073", `document.querySelector(".table a")`)
}

// until opens a page again and again until an expression is true in it.
func (b *tab) until(path, script string) {
	b.t.Helper()
	for range 100 {
		b.visit(path)
		if eval[bool](b, "!!("+script+")") {
			return
		}
	}
	b.t.Fatalf("%s never has %s\n%s", path, script, b.where())
}
