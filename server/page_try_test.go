package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/server/imports"
)

var preTexts = regexp.MustCompile(`(?s)<pre class="code code-wrap"[^>]*>(.*?)</pre>`)

// triedTexts are the question, the reply and the command of a page that answers, as they stand there.
func triedTexts(t *testing.T, page reply) (question, answer, curl string) {
	t.Helper()
	found := preTexts.FindAllStringSubmatch(page.body, -1)
	if page.status != http.StatusOK || len(found) != 3 {
		t.Fatalf("%d, %d texts:\n%s", page.status, len(found), clip(mainOf(page.body)))
	}
	return html.UnescapeString(found[0][1]), html.UnescapeString(found[1][1]), html.UnescapeString(found[2][1])
}

// try asks on the page.
func (b *browser) try(t *testing.T, as, method string, fields ...string) reply {
	t.Helper()
	form := url.Values{"as": {as}, "method": {method}}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return b.post(t, "/admin/try?shop=main", form)
}

func compacted(t *testing.T, text string) string {
	t.Helper()
	var out bytes.Buffer
	if err := json.Compact(&out, []byte(text)); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return out.String()
}

// questions are all five methods with what is found and what is not.
var questions = []struct {
	method string
	fields []string
	says   []string // on the page
}{
	{"products", []string{"title", "classic white", "limit", "2"}, []string{"Classic White T-Shirt", `class="carousel"`, "“classic” is in the title", "embedded"}},
	{"products", []string{"vendor", "moonlit loom", "order_type", "title,desc"}, []string{"Its brand is “Moonlit Loom”"}},
	{"products", []string{"title", "ts-001"}, []string{"is its code"}},
	{"products", []string{}, []string{"Everything was asked for."}},
	{"products", []string{"title", "zzzzqqqq"}, []string{"Nothing was found."}},
	{"products", []string{"page", "none"}, []string{"invalid_request", "Not understood"}},
	{"property", []string{"search_type", "vendor"}, []string{"Moonlit Loom", `class="quick-replies"`, "<summary>More</summary>"}},
	{"orders", []string{"order_number", "12345678902"}, []string{`class="receipt"`, "S*** C***", "56.14 USD", "−20.00 USD", "Customer, Address"}},
	{"orders", []string{"user_account", "bob.norman@example.com", "filter", "open"}, []string{`class="receipt"`}},
	{"orders", []string{"order_number", "1", "user_account", "a@b.example"}, []string{"invalid_request"}},
	{"orders", []string{"order_number", "unknown"}, []string{"Order not found"}},
	{"packages", []string{"order_number", "12345678902"}, []string{"Classic White Shirt", "UPS11012", "Delivery in progress"}},
	{"packages", []string{"package_number", "unknown"}, []string{"Package not found"}},
	{"test", []string{"token", "T45RE <b>"}, []string{"The token came back: T45RE &lt;b&gt;"}},
}

func TestATriedQuestionIsAnsweredAsThePlatformsIs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, lookConfig)
		k.loadSample(t, "main")
		k.index(t)
		b := login(t, k, "viewer")
		for as, bot := range map[string]caller{"joinchat.0.0": {config.JoinChat, "jc-test-secret"}, "joinchat.0.1": {config.JoinChat, "jc-next-secret"}, "bothub.0.0": {config.Bothub, "bh-test-secret"}} {
			for _, q := range questions {
				t.Run(fmt.Sprint(as, " ", q.method, " ", q.fields), func(t *testing.T) {
					page := b.try(t, as, q.method, q.fields...)
					question, answer, curl := triedTexts(t, page)
					page.shows(t, http.StatusOK, q.says...)
					real := k.ask(t, bot, compacted(t, question))
					if real.body != compacted(t, answer) {
						t.Errorf("the page has\n%s\nand the platform\n%s", compacted(t, answer), real.body)
					}
					page.shows(t, http.StatusOK, fmt.Sprintf("HTTP status %d", real.status))
					for _, secret := range []string{"jc-test-secret", "jc-next-secret", "bh-test-secret"} {
						page.hides(t, secret)
					}
					if !strings.Contains(curl, "${SECRET:?}") || strings.Contains(curl, bot.sign([]byte(compacted(t, question)))) {
						t.Errorf("the command is\n%s", curl)
					}
				})
			}
		}
		b.try(t, "joinchat.0.1", "test", "token", "x").shows(t, 200, "JoinChat · secret 2 of 2")
		b.try(t, "bothub.0.0", "test", "token", "x").shows(t, 200, "Bothub (Meetbot) · page 42 · secret 1 of 1")
	})
}

func TestTheCommandAsksTheSame(t *testing.T) {
	for _, program := range []string{"sh", "curl", "openssl", "od"} {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, lookConfig)
		k.loadSample(t, "main")
		k.index(t)
		b := login(t, k, "viewer")
		for as, secret := range map[string]string{"joinchat.0.0": "jc-test-secret", "bothub.0.0": "bh-test-secret"} {
			_, answer, curl := triedTexts(t, b.try(t, as, "products", "title", `it's "white" $HOME \ 白色T恤`))
			curl = strings.Replace(curl, "https://clerk.shop.example", k.url, 1)
			run := exec.Command("sh", "-c", curl)
			run.Env = append(os.Environ(), "SECRET="+secret)
			got, err := run.Output()
			if err != nil || string(got) != compacted(t, answer) {
				t.Errorf("%s: %v\n%s\nprints\n%s\nwant\n%s", as, err, curl, got, compacted(t, answer))
			}
			run = exec.Command("sh", "-c", curl)
			run.Env = append(os.Environ(), "SECRET=another-secret")
			if got, err = run.Output(); err != nil || !strings.Contains(string(got), `"success":false`) {
				t.Errorf("with another secret: %v, %s", err, got)
			}
			if _, err = exec.Command("env", "-u", "SECRET", "sh", "-c", curl).Output(); err == nil {
				t.Error("without a secret it asks all the same")
			}
		}
	})
}

