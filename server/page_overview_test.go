package server_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/packages"
	"shopclerk/server/web"
)

const nothingToDo = "Nothing needs your attention."

func TestAnOverviewOfAnEmptyShopSaysWhatToDoNext(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		k.index(t)
		b := login(t, k, "viewer")
		b.get(t, "/admin/overview?shop=main").shows(t, 200, nothingToDo, "No questions in this period", "Nothing was imported yet", "There is no data yet")
		b.get(t, "/admin").leads(t, "/admin/overview?shop=main")
	})
}

func addImport(t *testing.T, s *store.Store, i store.Import) {
	t.Helper()
	if i.Shop == "" {
		i.Shop = "main"
	}
	i.ID = fmt.Sprintf("%s-%s-%x", i.Source, i.Kind[:1], i.QueuedAt.UnixNano())
	if err := s.AddImport(ctx, i); err != nil {
		t.Fatal(err)
	}
}

func TestAFailedImportNeedsAHandUntilALaterOneIsGood(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		k.index(t)
		b, now := login(t, k, "viewer"), time.Now().UTC()
		addImport(t, s, store.Import{Kind: "products", Source: "file", State: store.ImportDone, FileName: "good.csv", QueuedAt: now.Add(-9 * time.Hour)})
		addImport(t, s, store.Import{Kind: "products", Source: "file", State: store.ImportFailed, FileName: evil, Error: evil, QueuedAt: now.Add(-3 * time.Hour)})
		addImport(t, s, store.Import{Kind: "orders", Source: "file", State: store.ImportFailed, FileName: "try.csv", Settings: store.ImportSettings{DryRun: true}, QueuedAt: now})
		addImport(t, s, store.Import{Kind: "orders", Source: "old", State: store.ImportFailed, FileName: "old.csv", QueuedAt: now.AddDate(0, 0, -8)})
		addImport(t, s, store.Import{Shop: "other", Kind: "orders", Source: "x", State: store.ImportFailed, FileName: "of-another-shop.csv", QueuedAt: now})
		got := b.get(t, "/admin/overview?shop=main")
		got.shows(t, 200, "The import of Products from “&lt;script&gt;", "Reason: &lt;script&gt;", "3 hours ago", "Urgent", "/admin/imports/file-")
		got.hides(t, "<script>alert", nothingToDo, "The import of Orders", "of-another-shop", "ZgotmplZ", " style=")
		addImport(t, s, store.Import{Kind: "products", Source: "file", State: store.ImportDone, Settings: store.ImportSettings{DryRun: true}, QueuedAt: now.Add(-2 * time.Hour)})
		b.get(t, "/admin/overview?shop=main").hides(t, nothingToDo) // a trial makes nothing good
		addImport(t, s, store.Import{Kind: "products", Source: "file", State: store.ImportDone, QueuedAt: now.Add(-time.Hour)})
		b.get(t, "/admin/overview?shop=main").shows(t, 200, nothingToDo)
		addImport(t, s, store.Import{Kind: "products", Source: "file", State: store.ImportWaiting, FileName: "large.csv", QueuedAt: now})
		b.get(t, "/admin/overview?shop=main").shows(t, 200, "from “large.csv” waits for your confirmation", "Please check")
		for n := range 5 {
			addImport(t, s, store.Import{Kind: "orders", Source: fmt.Sprint("s", n), State: store.ImportFailed, QueuedAt: now})
		}
		b.get(t, "/admin/overview?shop=main").shows(t, 200, "3 more imports need a look")
	})
}

