package store_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
	"shopclerk/packages"
)

// large is how many orders, products and parcels each of the two shops has: enough for a scan to be the worse plan.
const large = 1000

func fillLarge(t *testing.T, s *store.Store, shop string) {
	t.Helper()
	w := in(shop, "file")
	for start := 0; start < large; start += store.BatchSize {
		var p []catalog.Change
		var o []orders.Change
		var parcels []packages.Change
		var news []store.NewsItem
		for i := start; i < start+store.BatchSize; i++ {
			number := strconv.Itoa(i)
			p = append(p, catalog.Change{SKU: number, Title: ptr("t"), ProductType: ptr(fmt.Sprint("type", i%50)), Vendor: ptr(fmt.Sprint("vendor", i%200))})
			o = append(o, orderWith(number, func(c *orders.Change) {
				c.CustomerID, c.Emails = ptr(fmt.Sprint(i/3)), &[]string{fmt.Sprint("a", i/3, "@b.example")}
				c.PlacedAt, c.Status = ptr(noon.Add(-1e9*1000)), ptr(all[i%len(all)])
			}))
			parcels = append(parcels, packages.Change{OrderNumber: number, Number: "P" + number})
			news = append(news, told(part("group "+number, "a", one, piece{Due: i + 1}), part("group "+number, "b", one, piece{})))
		}
		putProducts(t, s, w, p...)
		putOrders(t, s, w, o...)
		putPackages(t, s, w, parcels...)
		putNews(t, s, w, news...)
	}
	var o []orders.Change
	var parcels []packages.Change
	for i := range 60 { // more than a lookup reads in one go
		number := fmt.Sprint("many", i)
		parcels = append(parcels, packages.Change{OrderNumber: "many", Number: number}, packages.Change{OrderNumber: number, Number: "many"})
		o = append(o, orderWith(number, func(c *orders.Change) { c.CustomerID, c.Emails = ptr("many"), &[]string{"many@b.example"} }))
	}
	putOrders(t, s, w, o...)
	putPackages(t, s, w, parcels...)
	putCustomer(t, s, w, "many", "many@b.example")
	fillDeliveries(t, s, shop)
	for i := range 100 {
		putCustomer(t, s, w, fmt.Sprint(i), fmt.Sprint("c", i, "@b.example"), fmt.Sprint("a", i, "@b.example"))
	}
}

// statement is one that the store sent to the database, as it sent it.
type statement struct {
	query string
	args  []any
}

// lookup is something the store does that must not look at more rows than it needs.
type lookup struct {
	do func(s *store.Store) error
	// whole says that it may walk all rows of one shop that an index gives, for it stops early or needs them all.
	whole bool
}

