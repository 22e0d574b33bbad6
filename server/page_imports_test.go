package server_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

const lampsAndCups = "sku,title,price\nL1,Lamp,50\nC1,Cup,abc\nC2,Mug,7\n"

func TestAFileIsLookedAtStartedAndUndoneOnThePage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := startImporting(t, s)
		b := login(t, k, "staff")
		b.get(t, "/admin/imports").shows(t, 200, "Nothing was imported yet", `href="/admin/imports/new?shop=main"`)
		b.get(t, "/admin/imports/new").shows(t, 200, `enctype="multipart/form-data"`, `type="file"`)
		path, page := b.uploaded(t, `C:\week\lamps.csv`, lampsAndCups, "waiting")
		page.shows(t, 200, "<h1>lamps.csv</h1>", "Waits for you", "What would happen", "<strong>2</strong><span>new</span>", "<strong>1</strong><span>rows refused</span>",
			"“abc” is not a number.", "CSV table", "UTF-8", "comma (,)", "Our own format", "<td>Lamp</td>", "Import now")
		if n := len(k.published(t)); n != 0 {
			t.Errorf("before it is started %d products are there", n)
		}
		b.act(t, path+"/start", starting(page)).shows(t, 200, "The import has begun.")
		page = b.until(t, path, "done")
		page.shows(t, 200, "The file is in", "Rows that did not go in", path+"/refused", "Undo this import", "Yes, undo it")
		if n := len(k.published(t)); n != 2 {
			t.Errorf("%d products are there", n)
		}
		b.act(t, path+"/start", starting(page)).shows(t, 200, "That was not possible any more", "now: Done")
		b.act(t, path+"/undo", nil).shows(t, 200, "The undo has begun.")
		b.until(t, path, "undone").shows(t, 200, "The import was undone")
		b.act(t, path+"/undo", nil).shows(t, 200, "That was not possible any more", "now: Undone")
		if n := len(k.published(t)); n != 0 {
			t.Errorf("after the undo %d products are there", n)
		}
		audit := login(t, k, "owner").get(t, "/admin/audit")
		audit.shows(t, 200, "uploaded a file", "started an import", "undid an import", "lamps.csv")
		if n := strings.Count(audit.body, "undid an import"); n != 1 {
			t.Errorf("the undo is in the list %d times", n)
		}
	})
}

// published are the products of the shop that customers can see.
func (k *clerk) published(t *testing.T) map[string]catalog.Product {
	t.Helper()
	list, err := k.store.PublishedProducts(ctx, "main", 0, 1<<62, 1000)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]catalog.Product{}
	for _, p := range list {
		out[p.SKU] = p
	}
	return out
}

func TestRefusedRowsAreDownloadedCorrectedAndUploadedAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := startImporting(t, s)
		b := login(t, k, "staff")
		path, page := b.uploaded(t, "lamps.csv", lampsAndCups, "waiting", "mode", "mirror")
		b.act(t, path+"/start", starting(page))
		page = b.until(t, path, "done")
		again := regexp.MustCompile(`href="(/admin/imports/new\?[^"]*)"`).FindStringSubmatch(mainOf(page.body))
		if again == nil || strings.Contains(again[1], "mirror") {
			t.Fatalf("the link to upload the corrected file is %q", again)
		}
		b.get(t, html.UnescapeString(again[1])).shows(t, 200, `name="kind" value="products" checked`, `name="mode" value="" checked`)
		file := b.get(t, path+"/refused")
		if file.status != 200 || !strings.Contains(file.header.Get("Content-Disposition"), "attachment") || !strings.Contains(file.body, "C1,Cup,abc,") {
			t.Fatalf("%d %v %s", file.status, file.header, file.body)
		}
		second, page := b.uploaded(t, "refused.csv", strings.Replace(file.body, "abc", "9", 1), "waiting", "kind", "products")
		page.shows(t, 200, "<strong>1</strong><span>new</span>")
		page.hides(t, "rows refused", "would be unpublished")
		b.act(t, second+"/start", starting(page))
		b.until(t, second, "done")
		if p := k.published(t); len(p) != 3 || p["C1"].Price.Decimal.String() != "9" {
			t.Errorf("%v", p)
		}
		b.get(t, second+"/refused").shows(t, http.StatusNotFound, "No row of this import was refused.")
	})
}

