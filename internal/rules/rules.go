// Package rules holds the import table of the project: who may import whom, and where an outside module may be used. Its
// test reads the source and fails on what the table does not allow.
package rules

// Allowed lists, for each package of ours, which of our packages it may import. "cmd/shopclerk" is where everything is
// put together and may import all. A package without a line here fails the test, so that a new one is placed on purpose.
var Allowed = map[string][]string{
	".":                        {},
	"catalog":                  {"internal/fold"},
	"orders":                   {"internal/fold"},
	"packages":                 {"internal/fold"},
	"config":                   {},
	"internal/fold":            {},
	"internal/money":           {},
	"internal/metrics":         {},
	"internal/relevance":       {},
	"internal/rules":           {},
	"internal/words":           {"internal/fold"},
	"internal/plain":           {},
	"internal/zipf":            {},
	"internal/store":           {"catalog", "orders", "packages", "internal/fold", "internal/words"},
	"internal/store/storetest": {"internal/store"},
	"internal/bench":           {"*"},
	"search":                   {"catalog", "internal/store", "internal/words"},
	"search/embedded":          {"catalog", "internal/words", "search"},
	"search/meili":             {"catalog", "internal/words", "search"},
	"search/searchtest":        {"catalog", "internal/relevance", "search"},
	"server/signature":         {},
	"server/pictures":          {},
	"server/bots":              {"catalog", "orders", "packages", "internal/money"},
	"server/bots/joinchat":     {"orders", "server/bots", "server/signature"},
	"server/bots/bothub":       {"orders", "server/bots", "server/signature"},
	"server/imports": {
		"catalog", "orders", "packages", "config", "internal/money", "internal/store", "server/imports/fetch", "server/imports/fields",
		"server/imports/formats", "server/imports/tables",
	},
	"server/imports/tables":              {},
	"server/imports/fields":              {"catalog", "internal/fold", "internal/money", "server/imports/tables"},
	"server/imports/formats":             {"catalog", "internal/fold", "internal/plain", "server/imports/fields"},
	"server/imports/formats/formatstest": {"catalog", "orders", "server/imports/fields", "server/imports/formats", "server/imports/tables"},
	"server/imports/formats/native":      {"catalog", "orders", "packages", "internal/fold", "server/imports/fields", "server/imports/formats"},
	"server/imports/formats/headers":     {"catalog", "internal/fold", "internal/money", "server/imports/fields", "server/imports/formats"},
	"server/imports/formats/shopify":     {"catalog", "orders", "internal/fold", "server/imports/fields", "server/imports/formats"},
	"server/imports/formats/woocommerce": {"catalog", "internal/fold", "internal/money", "server/imports/fields", "server/imports/formats"},
	"server/imports/formats/merchant":    {"catalog", "internal/fold", "internal/money", "server/imports/fields", "server/imports/formats"},
	"server/imports/fetch":               {},
	"server/exports": {
		"catalog", "orders", "packages", "internal/fold", "internal/money", "internal/store", "server/imports", "server/imports/tables",
	},
	"server": {
		"catalog", "orders", "packages", "config", "internal/fold", "internal/metrics", "internal/store", "search", "server/bots", "server/exports", "server/imports",
	},
	"cmd/shopclerk": {"*"},
}

// Outside lists the outside modules that only some packages may import, by import path prefix.
var Outside = map[string][]string{
	"gorm.io/":                          {"internal/store"},
	"database/sql":                      {"internal/store", "internal/store/storetest", "internal/bench"},
	"github.com/libtnb/":                {"internal/store"},
	"modernc.org/sqlite":                {"internal/store", "internal/bench"},
	"github.com/go-sql-driver/":         {"internal/store", "internal/store/storetest", "internal/bench"},
	"github.com/pressly/goose/":         {"internal/store"},
	"github.com/labstack/echo/":         {"server"},
	"github.com/blevesearch/":           {"search/embedded"},
	"github.com/meilisearch/":           {"search/meili"},
	"github.com/longbridgeapp/opencc":   {"internal/words"},
	"github.com/failsafe-go/":           {"search"},
	"github.com/prometheus/":            {"internal/metrics"},
	"github.com/spf13/cobra":            {"cmd/shopclerk"},
	"github.com/nyaruka/phonenumbers":   {"orders"},
	"go.yaml.in/":                       {"config"},
	"github.com/go-viper/mapstructure/": {"config"},
	"golang.org/x/image/":               {"server/pictures"},
	"golang.org/x/net/html":             {"internal/plain"},
	"github.com/xuri/excelize/":         {"server/imports/tables"},
	"net/http":                          {"server", "cmd/shopclerk", "internal/bench", "internal/metrics", "search/meili", "server/imports/fetch"},
}
