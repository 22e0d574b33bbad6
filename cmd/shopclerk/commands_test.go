package main

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestImportEndsWithTheCodeThatTellsWhatHappened(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "shopclerk.yaml", shopConfig("sqlite"))
	write(t, dir, "good.csv", "sku,title,price\nA,Cup,1.50\nB,Mug,2\n")
	write(t, dir, "bad.csv", "sku,title,price\nA,Cup,1.75\nB,Mug,abc\nC,,3\n")
	for _, c := range []struct {
		name           string
		args           []string
		stdin          string
		code           int
		stdout, stderr string // stdout is exact, stderr a part
	}{
		{"a dry run says what would happen", []string{"products", "good.csv", "--dry-run"}, "", 0,
			"products: 2 new, 0 changed, 0 unchanged, 0 refused\n", ""},
		{"and it changed nothing", []string{"products", "good.csv"}, "", 0,
			"products: 2 new, 0 changed, 0 unchanged, 0 refused\n", ""},
		{"a second time nothing is new", []string{"products", "-"}, "sku,title,price\nA,Cup,1.50\nB,Mug,2\n", 0,
			"products: 0 new, 0 changed, 2 unchanged, 0 refused\n", ""},
		{"refused rows are listed and exit with 3", []string{"products", "bad.csv"}, "", 3,
			"line 3: price: \"abc\" is not a number\nline 4: title: is required\nproducts: 0 new, 1 changed, 0 unchanged, 2 refused\n", ""},
		{"a dry run exits as the import would", []string{"products", "bad.csv", "--dry-run"}, "", 3,
			"line 3: price: \"abc\" is not a number\nline 4: title: is required\nproducts: 0 new, 0 changed, 1 unchanged, 2 refused\n", ""},
		{"a missing file", []string{"products", "none.csv"}, "", 1, "", "none.csv"},
		{"an empty file", []string{"products", "-"}, "", 1, "", "the file is empty"},
		{"a table without its key", []string{"products", "-"}, "a,b\n1,2\n", 1, "", `no format for products recognises these columns`},
		{"an unknown kind", []string{"cars", "-"}, "", 1, "", `"cars" is none of products, orders, packages`},
		{"an unknown shop", []string{"products", "-", "--shop", "other"}, "", 1, "", `there is no shop "other"`},
		{"a source with a strange name", []string{"products", "-", "--source", "a b"}, "", 1, "", "--source"},
		{"orders as CSV", []string{"orders", "-"}, "order_number\n1\n", 1, "", "CSV cannot hold"},
		{"orders", []string{"orders", "-"}, `{"order_number":"1","summary":{"total_cost":"5"},"status":"lost"}`, 3,
			"line 1: status: \"lost\" is not a status; one of unpaid, processing, paid, shipped, delivered, completed, cancelled, refunded\n" +
				"orders: 0 new, 0 changed, 0 unchanged, 1 refused\n", ""},
		{"packages", []string{"packages", "-"}, "order_number,package_number\n1,P1\n", 0,
			"packages: 1 new, 0 changed, 0 unchanged, 0 refused\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := execute(t, dir, c.stdin, append([]string{"import"}, c.args...)...).expect(t, c.code)
			if r.stdout != c.stdout {
				t.Errorf("stdout: %s\nwant: %s", r.stdout, c.stdout)
			}
			contains(t, r.stderr, c.stderr)
		})
	}
	contains(t, execute(t, dir, "", "delete", "products", "--source", "file").expect(t, 0).stdout, "products: 2 deleted")
}

func TestEveryProblemOfTheConfigurationIsReportedAtOnce(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "shopclerk.yaml", `
colour: red
admin: {token: short}
shops:
  - id: a/b
    bots: [{platform: joinchat, secrets: ["the-same-secret"]}]
  - id: other
    bots: [{platform: joinchat, secrets: ["the-same-secret", "${file:./none}"]}]
`)
	r := execute(t, dir, "", "serve").expect(t, 1)
	contains(t, r.stderr, "colour", "admin.token", "shops[0].id", "shops[1].bots[0].secrets[0]", "shops[1].bots[0].secrets[1]")
	if strings.Contains(r.stderr, "the-same-secret") {
		t.Error("a secret is printed")
	}
}

func TestWithoutAConfigurationOtherCommandsSayHowToGetOne(t *testing.T) {
	for _, command := range [][]string{{"ask", "test"}, {"import", "products", "-"}, {"migrate"}} {
		contains(t, execute(t, t.TempDir(), "", command...).expect(t, 1).stderr, "there is no configuration")
	}
}

