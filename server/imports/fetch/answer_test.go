package fetch_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"shopclerk/server/imports/fetch"
)

func TestOtherAnswersAreErrorsWithAPieceOfThePage(t *testing.T) {
	const key = "ABCDEF-GHIJ-0123456789"
	for _, c := range []struct {
		name   string
		status int
		page   string
		want   string
	}{
		{"a page is one line", 404, "no such\r\n\t file\n", "404 Not Found: no such file"},
		{"an empty page is left out", 500, "", "500 Internal Server Error"},
		{"80 characters are shown", 403, strings.Repeat("秘", 80), "403 Forbidden: " + strings.Repeat("秘", 80)},
		{"and not 81", 403, strings.Repeat("秘", 81), "403 Forbidden: " + strings.Repeat("秘", 79) + "…"},
		{"a page that is cut inside a character is text all the same", 403, strings.Repeat("秘", 2000), "403 Forbidden: " + strings.Repeat("秘", 79) + "…"},
		{"what cannot be printed is left out", 400, "a\x00\x1b[31mb\u202ec", "400 Bad Request: a[31mbc"},
		{"what is no text is left out", 502, "\x1f\x8b\x08\xff\xfe\xfd", "502 Bad Gateway"},
		{"a status without a name is a number", 599, "", "599"},
		{"a part of a file is no file", 206, "", "206 Partial Content"},
		{"an answer without a file is none", 204, "", "204 No Content"},
		{"a choice is no redirect", 300, "", "300 Multiple Choices"},
		{"the header is not told", 401, "wrong key " + key, "401 Unauthorized"},
		{"nor a part of it", 401, "wrong key " + key[:9] + "…", "401 Unauthorized"},
		{"nor in small letters", 401, "wrong key " + strings.ToLower(key[:9]), "401 Unauthorized"},
		{"nor behind what is shown", 401, strings.Repeat("x ", 100) + key, "401 Unauthorized"},
		{"its first word is no secret", 401, "Bearer token missing", "401 Unauthorized: Bearer token missing"},
		{"the query is not told", 401, "no access with a%2Fkey%20of%20ours", "401 Unauthorized"},
		{"nor as it is meant", 401, "no access with a/key of ours", "401 Unauthorized"},
		{"a word of the query is no secret", 401, "csv is not offered", "401 Unauthorized: csv is not offered"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(c.status)
				io.WriteString(w, c.page)
			})
			request := local(s.URL + "/a.csv?as=csv&k=a%2Fkey%20of%20ours")
			request.Header = fetch.Header{Name: "Authorization", Value: "Bearer " + key}
			fails(t, fetch.Client{}, request, s.URL+"/a.csv: the server answers "+c.want)
		})
	}
}

func TestAPasswordIsNotToldInAnotherWriting(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		http.Error(w, fmt.Sprintf("%s has another password than %s", user, password), http.StatusForbidden)
	})
	request := local(s.URL)
	request.Header = fetch.Header{Name: "Authorization", Value: "Basic " + base64.StdEncoding.EncodeToString([]byte("me:hunter2hunter2"))}
	fails(t, fetch.Client{}, request, s.URL+": the server answers 403 Forbidden")
}

func TestNothingThatAServerSendsTellsTheKeys(t *testing.T) {
	const key = "hunter2hunter2"
	for _, sent := range []string{
		key, "HTTP/1.1 " + key + "\r\n\r\n", "HTTP/1.1 200 " + key + "\r\nX" + key, "HTTP/1.1 404 " + key + "\r\n\r\n" + key,
		"HTTP/1.1 302 Found\r\nLocation: http://[" + key + "\r\n\r\n", "HTTP/1.1 302 Found\r\nLocation: ftp://u:" + key + "@h/?" + key + "\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: " + key + "\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: " + key + "\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + key + "\r\n", "HTTP/1.1 200 OK\r\n" + key + ": " + key + "\r\n" + key + "\r\n\r\n",
	} {
		request := local(raw(t, sent).URL + "/a.csv?key=" + key)
		request.Header = fetch.Header{Name: "X-Key", Value: key}
		if _, err := read(t, fetch.Client{}, request); err == nil || strings.Contains(err.Error(), "hunter") {
			t.Errorf("%q: %v", sent, err)
		}
	}
}

func TestAPrintedHeaderIsItsName(t *testing.T) {
	request := fetch.Request{Path: "/a", Header: fetch.Header{Name: "X-Key", Value: "hunter2"}}
	asJSON, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{fmt.Sprint(request), fmt.Sprintf("%+v", request), fmt.Sprintf("%#v", request), string(asJSON)} {
		if strings.Contains(text, "hunter2") || !strings.Contains(text, "X-Key") {
			t.Error(text)
		}
	}
}

func TestAFileMayComeInGzipAndInNothingElse(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", r.URL.Query().Get("as"))
		io.WriteString(w, "\x1f\x8b as it is")
	})
	for _, coding := range []string{"", "identity", "gzip", "GZIP", "x-gzip"} {
		if text, err := read(t, fetch.Client{}, local(s.URL+"?as="+coding)); text != "\x1f\x8b as it is" || err != nil {
			t.Errorf("%s: %q %v", coding, text, err)
		}
	}
	fails(t, fetch.Client{}, local(s.URL+"?as=br"), s.URL+`: the server sends the file packed as "br", which was not asked for`)
}

func TestNamesOfFiles(t *testing.T) {
	for _, c := range []struct{ name, path, disposition, want string }{
		{"an address ends in it", "/feeds/products.csv", "", "products.csv"},
		{"the server has the last word", "/feeds/1.csv", `attachment; filename="orders.xlsx"`, "orders.xlsx"},
		{"in any script", "/feeds/1", `attachment; filename*=UTF-8''%E5%95%86%E5%93%81.csv`, "商品.csv"},
		{"but not on the folder", "/", `attachment; filename="../../etc/x.csv"`, "x.csv"},
		{"of no system", "/", `attachment; filename="C:\\temp\\x.csv"`, "x.csv"},
		{"one without an ending gives way to one that has it", "/products.csv", "attachment; filename=download", "products.csv"},
		{"unless there is none", "/feeds/7", "attachment; filename=download", "download"},
		{"what cannot be read is passed over", "/products.csv", "attachment; filename=a b c", "products.csv"},
		{"dots are no name", "/..", `attachment; filename=".."`, ""},
		{"nor is nothing", "/", "", ""},
		{"a line end is a space", "/", "attachment; filename*=UTF-8''a%0D%0Ab.csv", "a b.csv"},
		{"a long one keeps its end", "/" + strings.Repeat("a", 200) + ".csv", "", strings.Repeat("a", 96) + ".csv"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Disposition", c.disposition) })
			got, err := fetch.Client{}.Get(context.Background(), local(s.URL+c.path))
			if err != nil {
				t.Fatal(err)
			}
			got.Body.Close()
			if got.Name != c.want {
				t.Errorf("%q instead of %q", got.Name, c.want)
			}
		})
	}
}