func TestFeedsNeedAHand(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k, _ := startPulling(t, s)
		k.index(t)
		viewer, owner, now := login(t, k, "viewer"), login(t, k, "owner"), time.Now().UTC()
		shows := func(words ...string) { t.Helper(); viewer.get(t, "/admin/overview?shop=main").shows(t, 200, words...) }
		shows("Nothing has come from shop yet")
		viewer.get(t, "/admin/overview?shop=main").hides(t, "/admin/settings")
		owner.get(t, "/admin/overview?shop=main").shows(t, 200, "/admin/settings?shop=main")
		viewer.get(t, "/admin/overview?shop=other").shows(t, 200, nothingToDo)

		fresh := store.SyncState{Kind: "orders", FinishedAt: now.Add(-time.Minute)}
		pulled(t, s, fresh)
		shows(nothingToDo)
		fresh.Error, fresh.ErrorAt = "the token is refused "+evil, now
		pulled(t, s, fresh)
		shows("Data cannot be fetched from shop", "orders: the token is refused &lt;script&gt;", "Urgent")
		pulled(t, s, store.SyncState{Kind: "orders", FinishedAt: now.Add(-time.Hour)})
		shows("shop was not fetched on time", "/admin/feeds?shop=main")
		pulled(t, s, store.SyncState{Kind: "orders", FinishedAt: now.Add(-time.Minute)})
		received(t, s, store.Delivery{Feed: "shop", ReceivedAt: now.Add(-time.Hour), Body: []byte("{}")})
		shows("One message from shop has been waiting too long", "an hour ago")
		settle(t, s, "main", "shop", "no")
		shows("One message from shop could not be taken in", "/admin/deliveries?feed=shop&amp;shop=main&amp;state=failed")
		if _, _, err := s.ResendDeliveries(ctx, store.DeliveryQuery{Shop: "main"}); err != nil {
			t.Fatal(err)
		}
		settle(t, s, "main", "shop", "")
		shows(nothingToDo)
		old := received(t, s, store.Delivery{Feed: "shop", ReceivedAt: now.AddDate(0, 0, -8), Body: []byte(`{"n":2}`)})
		settle(t, s, "main", "shop", "no")
		if got := k.state(t, old); got != store.DeliveryFailed {
			t.Fatal(got)
		}
		shows(nothingToDo) // it failed long ago, and has been seen
	})
}

func TestAFeedThatIsSilentNeedsAHand(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k, _ := startFeeding(t, s)
		k.index(t)
		b := reading(t, k, "viewer")
		received(t, s, store.Delivery{Feed: "abaha", ReceivedAt: time.Now().Add(-72 * time.Hour), Body: []byte("{}")})
		received(t, s, store.Delivery{Feed: "zeek", ReceivedAt: time.Now().Add(-time.Minute), Body: []byte("{}")})
		settle(t, s, "main", "abaha", "")
		settle(t, s, "main", "zeek", "")
		got := b.get(t, "/admin/overview?shop=main")
		got.shows(t, 200, "Nothing has come from abaha for two days", "3 days ago")
		got.hides(t, "from zeek")
	})
}

func TestAnIndexThatIsNotBuiltNeedsAHand(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		b := login(t, k, "viewer")
		b.get(t, "/admin/overview?shop=main").shows(t, 200, "The product search is being built")
		k.index(t)
		b.get(t, "/admin/overview?shop=main").shows(t, 200, nothingToDo)
		var rows strings.Builder
		for n := range 1200 {
			fmt.Fprintf(&rows, `{"sku":"%d","title":"t"}`+"\n", n)
		}
		k.loadText(t, "main", "file", "products", rows.String())
		b.get(t, "/admin/overview?shop=main").shows(t, 200, "The product search is 1,200 changes behind")
	})
}

func TestSecretsThatAreChangedNeedAHand(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, tallyConfig)
		k.index(t)
		b, now := login(t, k, "viewer"), time.Now()
		page := func() reply { t.Helper(); return b.get(t, "/admin/overview?shop=main") }
		page().shows(t, 200, nothingToDo) // nobody has asked yet
		for _, secret := range []string{"first-secret", "second-secret"} {
			k.ask(t, caller{"joinchat", secret}, `{"method":"test","params":{"test_token":"1"}}`)
		}
		k.ask(t, caller{"bothub", "bothub-secret"}, bothubTest("1"))
		k.tallied(t)
		page().shows(t, 200, "2 secrets of the bot joinchat are still in use", "An old secret is still used")
		page().hides(t, "first-secret", "second-secret", "bot bothub")
		if err := s.PruneQuestions(ctx, "main", now.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if err := s.AddSecretUses(ctx, "main", []store.SecretUse{
			{Bot: "joinchat", Number: 1, Uses: 5, LastAt: now.Add(-30 * time.Hour)}, {Bot: "joinchat", Number: 2, Uses: 5, LastAt: now},
		}); err != nil {
			t.Fatal(err)
		}
		page().shows(t, 200, "Secrets of the bot joinchat that were not used for a day: #1", "If it is the old one")
		b.get(t, "/admin/overview?shop=other").shows(t, 200, nothingToDo)
	})
}