func lookups() map[string]lookup {
	drop := func(_ any, err error) error { return err }
	drop3 := func(_ any, _ int, err error) error { return err }
	account := func(account orders.Account, statuses []orders.Status, offset int) lookup {
		return lookup{do: func(s *store.Store) error {
			return drop3(s.OrdersByAccount(ctx, "a", account, statuses, offset, 3))
		}}
	}
	many := make([]catalog.Change, store.BatchSize)
	for i := range many {
		many[i] = catalog.Change{SKU: strconv.Itoa(i * 2), Title: ptr("t")}
	}
	return map[string]lookup{
		"changes":              {do: func(s *store.Store) error { return drop(s.ProductChanges(ctx, "a", large-20, 500)) }},
		"last change":          {do: func(s *store.Store) error { return drop(s.LastChange(ctx, "a")) }},
		"products by id":       {do: func(s *store.Store) error { return drop(s.ProductsByID(ctx, "a", []int64{1, 7, 90})) }},
		"any product":          {do: func(s *store.Store) error { return drop(s.HasProducts(ctx, "a")) }, whole: true},
		"property":             {do: func(s *store.Store) error { return drop(s.Property(ctx, "a", both)) }, whole: true},
		"orders by number":     {do: func(s *store.Store) error { return drop(s.OrdersByNumber(ctx, "a", "77", all)) }},
		"orders by e-mail":     account("mail:a5@b.example", all, 0),
		"orders by customer":   account("mail:c5@b.example", orders.OnlyUnpaid.Statuses(), 0),
		"orders past the end":  account("mail:c5@b.example", all, 99),
		"parcels of an order":  {do: func(s *store.Store) error { return drop3(s.PackagesOfOrder(ctx, "a", "77", 0, 3)) }},
		"parcels past the end": {do: func(s *store.Store) error { return drop3(s.PackagesOfOrder(ctx, "a", "77", 9, 3)) }},
		"parcels by number":    {do: func(s *store.Store) error { return drop3(s.PackagesByNumber(ctx, "a", "P77", 0, 3)) }},
		"parcels that an order has not": {do: func(s *store.Store) error {
			_, err := s.PutOrders(ctx, in("a", "feed"), []orders.Change{order("bare")})
			return errors.Join(err, drop3(s.PackagesOfOrder(ctx, "a", "bare", 0, 3)))
		}},
		"published products":          {do: func(s *store.Store) error { return drop(s.PublishedProducts(ctx, "a", 5, 25, 10)) }},
		"the last product":            {do: func(s *store.Store) error { return drop(s.LastProduct(ctx, "a")) }, whole: true},
		"the oldest change":           {do: func(s *store.Store) error { return drop(s.OldestChange(ctx, "a")) }, whole: true},
		"where an index should stand": {do: func(s *store.Store) error { return drop3(anyInt(s.IndexTarget(ctx, "a"))) }},
		"searches that found nothing": {do: func(s *store.Store) error { return drop(s.EmptySearches(ctx, "a", 10)) }, whole: true},
		"products without an index": {do: func(s *store.Store) error {
			return drop3(s.SearchProducts(ctx, "a", catalog.Query{Title: "t", Page: 1, Limit: 3}))
		}, whole: true},
		"an import":                      {do: func(s *store.Store) error { return drop(s.ImportByID(ctx, "i1")) }},
		"what imports know of products":  {do: func(s *store.Store) error { return drop(s.RowDigests(ctx, "a", "file", []string{"1", "2"})) }},
		"what they know of many":         {do: func(s *store.Store) error { return drop(s.RowDigests(ctx, "a", "file", manyKeys)) }, whole: true},
		"products to export":             {do: func(s *store.Store) error { return drop(s.ProductsAfter(ctx, "a", "", 5)) }, whole: true},
		"products of a source to export": {do: func(s *store.Store) error { return drop(s.ProductsAfter(ctx, "a", "file", 5)) }, whole: true},
		"orders to export":               {do: func(s *store.Store) error { return drop(s.OrdersAfter(ctx, "a", "file", 5)) }, whole: true},
		"parcels to export":              {do: func(s *store.Store) error { return drop(s.PackagesAfter(ctx, "a", "file", 5)) }, whole: true},
		"imports to be worked on":        {do: func(s *store.Store) error { return drop(s.OpenImports(ctx)) }, whole: true},
		"products by their keys":         {do: func(s *store.Store) error { return drop(s.ProductIDs(ctx, "a", "file", []string{"1", "2"})) }},
		"whether a source is there":      {do: func(s *store.Store) error { return drop(s.HasSource(ctx, "a", "file")) }, whole: true},
		"deliveries of a shop":           {do: list(store.DeliveryQuery{Shop: "a", Limit: 5}), whole: true},
		"deliveries of a feed":           {do: list(store.DeliveryQuery{Shop: "a", Feed: "other", Limit: 5}), whole: true},
		"deliveries that failed":         {do: list(store.DeliveryQuery{Shop: "a", State: store.DeliveryFailed, Limit: 5}), whole: true},
		"failed deliveries of a feed":    {do: list(store.DeliveryQuery{Shop: "a", Feed: "feed", State: store.DeliveryFailed, Before: 1 << 52, Limit: 5}), whole: true},
		"deliveries of an event":         {do: list(store.DeliveryQuery{Shop: "a", Feed: "feed", Event: "orders/create", State: store.DeliveryDone, Limit: 5}), whole: true},
		"deliveries about an object":     {do: list(store.DeliveryQuery{Shop: "a", Object: "order 7"})},
		"an object's deliveries at once": {do: list(store.DeliveryQuery{Shop: "a", Feed: "feed", Object: "order 7", State: store.DeliveryDone})},
		"deliveries of a minute":         {do: list(store.DeliveryQuery{Shop: "a", After: noon, Until: noon.Add(time.Minute)})},
		"a delivery by its number":       {do: list(store.DeliveryQuery{Shop: "a", Feed: "feed", ID: noon.UnixMicro()})},
		"a delivery": {do: func(s *store.Store) error {
			_, err := s.Delivery(ctx, "a", noon.Add(900*time.Second).UnixMicro())
			return err
		}},
		"claiming deliveries": {do: func(s *store.Store) error { return claimAndSettle(s, 5) }, whole: true},
		"prolonging and giving back": {do: func(s *store.Store) error {
			return errors.Join(s.ProlongClaim(ctx, "a", "gone", time.Hour), s.ReleaseClaim(ctx, "a", "gone"))
		}, whole: true},
		"a repetition":                      {do: func(s *store.Store) error { _, _, err := s.AddDelivery(ctx, delivery("a", "order 7", 7)); return err }},
		"sending a minute again":            {do: resend(store.DeliveryQuery{Shop: "a", After: noon, Until: noon.Add(time.Minute)})},
		"sending again what failed of late": {do: resend(store.DeliveryQuery{Shop: "a", Feed: "feed", State: store.DeliveryFailed, After: noon.Add(20 * time.Minute)}), whole: true},
		"dropping old deliveries": {do: func(s *store.Store) error {
			return drop(s.PruneDeliveries(ctx, "a", noon.Add(9*time.Second), noon.Add(5*time.Second)))
		}},
		"erasing the deliveries of an order": {do: func(s *store.Store) error {
			return drop(s.ForgetDeliveries(ctx, "a", "feed", []string{"order 9", "order 11"}))
		}},
		"how an inbox stands": {do: func(s *store.Store) error { return drop(s.InboxState(ctx, "a", "feed")) }, whole: true},
		"how pulls stand": {do: func(s *store.Store) error {
			return errors.Join(drop(s.SyncState(ctx, "a", "feed", "orders")), drop(s.SyncStates(ctx, "a", "feed")))
		}},
		"writing products":            {do: func(s *store.Store) error { return drop(s.PutProducts(ctx, in("a", "file"), many[:3])) }},
		"writing a batch of products": {do: func(s *store.Store) error { return drop(s.PutProducts(ctx, in("a", "file"), many)) }, whole: true},
		"writing orders": {do: func(s *store.Store) error {
			return drop(s.PutOrders(ctx, in("a", "file"), []orders.Change{with("5", "x@b.example"), with("6", "y@b.example")}))
		}},
		"writing parcels": {do: func(s *store.Store) error {
			return drop(s.PutPackages(ctx, in("a", "file"), []packages.Change{{OrderNumber: "5", Number: "P5"}, {OrderNumber: "6", Number: "new"}}))
		}},
		"writing a customer": {do: func(s *store.Store) error {
			return s.PutCustomer(ctx, in("a", "file"), orders.Customer{ID: "50", Emails: []string{"z@b.example"}})
		}},
		"groups that are due": {do: func(s *store.Store) error { return drop(s.DueGroups(ctx, "a", "file", noon.Add(5*time.Hour), 9)) }},
		"parts of a group":    {do: func(s *store.Store) error { return drop(s.GroupParts(ctx, "a", "file", "group 7")) }},
		"building groups again": {do: func(s *store.Store) error {
			return drop(s.RebuildGroups(ctx, in("a", "file"), []string{"group 7", "group 8"}, assemble))
		}},
		"writing news": {do: func(s *store.Store) error {
			news := []store.NewsItem{everyNoun("1"), told(part("group 7", "a", two, piece{Title: "t", Stock: 1}))}
			return drop(s.PutNews(ctx, in("a", "file"), "", news, assemble))
		}},
		"writing news that unmake": {do: func(s *store.Store) error {
			news := []store.NewsItem{told(part("group 7", "a", three, piece{Title: "t", Key: "another", Stock: 2}))}
			return drop(s.PutNews(ctx, in("a", "file"), "", news, assemble))
		}},
		"forgetting":      {do: func(s *store.Store) error { return drop(s.Forget(ctx, "a", "mail:a9@b.example")) }},
		"dropping orders": {do: func(s *store.Store) error { return drop(s.PruneOrders(ctx, "a", at("2000-01-01T00:00:00Z"))) }},
		"deleting": {do: func(s *store.Store) error {
			_, err1 := s.DeletePackages(ctx, "a", "feed")
			_, err2 := s.DeleteOrders(ctx, "a", "feed")
			_, err3 := s.DeleteProducts(ctx, "a", "feed")
			return errors.Join(err1, err2, err3)
		}},
	}
}