func TestDoctorNamesWhatIsBad(t *testing.T) {
	dir := t.TempDir()
	contains(t, execute(t, dir, "", "doctor").expect(t, 1).stdout, "BAD   config")
	s := startServe(t, dir, "--sample")
	doctor := func(code int, args ...string) string {
		cmd := program(t.Context(), dir, append([]string{"doctor"}, args...)...)
		cmd.Env = append(cmd.Env, "SHOPCLERK_LISTEN="+strings.TrimPrefix(s.url, "http://"))
		out, _ := cmd.Output()
		if cmd.ProcessState.ExitCode() != code {
			t.Errorf("exit code %d, want %d", cmd.ProcessState.ExitCode(), code)
		}
		return string(out)
	}
	execute(t, dir, "sku,title\nDOC1,Lamp\n", "import", "products", "-").expect(t, 0)
	waitFor(t, "the index to catch up", func() bool { return s.lag(t) == 0 })
	contains(t, doctor(0), "ok    config", "ok    database", "ok    migrations", "ok    clock", "ok    search", "ok    feeds", "ok    uploads: none waiting",
		"ok    search: the index of shop main equals the database: 176 products compared")
	doctor(0, "--health")
	s.stop(t)
	contains(t, doctor(1), "ok    database", "BAD   search")
	doctor(1, "--health")
}

func TestVersionPrintsOneLine(t *testing.T) {
	r := execute(t, t.TempDir(), "", "version").expect(t, 0)
	if !regexp.MustCompile(`^shopclerk \S+ \(go\S+ .*\)\n$`).MatchString(r.stdout) {
		t.Error(r.stdout)
	}
}

func TestADatabaseThatIsAwayAtTheStartIsSaidAndEndsWith1(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "shopclerk.yaml", shopConfig("mysql://clerk:top-secret-word@"+freeAddress(t)+"/shop"))
	r := execute(t, dir, "", "serve").expect(t, 1)
	contains(t, r.stderr, "database shop at 127.0.0.1:", "refused")
	if strings.Contains(r.stderr, "top-secret-word") {
		t.Error("the password is printed")
	}
	contains(t, execute(t, dir, "", "doctor").expect(t, 1).stdout, "BAD   database")
}

func TestWithADataFolderThatCannotBeWrittenAServerOnMySQLAnswersAllTheSame(t *testing.T) {
	for _, database := range storetest.All(t) {
		if database.Name == store.SQLite {
			continue
		}
		t.Run(database.Name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "file", "")
			write(t, dir, "shopclerk.yaml", strings.Replace(shopConfig(address(database.New(t))), "./data", "./file/data", 1))
			execute(t, dir, "", "migrate").expect(t, 0)
			s := startServe(t, dir, "--sample")
			contains(t, s.ask(t, "products", "--title", "T-shirt"), `"total":19`)
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/admin/api/imports?kind=products", strings.NewReader("sku,title\n1,Lamp\n"))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer 0123456789012345678901234567890123456789")
			reply, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer reply.Body.Close()
			body, err := io.ReadAll(reply.Body)
			if err != nil || reply.StatusCode != http.StatusInsufficientStorage {
				t.Errorf("an upload is answered with %d, %s, %v", reply.StatusCode, body, err)
			}
			contains(t, string(body), "data_dir is full or cannot be written")
			contains(t, execute(t, dir, "", "doctor").expect(t, 1).stdout, "BAD   data_dir", "ok    database")
			s.stop(t)
		})
	}
}

func TestMySQLIsMigratedByMigrateAlone(t *testing.T) {
	for _, database := range storetest.All(t) {
		if database.Name == store.SQLite {
			continue
		}
		t.Run(database.Name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "shopclerk.yaml", shopConfig(address(database.New(t))))
			for _, command := range [][]string{{"serve"}, {"import", "products", "-"}, {"delete", "products", "--source", "file"}} {
				contains(t, execute(t, dir, "sku,title\n", command...).expect(t, 1).stderr, "run `shopclerk migrate`")
			}
			contains(t, execute(t, dir, "", "doctor").expect(t, 1).stdout, "BAD   migrations")
			var both sync.WaitGroup
			for range 2 {
				both.Go(func() { execute(t, dir, "", "migrate").expect(t, 0) })
			}
			both.Wait()
			contains(t, execute(t, dir, "", "migrate").expect(t, 0).stdout, "migrated: 0 steps")
			s := startServe(t, dir, "--sample")
			contains(t, s.ask(t, "products", "--title", "T-shirt"), "White T-Shirt, Kids")
			contains(t, execute(t, dir, "", "migrate").expect(t, 0).stdout, "migrated: 0 steps") // beside a running serve
			s.stop(t)
		})
	}
}

// address writes a database as the configuration names it.
func address(o store.Options) string {
	if strings.HasPrefix(o.Address, "/") {
		return "mysql://" + o.User + ":" + o.Password + "@/" + o.Name + "?socket=" + o.Address
	}
	return "mysql://" + o.User + ":" + o.Password + "@" + o.Address + "/" + o.Name
}
