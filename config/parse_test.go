package config_test

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/config"
)

// byName compares time zones by name, as they hold tables that cmp must not look into.
var byName = cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// parse is Parse of a file in /etc/clerk with nothing in the environment but env.
func parse(text string, env ...string) (*config.Config, error) {
	return config.Parse([]byte(text), config.Options{File: "/etc/clerk/c.yaml", Dir: "/srv/clerk", Env: env})
}

// lines is the text of the *Problems that Parse gives, and "" when it gives none.
func lines(t *testing.T, err error) string {
	t.Helper()
	var problems *config.Problems
	if err != nil && !errors.As(err, &problems) {
		t.Fatalf("%T instead of *Problems: %v", err, err)
	}
	if problems == nil {
		return ""
	}
	if len(problems.List) == 0 {
		t.Fatal("an error without a problem")
	}
	return problems.Error()
}

func TestEveryKeyReachesItsField(t *testing.T) {
	data, err := os.ReadFile("testdata/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got, err := parse(string(data))
	if err != nil {
		t.Fatal(err)
	}
	books := config.Shop{
		ID: "books", Name: "Book Shop", Currency: "USD", Region: "HK", Timezone: zone(t, "Asia/Hong_Kong"),
		Language: "en", Privacy: "full", ElementPrice: "unit",
		OrderURL: "https://shop.example/o?n={order_number}", ProductURL: "https://shop.example/{sku}/{slug}",
		PlaceholderImage: "https://shop.example/none.png",
		TrackingURLs:     map[string]string{"default": "https://track.example/{tracking_number}", "SF": "https://sf.example/"},
		HideSoldOut:      true, CancelledIs: "hidden", RequestsPerSecond: 2.5,
		Retention: config.Retention{Orders: 365 * 24 * time.Hour, Uploads: 60 * 24 * time.Hour, Bodies: 36 * time.Hour},
		Bots: []config.Bot{
			{Platform: config.JoinChat, Secrets: []string{"0123456789", "1_000_000"}},
			{Platform: config.Bothub, PageID: "00231232134111", Secrets: []string{"bothub-secret"}},
		},
		Feeds: []config.Feed{
			{
				ID: "pulled", Platform: config.Cyberbiz, Domain: "books.cyberbiz.co", WebhookSecrets: []string{"hook"},
				Username: "api", Secret: "api-secret", SignPathOnly: true, BaseURL: "https://api.example",
				ImageHost: "cdn.example:8443", ProductType: "product_type", Poll: 90 * time.Second, RequestsPerSecond: 2.5,
			},
			{
				ID: "token", Platform: config.Cyberbiz, Domain: "token.cyberbiz.co", Token: "123e45",
				ImageHost: "token.cyberbiz.co", ProductType: "collections", Poll: 5 * time.Minute, RequestsPerSecond: 5,
			},
			{
				ID: "abaha", Platform: config.Abaha, Header: config.Header{Name: "X-Shop-Key", Value: "12345678"},
				Signature: config.SignatureRequire,
			},
			{ID: "unsigned", Platform: config.Abaha, Signature: config.SignatureOff, SecretPath: "yet-another-path"},
			{
				ID: "zeek", Platform: config.Zeek, AppID: "010000001", SecretKey: "zeek-secret",
				Signature: config.SignatureVerifyIfPresent, SecretPath: "1a2b3c4d", MaxSkew: time.Minute, Region: "HK",
				Token: "dash-token", InfoPath: "/order/info",
			},
			{ID: "open", Platform: config.Zeek, Signature: config.SignatureOff, SecretPath: "another-path", MaxSkew: 3 * time.Minute},
		},
		Imports: []config.Import{
			{
				ID: "erp", Source: "warehouse", URL: "https://erp.example/products.csv?shop=1", Kind: config.ImportProducts,
				Format: "headers", Mode: config.ImportMirror, Variants: "variant", Encoding: "big5", Delimiter: ";",
				Mapping: map[string]string{"Giá bán": "price", "備註": "-"}, Every: 30 * time.Minute,
				Header: config.Header{Name: "Authorization", Value: "Bearer erp-key"}, AllowPrivate: true, AllowHTTP: true,
			},
			{ID: "parcels", Source: "parcels", Path: "/etc/clerk/drop/parcels.csv", Kind: config.ImportPackages, Every: time.Hour},
		},
	}
	want := &config.Config{
		File: "/etc/clerk/c.yaml", Listen: "0.0.0.0:8000", PublicURL: "https://clerk.shop.example",
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8::1/128")},
		DataDir:        "/etc/clerk/state",
		Database: config.Database{
			Driver: config.MySQL, User: "clerk", Password: "p@ss/word", Address: "db.example:3306", Name: "shop",
			TLS: "skip-verify", Params: map[string]string{"timeout": "5s"},
		},
		Search: config.Search{Engine: config.Meilisearch, URL: "http://search.example:7700", Key: "search-key", Prefix: "clerk"},
		Admin:  config.Admin{Token: "00000000000000000000000000000000"},
		Shops:  []config.Shop{books, plainShop(t)},
	}
	if diff := cmp.Diff(want, got, byName, cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
}

// plainShop is a shop of which only the id was written.
func plainShop(t *testing.T) config.Shop {
	return config.Shop{
		ID: "main", Name: "main", Currency: "TWD", Region: "TW", Timezone: zone(t, "Asia/Taipei"), Language: "zh-TW",
		Privacy: "masked", ElementPrice: "line", CancelledIs: "closed",
		Retention: config.Retention{Uploads: 30 * 24 * time.Hour, Bodies: 30 * 24 * time.Hour},
	}
}

func TestAbsentNullAndEmptyAllLeaveTheDefault(t *testing.T) {
	want := &config.Config{
		File: "/etc/clerk/c.yaml", Listen: "127.0.0.1:8080", MetricsListen: "127.0.0.1:9090", DataDir: "/etc/clerk/data",
		Database: config.Database{Driver: config.SQLite, Path: "/etc/clerk/data/shopclerk.db"},
		Search:   config.Search{Engine: config.Embedded, URL: "http://127.0.0.1:7700", Prefix: "shopclerk"},
		Shops:    []config.Shop{plainShop(t)},
	}
	for name, text := range map[string]string{
		"absent": "shops: [{id: main}]",
		"null": "{listen: , public_url: ~, metrics_listen: null, data_dir: , database: , search: , admin: {token: }," +
			"shops: [{id: main, name: , currency: , limits: , tracking_urls: , bots: , hide_sold_out: }]}",
		"empty": `{listen: "", data_dir: "", database: "", search: {engine: "", prefix: ""},` +
			`shops: [{id: main, timezone: "", language: "", hide_sold_out: "", limits: {requests_per_second: ""}}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parse(text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, byName); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestProxiesMayBeListedInOneText(t *testing.T) {
	c, err := parse("{trusted_proxies: ['10.0.0.1, 10.1.2.3/16,', '::ffff:10.0.0.2', ''], shops: [{id: main}]}")
	if err != nil {
		t.Fatal(err)
	}
	want := "[10.0.0.1/32 10.1.0.0/16 10.0.0.2/32]"
	if got := fmt.Sprint(c.TrustedProxies); got != want {
		t.Errorf("%s instead of %s", got, want)
	}
}

func TestACarrierWithoutAnAddressIsAsIfItWereNotThere(t *testing.T) {
	c, err := parse(shop("tracking_urls: {SF: , EMS: '', DHL: 'https://dhl.example/'}"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"DHL": "https://dhl.example/"}, c.Shops[0].TrackingURLs); diff != "" {
		t.Error(diff)
	}
}

func TestAShopIsFoundByItsID(t *testing.T) {
	c, err := parse("shops: [{id: main}, {id: second, name: Second}]")
	if err != nil {
		t.Fatal(err)
	}
	if s, ok := c.Shop("second"); !ok || s.Name != "Second" {
		t.Errorf("second: %v %+v", ok, s)
	}
	if s, ok := c.Shop("third"); ok {
		t.Errorf("third: %+v", s)
	}
}

func TestBytesWithoutAFileAreRelativeToTheWorkingDirectory(t *testing.T) {
	dir := t.TempDir()
	c, err := config.Parse([]byte("shops: [{id: main}]"), config.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if c.File != "" || c.DataDir != filepath.Join(dir, "data") {
		t.Errorf("file %q, data_dir %q", c.File, c.DataDir)
	}
}
