package server_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

// vain asks for titles that no shop has and has them written to the database.
func (k *clerk) vain(t *testing.T, titles ...string) {
	t.Helper()
	for _, title := range titles {
		k.ask(t, joinchatBot, fmt.Sprintf(`{"method":"products","params":{"title":%q}}`, title))
	}
	ended, end := context.WithCancel(ctx)
	end()
	k.Run(ended)
}

var lastAt = regexp.MustCompile(`"last_at":"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ"`)

// empties lists what is kept, without the times.
func (k *clerk) empties(t *testing.T, query string) reply {
	t.Helper()
	r := k.admin(t, http.MethodGet, "/searches/empty"+query, "", nil)
	r.body = strings.TrimSpace(lastAt.ReplaceAllString(r.body, `"at"`))
	return r
}

func TestSearchesInVainAreKeptForTheMerchant(t *testing.T) {
	tests := []struct {
		name   string
		titles []string
		want   string
	}{
		{"one search", []string{"qqqq"}, `{"query":"qqqq","times":1,"at"}`},
		{"case, width and space do not count, and the last one is shown", []string{"qqqq", "ＱＱＱＱ", " QQqq "}, `{"query":"QQqq","times":3,"at"}`},
		{"the most frequent comes first", []string{"qqqq", "zzzz", "zzzz"}, `{"query":"zzzz","times":2,"at"},{"query":"qqqq","times":1,"at"}`},
		{"a mail address is nobody's business", []string{"a@example.com", "it is a＠example.com"}, ``},
		{"an address that the cut would halve is none's either", []string{strings.Repeat("q", 198) + " a@example.com"}, ``},
		{"a phone number is nobody's business", []string{"0912-345-678", "+886 912 345 678", "０９１２３４５６７８"}, ``},
		{"nor one in a sentence", []string{"call 0912.345.678 please", "電話0912345678", "tel:(02) 2345-6789", "٠٩١٢٣٤٥٦٧٨"}, ``},
		{"nor a name in a messenger", []string{"line @somebody"}, ``},
		{"sizes and years are a search", []string{"tea 2024 for 12 cups"}, `{"query":"tea 2024 for 12 cups","times":1,"at"}`},
		{"a short number is a search", []string{"778899"}, `{"query":"778899","times":1,"at"}`},
		{"a long one is cut", []string{strings.Repeat("長", 300)}, `{"query":"` + strings.Repeat("長", 200) + `","times":1,"at"}`},
		{"blanks are none", []string{" \u3000 "}, ``},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				k := measuring(t, s, adminConfig)
				k.index(t)
				k.vain(t, test.titles...)
				k.empties(t, "").is(t, http.StatusOK, `{"searches":[`+test.want+`]}`)
				k.empties(t, "?shop=other").is(t, http.StatusOK, `{"searches":[]}`)
			})
		})
	}
}

func TestOnlySoManySearchesWaitAtOnce(t *testing.T) {
	k := measuring(t, anyStore(t), adminConfig)
	k.index(t)
	var titles []string
	for i := range 1002 {
		titles = append(titles, fmt.Sprintf("q%dz", i))
	}
	k.vain(t, titles...)
	if r := k.empties(t, "?limit=1000"); strings.Count(r.body, `"query"`) != 1000 {
		t.Errorf("%d are kept", strings.Count(r.body, `"query"`))
	}
	_, text := k.scrape(http.MethodGet, "/metrics")
	for _, line := range []string{"shopclerk_search_empty_results_total 1002\n", "shopclerk_search_empty_results_dropped_total 2\n"} {
		if !strings.Contains(text, line) {
			t.Errorf("no line %s", line)
		}
	}
}

func TestTheListOfSearchesRefusesWhatItDoesNotKnow(t *testing.T) {
	const limit = `{"error":"limit: must be a whole number from 1 to 1000"}`
	k := measuring(t, anyStore(t), adminConfig)
	k.empties(t, "?shop=none").is(t, http.StatusNotFound, `{"error":"shop: there is no shop of that id"}`)
	for _, text := range []string{"0", "1001", "-1", "ten", "1.5"} {
		k.empties(t, "?limit="+text).is(t, http.StatusBadRequest, limit)
	}
	if r := k.get(t, "/admin/api/searches/empty"); r.status != http.StatusUnauthorized {
		t.Errorf("without a token it is %d", r.status)
	}
}