func TestTheMeaningOfColumnsIsChangedWithoutSendingTheFileAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := startImporting(t, s)
		b := login(t, k, "staff")
		path, page := b.uploaded(t, "odd.csv", "ref;what;<b>costs</b>;was\nA;Lamp;5;6\n", "waiting")
		page.shows(t, 200, "Any table, by the names of its columns", "semicolon (;)", `name="column_0" aria-label="Meaning of the column ref"`,
			"Meaning of the column &lt;b&gt;costs", "No column is the SKU or the barcode.", "Nothing would change")
		page.hides(t, "Import now")
		b.act(t, path+"/revise", url.Values{"column_0": {"sku"}, "column_1": {"title"}, "column_2": {"price"}, "column_3": {"price"}}).
			shows(t, 200, "Two columns cannot both mean “Price”")
		b.act(t, path+"/revise", url.Values{"column_0": {"sku"}, "column_1": {"title"}, "column_2": {""}, "column_3": {"price"}})
		page = b.until(t, path, "waiting")
		page.shows(t, 200, "<strong>1</strong><span>new</span>", `<option value="sku" selected>`)
		// A column that is given a meaning takes it from the one that has it.
		b.act(t, path+"/revise", url.Values{"column_0": {"sku"}, "column_1": {"title"}, "column_2": {"price"}, "column_3": {"price"}})
		page = b.until(t, path, "waiting")
		if n := strings.Count(page.body, `<option value="price" selected>`); n != 1 {
			t.Errorf("%d columns are the price", n)
		}
		b.act(t, path+"/start", starting(page))
		b.until(t, path, "done")
		if p := k.published(t)["A"]; p.Title != "Lamp" || p.Price.Decimal.String() != "5" {
			t.Errorf("%+v", p)
		}
	})
}

func TestAFileThatLooksLikeAnotherKindIsOfferedToBeReadSo(t *testing.T) {
	k := startImporting(t, sqliteStore(t))
	b := login(t, k, "staff")
	path, page := b.uploaded(t, "parcels.csv", "order_number,package_number\n1,P1\n", "unreadable", "kind", "orders")
	page.shows(t, 200, "The columns are not known to us.", "The columns look like parcels.", "Check it as these")
	page.hides(t, "Import now")
	b.act(t, path+"/start", starting(page)).shows(t, 200, "That was not possible any more", "now: Cannot be read")
	b.act(t, path+"/revise", url.Values{"kind": {"packages"}, "format": {"shopify-orders"}, "mode": {"mirror"}})
	b.until(t, path, "waiting").shows(t, 200, "Parcels", "<strong>1</strong><span>new</span>")
	auto, page := b.uploaded(t, "parcels.csv", "order_number,package_number\n1,P1\n", "waiting")
	page.shows(t, 200, "Parcels")
	b.act(t, auto+"/cancel", nil).shows(t, 200, "The file is dropped. Nothing was changed.")
	b.until(t, auto, "dropped").shows(t, 200, "The file was dropped before it went in")
	b.post(t, path+"/revise", url.Values{"encoding": {"klingon"}}).shows(t, http.StatusUnprocessableEntity, "These settings do not go together")
}

func TestAnImportThatChangesMuchIsStartedOnlyWithATick(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := startImporting(t, s)
		k.upload(t, "kind=products", "", strings.NewReader(pricelist(0)))
		b := login(t, k, "staff")
		path, page := b.uploaded(t, "cheap.csv", pricelist(30), "waiting")
		page.shows(t, 200, "this changes a lot", "30 of 100 prices would fall by more than half.", `name="sure"`, `<del class="diff-old">100</del>`, `<ins class="diff-new">10</ins>`)
		b.act(t, path+"/start", starting(page)).shows(t, 200, "so it was not started. Tick the box first")
		b.act(t, path+"/start", starting(page, "sure", "1")).shows(t, 200, "The import has begun.")
		b.until(t, path, "done")
		// One that came by the API and was stopped by its guard rail waits for the same button.
		k.upload(t, "kind=products", "", strings.NewReader(strings.ReplaceAll(pricelist(0), ",10", ",1000")))
		id := k.submit(t, "kind=products", pricelist(100))
		page = b.until(t, "/admin/imports/"+id, "waiting")
		page.shows(t, 200, `name="sure"`)
		b.act(t, "/admin/imports/"+id+"/start", starting(page, "sure", "1"))
		b.until(t, "/admin/imports/"+id, "done")
	})
}