func TestWhatMessengerCutsIsMarked(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, lookConfig)
		var products, lines []string
		for i := range 12 {
			title, desc := fmt.Sprint("Tea number ", i), "short"
			if i == 3 {
				title, desc = strings.Repeat("茶", 80)+"葉", strings.Repeat("d", 80)+"CUT"
			}
			products = append(products, fmt.Sprintf(`{"sku":"S%02d","title":"Tea %s","desc":"%s","vendor":"a brand with a name too long %d"}`, i, title, desc, i))
		}
		for i := range 101 {
			lines = append(lines, fmt.Sprintf(`{"title":"Line %d","price":1,"quantity":1}`, i))
		}
		k.loadText(t, "main", "file", imports.Products, "["+strings.Join(products, ",")+"]")
		k.loadText(t, "main", "file", imports.Orders, `[{"order_number":"L1","summary":{"total_cost":101},"elements":[`+strings.Join(lines, ",")+`]}]`)
		k.index(t)
		b := login(t, k, "viewer")
		got := b.try(t, "joinchat.0.0", "products", "title", "tea", "limit", "100")
		got.shows(t, 200, `<del class="cut">`, `<del class="cut">CUT</del>`, "One title is longer than 80 characters", "One line below a title is longer than 80", "2 cards are beyond the 10")
		if n := strings.Count(got.body, "not shown by Messenger"); n != 2 {
			t.Errorf("%d cards are marked", n)
		}
		got = b.try(t, "bothub.0.0", "property", "search_type", "vendor")
		got.shows(t, 200, `a brand with a name <del class="cut">too long 0</del>`, "12 choices are longer than the 20 characters", "<summary>More</summary>")
		if n := strings.Count(got.body, "<li><span class=\"quick-reply\">"); n != 12 {
			t.Errorf("%d quick replies", n)
		}
		if first, _, _ := strings.Cut(got.body, "<summary>More</summary>"); strings.Count(first, "<li><span class=\"quick-reply\">") != 10 {
			t.Error("not ten before the button for more")
		}
		b.try(t, "joinchat.0.0", "orders", "order_number", "L1").shows(t, 200, "101 lines, of which a receipt holds 100")
		b.try(t, "joinchat.0.0", "products", "title", "number", "limit", "3").hides(t, "is longer than", "are beyond", `<del class="cut">`)
	})
}

// A trial is not a customer's question: it is in no list of searches in vain and in no statistics.
func TestATrialIsNobodysQuestion(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, lookConfig)
		k.loadSample(t, "main")
		k.index(t)
		b := login(t, k, "viewer")
		b.try(t, "joinchat.0.0", "products", "title", "a trial in vain").shows(t, 200, "Nothing was found.")
		k.ask(t, caller{config.JoinChat, "jc-test-secret"}, `{"method":"products","params":{"title":"a customer in vain"}}`)
		k.FlushEmpties(t)
		found, err := k.store.EmptySearches(ctx, "main", 10)
		if err != nil || len(found) != 1 || found[0].Query != "a customer in vain" {
			t.Errorf("%+v, %v", found, err)
		}
		if log := k.log.Text(); strings.Contains(log, "a trial in vain") || strings.Contains(log, "jc-test-secret") {
			t.Error("the log tells of what was tried")
		}
	})
}

func TestWhenTheIndexIsAwayTheTrialSaysSo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, lookConfig)
		k.loadSample(t, "main") // and no index
		login(t, k, "viewer").try(t, "joinchat.0.0", "products", "title", "classic white").
			shows(t, 200, "Classic White T-Shirt", "the database, for embedded did not answer (not_built)")
	})
}

func TestNobodyAsksAsABotThatTheShopDoesNotHave(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, lookConfig)
		b := login(t, k, "viewer")
		for _, as := range []string{"", "joinchat", "joinchat.0.2", "joinchat.1.0", "bothub.0.1", "third.0.0", "joinchat.0.-1"} {
			b.try(t, as, "test", "token", "x").shows(t, http.StatusBadRequest, "not in the configuration any more")
		}
		b.send(t, "POST", "/admin/try?shop=main", url.Values{"as": {"joinchat.0.0"}, "method": {"test"}}).shows(t, http.StatusForbidden)
		b.get(t, "/admin/try?shop=empty").shows(t, 200, "Cửa hàng này chưa có bot")
		filled := b.get(t, "/admin/try?shop=main&method=orders&order_number=12345678902&as=bothub.0.0")
		filled.shows(t, 200, `value="12345678902"`, `<option value="bothub.0.0" selected>`)
		filled.hides(t, `class="phone"`) // nothing is asked by opening the page
	})
}
