package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// adminToken opens the admin page; it guards nothing.
const adminToken = "the-admin-token-of-the-benchmark"

// measurePages opens each page of the admin page, one client, in a shop as large as the largest. It is MariaDB's, where there
// is one.
func (b *bench) measurePages(ctx context.Context) error {
	s, err := b.fillPages(ctx)
	if err != nil {
		return err
	}
	ours, err := s.serve(ctx)
	if err != nil {
		return err
	}
	defer ours.stop()
	v, err := s.signIn(ctx)
	if err != nil {
		return fmt.Errorf("signing in: %w", err)
	}
	pages, err := v.pages(ctx)
	if err != nil {
		return err
	}
	t := table{
		title:   fmt.Sprintf("Pages: one client, %d products, orders and parcels, %s", b.large, s.database),
		columns: []string{"page", "p50", "p99", "KB", "wrong"},
	}
	b.progress("pages on %s", s.database)
	all := make([]*contest, len(pages))
	for i := range pages {
		all[i] = &contest{asker: v, questions: pages[i : i+1]}
	}
	if err := b.alternate(ctx, b.duration/shortPart/time.Duration(len(pages)), all...); err != nil {
		return err
	}
	for i, one := range all {
		size := strconv.Itoa((len(pages[i].want) + 1023) >> 10)
		t.add(pages[i].key, milliseconds(one.rounds.p50()), milliseconds(one.rounds.p99()), size, strconv.Itoa(one.rounds.wrong()))
	}
	first, err := v.firstLoad(ctx, pages[0].want)
	if err != nil {
		return err
	}
	t.note = fmt.Sprintf("a first load of the overview with its style and scripts is %.1f KB, compressed where the server compresses", float64(first)/1024)
	t.print(b.out)
	return nil
}

// fillPages makes a site with many rows of every kind, which one import each has brought.
func (b *bench) fillPages(ctx context.Context) (*site, error) {
	s, err := b.newSite(ctx, "pages", b.databases[len(b.databases)-1])
	l := loading{bench: b, table: table{title: "Pages: how the shop was filled", columns: importColumns}}
	for _, kind := range []string{kindProducts, kindOrders, kindPackages} {
		if err == nil {
			err = l.load(ctx, []*site{s}, kind, b.large)
		}
	}
	return s, err
}

// visitor is a browser in which somebody is signed in.
type visitor struct {
	http    *http.Client
	base    string // http://host:port
	address string // host:port
	cookie  string
}