func TestParcelsThatAreStuckNeedAHand(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		k.index(t)
		b, now := login(t, k, "viewer"), time.Now().UTC()
		put := func(shop, source, order string, status packages.Status, at time.Time) {
			t.Helper()
			c := packages.Change{OrderNumber: order, Number: "P1", Status: &status, UpdatedAt: &at}
			if _, err := s.PutPackages(ctx, store.Write{Shop: shop, Source: source}, []packages.Change{c}); err != nil {
				t.Fatal(err)
			}
		}
		put("main", "file", "ON-TIME", packages.InTransit, now.Add(-47*time.Hour))
		put("main", "file", "ARRIVED", packages.Delivered, now.Add(-90*time.Hour))
		put("main", "sample", "MADE-UP", packages.InTransit, now.Add(-90*time.Hour))
		put("main", "file", "FORGOTTEN", packages.InTransit, now.AddDate(0, 0, -61))
		put("other", "file", "OTHER", packages.InTransit, now.Add(-90*time.Hour))
		b.get(t, "/admin/overview?shop=main").shows(t, 200, nothingToDo)
		put("main", "file", evil, packages.OutForDelivery, now.Add(-49*time.Hour))
		got := b.get(t, "/admin/overview?shop=main")
		got.shows(t, 200, "One parcel has had no news for 48 hours", "belong to the orders &lt;script&gt;", "2 days ago", "/admin/packages?shop=main")
		got.hides(t, "<script>alert", "ON-TIME", "OTHER")
	})
}

func TestQuestionsAreDrawnAndToldInATable(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		k.index(t)
		b, hour := login(t, k, "viewer"), time.Now().UTC().Truncate(time.Hour)
		for _, c := range []store.QuestionCount{
			{Hour: hour, Method: "products", Bucket: 4, Questions: 1200, Failures: 7}, {Hour: hour.Add(-2 * time.Hour), Method: "orders", Bucket: 10, Questions: 300},
			{Hour: hour.Add(-23 * time.Hour), Method: "orders", Bucket: 22, Questions: 3}, {Hour: hour.Add(-24 * time.Hour), Method: "packages", Bucket: 2, Questions: 50_000},
			{Hour: hour.Add(-200 * time.Hour), Method: "test", Bucket: 2, Questions: 90_000},
		} {
			if err := s.AddQuestions(ctx, "main", []store.QuestionCount{c}); err != nil {
				t.Fatal(err)
			}
		}
		day := b.get(t, "/admin/overview?shop=main")
		day.shows(t, 200, "<strong>1,503</strong>", "<strong>7</strong>", "7 failed", `fill="url(#questions-bad)"`, "1,200 at most in an hour", "50,000", "1,200 questions, 7 failed")
		day.hides(t, "90,000", "50,000 questions", `data-label="24 hours"><div>50,000`, "NaN", "ZgotmplZ", " style=")
		if bars := strings.Count(chartOf(t, day, "questions"), `class="chart-bar"`); bars != 3 {
			t.Errorf("%d bars of a day", bars)
		}
		week := b.get(t, "/admin/overview?shop=main&span=7d")
		week.shows(t, 200, "<strong>51,503</strong>", "50,000 questions, 0 failed", `span=7d" aria-current="page"`)
		if bars := strings.Count(chartOf(t, week, "questions"), `class="chart-bar"`); bars != 4 {
			t.Errorf("%d bars of a week", bars)
		}
		b.get(t, "/admin/overview?shop=main&span="+"%22%3E%3Cscript%3E").shows(t, 200, "<strong>1,503</strong>")
		b.get(t, "/admin/overview?shop=other").shows(t, 200, "No questions in this period")
		for _, language := range web.Languages() {
			b.send(t, "POST", "/admin/language", map[string][]string{"language": {language}, "back": {"/admin/account"}})
			page := b.get(t, "/admin/overview?shop=main&span=7d")
			page.shows(t, 200, `lang="`+language+`"`)
			page.hides(t, ">overview.", "{n}", "{bad}")
		}
	})
}

// chartOf is the SVG of an id.
func chartOf(t *testing.T, page reply, id string) string {
	t.Helper()
	found := regexp.MustCompile(`(?s)<svg class="chart"[^>]*aria-labelledby="` + id + `-name".*?</svg>`).FindString(page.body)
	if found == "" {
		t.Fatalf("there is no chart %s", id)
	}
	return found
}

func TestTheOverviewTellsHowFreshEachSourceIs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		at := time.Now().Add(-3 * time.Hour).UTC().Format(time.RFC3339)
		k.loadText(t, "main", "erp", "products", `{"sku":"1","title":"t","updated_at":"`+at+`"}`)
		k.loadText(t, "main", "carrier", "packages", `{"order_number":"1","package_number":"2"}`)
		k.index(t)
		b := login(t, k, "viewer")
		b.get(t, "/admin/overview?shop=main").shows(t, http.StatusOK, ">erp<", "3 hours ago", ">carrier<", "just now", "1 new, 0 changed, 0 refused")
		b.get(t, "/admin/overview?shop=other").hides(t, ">erp<")
	})
}
