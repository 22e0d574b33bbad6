package server_test

import (
	"bufio"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestViewersLookAtImportsAndStaffActs(t *testing.T) {
	k := startImporting(t, sqliteStore(t))
	path, page := login(t, k, "staff").uploaded(t, "lamps.csv", lampsAndCups, "waiting")
	v := login(t, k, "viewer")
	shown := v.get(t, path)
	shown.shows(t, 200, "What would happen", "<td>Lamp</td>", "Somebody with the role of staff has to decide")
	shown.hides(t, "Import now", "Do not import", "Check again", "<select name=\"column_")
	v.get(t, "/admin/imports").shows(t, 200, "lamps.csv")
	v.get(t, "/admin/imports/new").shows(t, http.StatusForbidden, "Your role does not include this")
	v.sendFile(t, "a.csv", "x").shows(t, http.StatusForbidden, "Your role does not include this")
	for _, act := range []string{"/start", "/revise", "/cancel", "/undo"} {
		v.post(t, path+act, starting(page)).shows(t, http.StatusForbidden, "Your role does not include this")
	}
	if i, err := k.store.ImportByID(ctx, strings.TrimPrefix(path, "/admin/imports/")); err != nil || i.State != store.ImportWaiting {
		t.Errorf("%+v, %v", i, err)
	}
}

func TestAnotherShopsImportIsNotThere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := startImporting(t, s)
		b := login(t, k, "staff")
		path, page := b.uploaded(t, "lamps.csv", lampsAndCups, "waiting")
		addUser(t, k, store.User{Name: "theirs", Role: "staff", Shops: []string{"other"}})
		theirs := login(t, k, "theirs")
		for _, at := range []string{path, path + "/events", path + "/refused", path + "?shop=other", "/admin/imports/NONE", "/admin/imports/" + strings.Repeat("x", 3000), "/admin/imports?before=" + strings.TrimPrefix(path, "/admin/imports/")} {
			theirs.get(t, at).shows(t, http.StatusNotFound, "There is no such import in this shop")
		}
		theirs.get(t, path+"?shop=main").shows(t, http.StatusNotFound)
		for _, act := range []string{"/start", "/revise", "/cancel", "/undo"} {
			theirs.post(t, path+act, starting(page)).shows(t, http.StatusNotFound, "There is no such import in this shop")
			b.post(t, path+act+"?shop=other", starting(page)).shows(t, http.StatusNotFound)
		}
		theirs.get(t, "/admin/imports").hides(t, "lamps.csv")
	})
}

// A session that ends does not end the import, nor what somebody was about to do with it.
func TestAfterALogInTheImportIsStillThere(t *testing.T) {
	k := startImporting(t, sqliteStore(t))
	b := login(t, k, "staff")
	path, page := b.uploaded(t, "lamps.csv", lampsAndCups, "waiting")
	form := starting(page)
	form.Set("csrf", b.csrf(t))
	if _, err := k.store.RemoveSessions(ctx, "staff"); err != nil {
		t.Fatal(err)
	}
	to := b.get(t, path).header.Get("Location")
	if to != "/admin/login?next="+url.QueryEscape(path) {
		t.Errorf("the page leads to %q", to)
	}
	if got := b.get(t, path+"/events", "Accept", "text/event-stream"); got.status != http.StatusUnauthorized {
		t.Errorf("the stream is answered with %d", got.status)
	}
	b.send(t, "POST", path+"/start", form).shows(t, http.StatusUnauthorized, "What you entered is kept")
	body, contentType := form, ""
	upload, contentType := login(t, k, "staff").form(t, "lamps.csv", lampsAndCups)
	newBrowser(t, k).request(t, "POST", "/admin/imports", upload.String(), "Content-Type", contentType).shows(t, http.StatusUnauthorized, "Your file is unchanged")
	again := login(t, k, "staff")
	again.get(t, path).shows(t, 200, "Import now")
	body.Del("csrf")
	again.act(t, path+"/start", body)
	again.until(t, path, "done")
}