func (s *site) signIn(ctx context.Context) (*visitor, error) {
	v := &visitor{base: "http://" + s.listen, address: s.listen, http: &http.Client{
		Timeout: replyTimeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	form := url.Values{"name": {""}, "password": {adminToken}, "next": {"/admin/overview"}}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, v.base+"/admin/login", strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", v.base)
	response, err := v.http.Do(r)
	if err != nil {
		return nil, err
	}
	response.Body.Close()
	for _, c := range response.Cookies() {
		if c.Value != "" {
			v.cookie = c.Name + "=" + c.Value
		}
	}
	if v.cookie == "" {
		return nil, fmt.Errorf("status %d and no cookie", response.StatusCode)
	}
	return v, nil
}

// pages are the ones to open: each of the menu, deep ones of the long lists, searches, and one of each kind of detail.
func (v *visitor) pages(ctx context.Context) ([]question, error) {
	var pages []question
	open := func(name, path string) ([]byte, error) {
		q, err := v.page(ctx, name, path)
		pages = append(pages, q)
		return q.want, err
	}
	var errs []error
	menu := func(name, path string) {
		_, err := open(name, path)
		errs = append(errs, err)
	}
	menu("overview", "/admin/overview")
	menu("upload", "/admin/imports/new")
	for _, list := range []struct{ kind, search string }{
		{"imports", ""}, {"products", "經典 T恤"}, {"orders", orderNumber(7)}, {"packages", orderNumber(7)},
	} {
		path := "/admin/" + list.kind
		body, err := open(list.kind, path)
		if err != nil {
			return nil, err
		}
		detail := regexp.MustCompile(`href="(` + path + `/(?:[0-9]+|[0-9A-Za-z]{8,}))"`).FindSubmatch(body)
		if detail == nil {
			return nil, fmt.Errorf("%s lists nothing", path)
		}
		menu("one of "+list.kind, string(detail[1]))
		if list.search == "" {
			continue
		}
		menu(list.kind+", searched", path+"?q="+url.QueryEscape(list.search))
		deep, err := v.deep(ctx, path, body)
		if err != nil {
			return nil, err
		}
		menu(list.kind+", page 20", deep)
	}
	form, err := open("try the bot", "/admin/try")
	if err != nil {
		return nil, err
	}
	for _, ask := range []url.Values{
		{"method": {"products"}, "title": {"經典 T恤"}}, {"method": {"orders"}, "order_number": {orderNumber(7)}},
	} {
		ask.Set("as", "joinchat.0.0")
		q, err := v.send(ctx, "try the bot, "+ask.Get("method"), "/admin/try", form, ask)
		if err != nil {
			return nil, err
		}
		pages = append(pages, q)
	}
	for _, path := range []string{"deliveries", "feeds", "searches", "settings", "users", "audit", "account"} {
		menu(path, "/admin/"+path)
	}
	return pages, errors.Join(errs...)
}

var nextPage = regexp.MustCompile(`href="([^"]*[?&;]after=[^"]*)"`)

// deep is the address of the twentieth page of a list, or of its last one, as one comes to it by turning pages.
func (v *visitor) deep(ctx context.Context, path string, body []byte) (string, error) {
	address := path
	for range 19 {
		next := nextPage.FindSubmatch(body)
		if next == nil {
			break
		}
		link, err := url.Parse(strings.ReplaceAll(string(next[1]), "&amp;", "&"))
		if err != nil {
			return "", err
		}
		address = path + "?" + link.RawQuery
		q, err := v.page(ctx, path, address)
		if err != nil {
			return "", err
		}
		body = q.want
	}
	return address, nil
}

// page opens a page once, and is from then on a request for it. What it holds is not the same each time.
func (v *visitor) page(ctx context.Context, name, path string) (question, error) {
	return v.once(ctx, name, fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n", path, v.address, v.cookie))
}

var formToken = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// send sends the form of a page once, and is from then on a request that sends it.
func (v *visitor) send(ctx context.Context, name, path string, page []byte, form url.Values) (question, error) {
	token := formToken.FindSubmatch(page)
	if token == nil {
		return question{}, fmt.Errorf("%s has no form", path)
	}
	form.Set("csrf", string(token[1]))
	body := form.Encode()
	return v.once(ctx, name, fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nCookie: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		path, v.address, v.base, v.cookie, len(body), body))
}

func (v *visitor) once(ctx context.Context, name string, request []byte) (question, error) {
	q := question{method: "page", key: name, request: request}
	c := newClient(v.address)
	defer c.close()
	status, body, err := c.ask(q.request)
	if err == nil {
		err = whole(&q, status, body, ctx.Err())
	}
	q.want = slices.Clone(body)
	return q, err
}

// whole returns what is wrong with a page: one that is no success or not sent to its end.
func whole(q *question, status int, body []byte, err error) error {
	if err != nil || status != http.StatusOK || !bytes.HasSuffix(bytes.TrimSpace(body), []byte("</html>")) {
		return q.wrong(status, body, err)
	}
	return nil
}

// round opens pages for a while.
func (v *visitor) round(ctx context.Context, pages []question, d time.Duration) round {
	c := newClient(v.address)
	defer c.close()
	return together(ctx, 1, d, pages, func(_ int, q *question) error {
		status, body, err := c.ask(q.request)
		return whole(q, status, body, err)
	})
}

var assetLink = regexp.MustCompile(`(?:href|src)="(/admin/assets/[^"]+)"`)

// firstLoad is how many bytes a browser without anything kept takes in for a page.
func (v *visitor) firstLoad(ctx context.Context, page []byte) (int64, error) {
	size := int64(len(page))
	for _, link := range assetLink.FindAllSubmatch(page, -1) {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, v.base+string(link[1]), nil)
		if err != nil {
			return 0, err
		}
		r.Header.Set("Accept-Encoding", "gzip") // set by hand, so that what comes is not unpacked
		response, err := v.http.Do(r)
		if err != nil {
			return 0, err
		}
		n, err := io.Copy(io.Discard, response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != http.StatusOK {
			return 0, fmt.Errorf("%s: status %d, %w", link[1], response.StatusCode, err)
		}
		size += n
	}
	return size, nil
}