// anyInt makes of two numbers what drop3 takes.
func anyInt(a, b int64, err error) (any, int, error) { return a, int(b), err }

func TestNoLookupScansATable(t *testing.T) {
	explain := map[string]func(*testing.T, *store.Store, statement, bool){store.SQLite: explainSQLite, store.MySQL: explainMySQL}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		fillLarge(t, s, "a")
		fillLarge(t, s, "b")
		if err := s.AddImport(ctx, store.Import{ID: "i1", QueuedAt: noon}); err != nil {
			t.Fatal(err)
		}
		if s.Dialect() == store.MySQL {
			rows(t, s, "ANALYZE TABLE "+strings.Join(tables(t, s), ", "))
		}
		var sent []statement
		if err := store.Capture(s, func(query string, args []any) { sent = append(sent, statement{query, slices.Clone(args)}) }); err != nil {
			t.Fatal(err)
		}
		for name, l := range lookups() {
			t.Run(name, func(t *testing.T) {
				sent = nil
				if err := l.do(s); err != nil {
					t.Fatal(err)
				}
				explained := 0
				for _, st := range sent {
					if word, _, _ := strings.Cut(strings.TrimSpace(st.query), " "); word != "INSERT" && st.query != "" {
						explain[s.Dialect()](t, s, st, l.whole)
						explained++
					}
				}
				if explained == 0 {
					t.Error("no statement was seen")
				}
			})
		}
	})
}

