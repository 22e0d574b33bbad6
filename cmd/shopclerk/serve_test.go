package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"shopclerk/server/bots/joinchat"
)

func TestANewUserStartsTheSampleShopAndAsksEverything(t *testing.T) {
	s := startServe(t, t.TempDir(), "--sample")
	waitFor(t, "the question to try", func() bool { return strings.Contains(s.log.String(), "ask products --title T-shirt") })
	contains(t, s.log.String(), "Made a configuration")
	info, err := os.Stat(filepath.Join(s.dir, "data", "shopclerk.yaml"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the configuration: %v, %v", info, err)
	}
	for _, c := range []struct {
		args  []string
		parts []string
	}{
		{[]string{"products", "--title", "T-shirt"}, []string{`"success":true`, "White T-Shirt, Kids"}},
		{[]string{"products", "--vendor", "kumo & pine"}, []string{`"vendor":"Kumo & Pine"`}},
		{[]string{"property", "--search-type", "product_type"}, []string{`"T-Shirts"`}},
		{[]string{"orders", "--order-number", "12345678902"}, []string{`"order_number":"12345678902"`, `"total_cost":56.14`}},
		{[]string{"orders", "--user-account", "MEI.LIN@example.com", "--limit", "100"}, []string{`"order_number":"SC10038"`, `"order_number":"SC10001"`}},
		{[]string{"orders", "--user-account", "+886 912 345 678"}, []string{`"order_number":"SC10038"`}},
		{[]string{"packages", "--order-number", "12345678902"}, []string{`"package_number":"A1231411"`}},
		{[]string{"packages", "--package-number", "A1231411"}, []string{`"order_number":12345678902`}},
		{[]string{"test"}, []string{`"test_token":"`}},
	} {
		for _, platform := range []string{"joinchat", "bothub"} {
			contains(t, s.ask(t, append(c.args, "--platform", platform)...), c.parts...)
		}
	}
	for picture, status := range map[string]int{"tshirt-ffffff.png": 200, "tshirt-fffffe.png": 404, "..": 404} {
		response, err := http.Get(s.url + "/pictures/" + picture)
		if err != nil || response.StatusCode != status {
			t.Errorf("picture %s: %v, %v", picture, response.Status, err)
		}
		response.Body.Close()
	}
	s.stop(t)
	for _, personal := range []string{"mei.lin", "912 345", "Mei", "林"} {
		if strings.Contains(strings.ToLower(s.log.String()), personal) {
			t.Errorf("the log holds %q", personal)
		}
	}
}

func TestASecondServeOnTheSameDataEndsAtOnceAndSaysSo(t *testing.T) {
	s := startServe(t, t.TempDir())
	second := execute(t, s.dir, "", "serve").expect(t, 1)
	contains(t, second.stderr, "another shopclerk serve is running")
	s.stop(t)
	startServe(t, s.dir).stop(t)
}

func TestAnImportBesideServeIsFoundByTheBots(t *testing.T) {
	s := startServe(t, t.TempDir())
	write(t, s.dir, "p.csv", "sku,title,price\nX-1,Blue Umbrella,10\n")
	execute(t, s.dir, "", "import", "products", "p.csv").expect(t, 0)
	waitFor(t, "the product to be found", func() bool {
		return strings.Contains(s.ask(t, "products", "--title", "umbrella"), "Blue Umbrella")
	})
	execute(t, s.dir, "", "delete", "products", "--source", "file").expect(t, 0)
	waitFor(t, "the product to be gone", func() bool {
		return strings.Contains(s.ask(t, "products", "--title", "umbrella"), `"total":0`)
	})
	s.stop(t)
}

func TestHangupReloadsAGoodConfigurationAndKeepsTheOldOneOtherwise(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "shopclerk.yaml", shopConfig("sqlite"))
	s := startServe(t, dir)
	hangUp := func(text, logged string) {
		t.Helper()
		write(t, dir, "shopclerk.yaml", text)
		before := strings.Count(s.log.String(), logged)
		if err := s.cmd.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		waitFor(t, logged, func() bool { return strings.Count(s.log.String(), logged) > before })
	}
	hangUp("listen: [", "the configuration was not reloaded")
	write(t, dir, "shopclerk.yaml", shopConfig("sqlite"))
	contains(t, s.ask(t, "test"), `"success":true`)
	changed := strings.Replace(shopConfig("sqlite"), "joinchat-secret-1", "joinchat-secret-2", 1)
	hangUp(changed, "configuration reloaded")
	contains(t, s.ask(t, "test"), `"success":true`) // signs with the secret that is now in the file
	write(t, dir, "shopclerk.yaml", shopConfig("sqlite"))
	old := execute(t, dir, "", "ask", "test", "--url", s.url+"/webhook").expect(t, 1)
	contains(t, old.stderr, "HTTP status 401")
	hangUp(strings.Replace(changed, "data_dir: ./data", "data_dir: ./elsewhere", 1), "waits for the next start")
	s.stop(t)
}

func TestARequestThatIsUnderWayFinishesWhenServeIsStopped(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "shopclerk.yaml", shopConfig("sqlite"))
	s := startServe(t, dir)
	body := `{"method":"test","params":{"token":"T45RE"}}`
	connection, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	fmt.Fprintf(connection, "POST /webhook HTTP/1.1\r\nHost: clerk\r\nContent-Length: %d\r\nX-Joinchat-Signature: %s\r\n\r\n%s",
		len(body), joinchat.Dialect{}.Sign("joinchat-secret-1", []byte(body)), body[:10])
	waitFor(t, "the connection to be taken", func() bool { return s.alive() == nil })
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "serve to be stopping", func() bool { return strings.Contains(s.log.String(), "stopping") })
	waitFor(t, "new connections to be refused", func() bool { return s.alive() != nil })
	if _, err := io.WriteString(connection, body[10:]); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, s.log)
	}
	reply, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatal(response.Status, err)
	}
	contains(t, string(reply), `"test_token":"T45RE"`)
	if err := <-s.ended; err != nil {
		t.Errorf("serve ended with %v\n%s", err, s.log)
	}
}
