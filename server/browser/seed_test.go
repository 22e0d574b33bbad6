package browser_test

import (
	"context"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"shopclerk/internal/store"
)

// fullShop is a shop in which every page has something to show, for the tests that only look at pages. Its texts from outside
// try to be more than text.
func fullShop(t *testing.T) *clerk {
	t.Helper()
	needBrowser(t)
	k, err := startFullShop()
	if err != nil {
		t.Fatal(err)
	}
	fillImports(t, k)
	return k
}

var startFullShop = sync.OnceValues(func() (*clerk, error) {
	dir := filepath.Join(suite.dir, "full")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	k, err := newClerk(dir)
	if err != nil {
		return nil, err
	}
	if err := fillStore(filepath.Join(dir, "data", "shopclerk.db")); err != nil {
		return nil, err
	}
	if err := k.serve(); err != nil {
		return nil, err
	}
	suite.ends = append(suite.ends, k.stop)
	for _, number := range []string{"10071", "10072"} {
		if err := k.deadLetter(number); err != nil {
			return nil, err
		}
	}
	if err := k.deliver("zeek/part-of-the-address/takeaway", `{"data":{"order_id":"FD1","client_order_id":"12345678902","order_status":9015}}`); err != nil {
		return nil, err
	}
	return k, k.deliver("abaha/order", `{"id":"10070","cart_code":"<script>alert(1)</script>","user_id":"9","total_after":"1000","status":"5",`+
		`"orders_time":"2026-01-09 10:00:00","modified":"2026-01-09 10:00:00","address":{"name":"<img src=x onerror=alert(1)>","tel":"0912345678"}}`)
})

// fillStore adds what takes a shop a week: questions, and searches that found nothing.
func fillStore(path string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, store.Options{Driver: store.SQLite, Path: path, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer s.Close()
	now := time.Now()
	if err := s.AddQuestions(ctx, "main", weekOfQuestions(now)); err != nil {
		return err
	}
	var searches []store.EmptySearch
	for n, query := range []string{"雨傘", "gift card", "nón lá", "<script>alert(1)</script>", "winter coat"} {
		searches = append(searches, store.EmptySearch{Query: query, Times: int64(40 - 7*n), LastAt: now.Add(-time.Duration(3*n+1) * time.Hour)})
	}
	return s.NoteEmptySearches(ctx, "main", searches)
}

// weekOfQuestions are those of a shop whose customers sleep at night.
func weekOfQuestions(now time.Time) (list []store.QuestionCount) {
	for hour := range 7 * 24 {
		at := now.Add(-time.Duration(hour) * time.Hour)
		day := 1 + math.Sin(float64(at.UTC().Hour()-2)/24*2*math.Pi)
		for n, method := range []string{"products", "property", "orders", "packages", "test"} {
			count := int64(day * float64([]int{90, 14, 34, 26, 1}[n]))
			if count == 0 {
				continue
			}
			failures := int64(0)
			if hour%11 == 3 {
				failures = count / 5
			}
			list = append(list,
				store.QuestionCount{Hour: at, Method: method, Bucket: 8 - n/2, Questions: count, Failures: failures},
				store.QuestionCount{Hour: at, Method: method, Bucket: 13, Questions: count/30 + 1})
		}
	}
	return list
}

const (
	goodFile = "sku,title,price,stock,vendor\n" +
		"NEW-1,Cedar Bookend,480,12,Kumo & Pine\nNEW-2,<b>Linen</b> <script>alert(1)</script>,650,3,Moonlit Loom\n" +
		"NEW-3,Rice Bowl,two hundred,7,Kumo & Pine\nNEW-4,Tea Towel,180,x,Moonlit Loom\nNEW-5,Brass Hook,95,40,Brass Sparrow\n"
	weekendFile = "商品編號,商品名稱,價格,庫存,備註\n" +
		"TS-003,\"T_shirt, Basic White, Unisex\",350,80,週三到貨\nTS-004,白色T恤,432,58,\nTS-007,Áo thun trắng form rộng unisex,290,24,\n" +
		"TS-010,Navy Breton-Stripe T-Shirt,890,17,\nDR-003,法式碎花茶歇洋裝,1480,12,\nDR-007,亞麻無袖背心洋裝 焦糖,免費,13,<script>alert(1)</script>\n" +
		"CL-005,Cloud Jogger,990,40,補貨\nSH-003,小白鞋 百搭休閒款,1180,55,\nBG-002,帆布托特包 原色,620,70,\nBG-009,迷你手提包 櫻桃紅,960,18,\n" +
		"NW-001,藍染圍巾,1280,9,新品\nNW-002,手工陶杯,520,30,新品\n"
	wholeFile  = "sku,title,price,stock\nTS-003,\"T_shirt, Basic White, Unisex\",390,64\n"
	brokenFile = "\x00\x01\x02\x03 this is no table"
)

// fillImports leaves an import of each kind that a page can show: done with refused rows, waiting, waiting for
// somebody to be sure, and unreadable.
var fillImports = func() func(t *testing.T, k *clerk) {
	var once sync.Once
	return func(t *testing.T, k *clerk) {
		once.Do(func() {
			b, dir := openAs(t, k, "staff"), t.TempDir()
			send := func(name, text, source string, mirror bool) {
				file := filepath.Join(dir, name)
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				b.visit("/admin/imports/new")
				b.click("details.more > summary")
				b.fill("#source", source)
				if mirror {
					b.click(`input[name="mode"][value="mirror"]`)
				}
				b.sendFile(file)
			}
			send("week-47.csv", goodFile, "file", false)
			b.press(`form[action$="/start"] button`)
			b.wait("the import", `document.getElementById("import").dataset.stage === "done"`)
			send("scan.csv", brokenFile, "file", false)
			send("whole-list.csv", wholeFile, "sample", true)
			send("週末特價.csv", weekendFile, "sample", false)
		})
	}
}()