func TestThePageIsToldHowAnImportGoesOnInItsLanguage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		b := login(t, k, "viewer")
		staff := login(t, k, "staff")
		b.send(t, "POST", "/admin/language", url.Values{"language": {"vi"}})
		at := shownAt.FindStringSubmatch(staff.sendFile(t, "lamps.csv", lampsAndCups).header.Get("Location"))
		r, err := http.NewRequest("GET", k.url+at[1]+"/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := b.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if got := response.Header.Get("Content-Type"); got != "text/event-stream" {
			t.Fatalf("%d %s", response.StatusCode, got)
		}
		lines := bufio.NewScanner(response.Body)
		next := func() (event string, p struct{ Stage, Text string }) {
			for lines.Scan() {
				if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
					event = name
				}
				if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
					if err := json.Unmarshal([]byte(data), &p); err != nil {
						t.Fatal(err)
					}
					return event, p
				}
			}
			return "", p
		}
		if event, p := next(); event != "progress" || p.Stage != "queued" || !strings.Contains(p.Text, "Một lần nhập khác đang chạy") {
			t.Errorf("%s %+v", event, p)
		}
		staff.act(t, at[1]+"/cancel", nil)
		if event, p := next(); event != "end" || p.Stage != "dropped" {
			t.Errorf("%s %+v", event, p)
		}
	})
}

var (
	wordKey = regexp.MustCompile(`import\.[a-z]+_?[a-z_]*[^.a-z_0-9]`)
	english = regexp.MustCompile(`lang="en"[^>]*>([^<]+)<`)
)

// Every page is there in each language, and what is wrong with a row is said in it too.
func TestThePagesOfImportsAreInEachLanguage(t *testing.T) {
	k := startImporting(t, sqliteStore(t))
	k.upload(t, "kind=products", "", strings.NewReader("sku,title,price\nA,old,5\nA5,y,5\n"))
	b := login(t, k, "staff")
	rows := "sku,title,price,stock,published,updated_at,currency,image_url,odd\nA,new,-1\nA1,x,abc\nA2,,1\nA3," + strings.Repeat("x", 5000) + ",1\nA4,x,1e99\n" +
		"A5,y,0.123456\nA6,x,1,many\nA7,x,1,1,perhaps\nA8,x,1,1,true,yesterday\nA9,x,1,1,true,,XXXX\nB1,x,1,1,true,,TWD,none\nB1,x,1\nB2,\"x\nB3,x,1,1,1,1,1,1,1,1,1\n!!!,x,1\n"
	waiting, _ := b.uploaded(t, "rows.csv", rows, "waiting", "mode", "mirror")
	paths := []string{"/admin/imports", "/admin/imports/new", waiting, "/admin/imports?kind=packages"}
	for _, file := range []string{"", "a,a\n1,2\n", "\x00\x01", "a,b\n1,2\n"} {
		unreadable, _ := b.uploaded(t, "bad", file, "unreadable", "kind", "orders")
		paths = append(paths, unreadable)
	}
	done, page := b.uploaded(t, "one.csv", "sku,title,price\nA,new,6\nA2,,1\n", "waiting")
	b.act(t, done+"/start", starting(page))
	b.until(t, done, "done")
	paths = append(paths, done)
	for _, language := range []string{"en", "zh-TW", "zh-CN", "vi"} {
		b.send(t, "POST", "/admin/language", url.Values{"language": {language}})
		for _, path := range paths {
			page := b.get(t, path)
			page.shows(t, 200, `<html lang="`+language+`"`)
			main := mainOf(page.body)
			if key := wordKey.FindString(main); key != "" {
				t.Errorf("%s in %s shows the key %s", path, language, key)
			}
			for _, found := range english.FindAllStringSubmatch(main, -1) {
				t.Errorf("%s in %s says in English: %s", path, language, html.UnescapeString(found[1]))
			}
			if strings.Contains(main, "{n}") && path != "/admin/imports/new" || strings.Contains(main, "{value}") {
				t.Errorf("%s in %s has an empty place", path, language)
			}
		}
	}
}

func TestADryRunOfTheAPIIsShownAsOne(t *testing.T) {
	k := startImporting(t, sqliteStore(t))
	id := k.submit(t, "kind=products&dry_run=1&file=dry.csv", lampsAndCups)
	b := login(t, k, "staff")
	page := b.until(t, "/admin/imports/"+id, "checked")
	page.shows(t, 200, "This was a check only; nothing was changed", "Checked only", "<strong>2</strong><span>new</span>")
	page.hides(t, "Import now", "Undo this import")
}