// derived are the tables that queries make themselves.
var derived = regexp.MustCompile(`^(<.*>|hit|s)$`)

func explainMySQL(t *testing.T, s *store.Store, st statement, whole bool) {
	for _, row := range rows(t, s, "EXPLAIN "+st.query, st.args...) {
		table, kind, key := row["table"], row["type"], row["key"]
		if table == "NULL" || derived.MatchString(table) {
			continue
		}
		examined, err := strconv.Atoi(row["rows"])
		if err != nil || kind == "ALL" || kind == "index" || key == "NULL" || examined > large/10 && !whole {
			t.Errorf("%s is read by type %q, key %q, %s rows (%s):\n%s", table, kind, key, row["rows"], row["Extra"], st.query)
		}
	}
}

func explainSQLite(t *testing.T, s *store.Store, st statement, whole bool) {
	scan := regexp.MustCompile(`^SCAN (\w+)`)
	for _, row := range rows(t, s, "EXPLAIN QUERY PLAN "+st.query, st.args...) {
		detail := row["detail"]
		found := scan.FindStringSubmatch(detail)
		if found != nil && !derived.MatchString(found[1]) || strings.Contains(detail, "AUTOMATIC") ||
			!whole && strings.HasSuffix(detail, "(shop=?)") && !strings.Contains(detail, "counters") {
			t.Errorf("%s:\n%s", detail, st.query)
		}
	}
}

// manyKeys are so many that it is worth a look whether anything else lies between them.
var manyKeys = func() (keys []string) {
	for i := range 300 {
		keys = append(keys, fmt.Sprintf("%03d", i))
	}
	return keys
}()