func TestTwoPeopleImportAtOnceAndBothAreTold(t *testing.T) {
	k := startImporting(t, sqliteStore(t))
	addUser(t, k, store.User{Name: "mei", Role: "staff"})
	ann, mei := login(t, k, "staff"), login(t, k, "mei")
	first, page := ann.uploaded(t, "ann.csv", "sku,title\nA,Ann\n", "waiting")
	second, other := mei.uploaded(t, "mei.csv", "sku,title\nA,Mei\n", "waiting")
	ann.act(t, first+"/start", starting(page))
	ann.until(t, first, "done")
	shown := mei.act(t, second+"/start", starting(other))
	shown.shows(t, 200, "Another import went in meanwhile", "Since this file was checked another import went in: ann.csv", first)
	mei.act(t, second+"/revise", nil)
	page = mei.until(t, second, "waiting")
	page.hides(t, "another import went in")
	page.shows(t, 200, `<del class="diff-old">Ann</del>`)
	mei.act(t, second+"/start", starting(other)).shows(t, 200, "The file was checked again after you opened the page.")
	mei.act(t, second+"/start", starting(page)).shows(t, 200, "The import has begun.")
	mei.until(t, second, "done")
	if got := k.published(t)["A"].Title; got != "Mei" {
		t.Errorf("the title is %q", got)
	}
}

func TestWhoStartsAnywayStartsAfterTheNotice(t *testing.T) {
	k := startImporting(t, sqliteStore(t))
	b := login(t, k, "staff")
	path, _ := b.uploaded(t, "one.csv", "sku,title\nA,One\n", "waiting")
	k.upload(t, "kind=products", "", strings.NewReader("sku,title\nB,Two\n"))
	page := b.get(t, path)
	page.shows(t, 200, `name="newer"`)
	b.act(t, path+"/start", starting(page)).shows(t, 200, "The import has begun.")
	b.until(t, path, "done")
}

func TestAnImportThatRunsIsShownAndStopped(t *testing.T) {
	k := start(t, sqliteStore(t), adminConfig) // whose queue does not work
	b := login(t, k, "staff")
	got := b.sendFile(t, "lamps.csv", lampsAndCups)
	at := shownAt.FindStringSubmatch(got.header.Get("Location"))
	if at == nil {
		t.Fatalf("%d %s", got.status, got.body)
	}
	watched, scripted := b.get(t, got.header.Get("Location")), b.get(t, at[1])
	watched.shows(t, 200, "In line", "<progress", `data-events="`+at[1]+`/events?shop=main"`, "Look again", "Stop the import")
	if watched.header.Get("Refresh") != "3" || scripted.header.Get("Refresh") != "" {
		t.Errorf("the page asks again by itself after %q, and with a script after %q", watched.header.Get("Refresh"), scripted.header.Get("Refresh"))
	}
	_, err := k.store.ChangeImport(ctx, strings.TrimPrefix(at[1], "/admin/imports/"), func(i *store.Import) error {
		i.State, i.Settings.Confirmed, i.Rows.Read, i.BytesRead, i.BytesTotal = store.ImportRunning, true, 12345, 40, 100
		i.StartedAt, i.ProgressedAt = time.Now().Add(-10*time.Minute), time.Now()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	b.get(t, at[1]).shows(t, 200, "12,345 rows, 40 % of the file. About 15 minutes left.", `max="100" value="40"`)
	b.act(t, at[1]+"/cancel", nil).shows(t, 200, "The import is stopped.", "what is counted here went in")
	b.act(t, at[1]+"/cancel", nil).shows(t, 200, "That was not possible any more", "now: Stopped")
}

func sqliteStore(t *testing.T) *store.Store {
	t.Helper()
	return storetest.Open(t, store.Options{Driver: store.SQLite, Path: t.TempDir() + "/shopclerk.db"})
}
