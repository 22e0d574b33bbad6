package main

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestUsersAreManagedByTheCommand(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "shopclerk.yaml", shopConfig("sqlite"))
	write(t, dir, "password", "a password in a file\r\nand another line\n")
	const long = "a password of many words"
	for _, c := range []struct {
		name, stdin    string
		args           []string
		code           int
		stdout, stderr string // stdout is exact, stderr a part
	}{
		{"nobody is there", "", []string{"list"}, 0, "", ""},
		{"staff by default", long + "\n", []string{"add", "Mei"}, 0, "mei can sign in as staff\n", ""},
		{"a viewer of one shop", long, []string{"add", "lin@shop.example", "--role", "viewer", "--shops", "main", "--password-file", "-"}, 0, "lin@shop.example can sign in as viewer\n", ""},
		{"an owner with a password of a file", "", []string{"add", "ann", "--role", "owner", "--password-file", "password"}, 0, "ann can sign in as owner\n", ""},
		{"all are listed", "", []string{"list"}, 0,
			"ann               owner   all shops  never signed in\nlin@shop.example  viewer  main       never signed in\nmei               staff   all shops  never signed in\n", ""},
		{"a name that is taken", long, []string{"add", "MEI"}, 1, "", "there is a user mei already"},
		{"a name with a space", long, []string{"add", "me i"}, 1, "", "a name has 1 to 64 letters"},
		{"a name that looks like a flag", long, []string{"add", "--", "-mei"}, 1, "", "a name has 1 to 64 letters"},
		{"an unknown role", long, []string{"add", "x", "--role", "boss"}, 1, "", `--role: "boss" is none of owner, staff, viewer`},
		{"an unknown shop", long, []string{"add", "x", "--shops", "main,none"}, 1, "", `--shops: there is no shop "none"`},
		{"an owner of one shop", long, []string{"add", "x", "--role", "owner", "--shops", "main"}, 1, "", "an owner sees all shops"},
		{"a short password", "eleven chars"[:11], []string{"add", "x"}, 1, "", "at least 12 characters"},
		{"no password", "", []string{"add", "x"}, 1, "", "at least 12 characters"},
		{"a password of a file that is not there", "", []string{"add", "x", "--password-file", "none"}, 1, "", "none"},
		{"another password", long + "!", []string{"password", "mei"}, 0, "the password of mei is set\n", ""},
		{"a password of nobody", long, []string{"password", "nobody"}, 1, "", `there is no user "nobody"`},
		{"removing", "", []string{"remove", "ann"}, 0, "ann is removed\n", ""},
		{"removing nobody", "", []string{"remove", "ann"}, 1, "", `there is no user "ann"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := execute(t, dir, c.stdin, append([]string{"user"}, c.args...)...).expect(t, c.code)
			if r.stdout != c.stdout {
				t.Errorf("stdout: %s\nwant: %s", r.stdout, c.stdout)
			}
			contains(t, r.stderr, c.stderr)
			if strings.Contains(r.stdout+r.stderr, long) {
				t.Error("the password is printed")
			}
		})
	}
	files, err := filepath.Glob(filepath.Join(dir, "data", "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		if body, err := os.ReadFile(name); err == nil && strings.Contains(string(body), long) {
			t.Errorf("%s holds the password", name)
		}
	}
}

func TestAUserOfTheCommandOpensThePageOfARunningServe(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "shopclerk.yaml", shopConfig("sqlite"))
	s := startServe(t, dir)
	defer s.stop(t)
	execute(t, dir, "a password of many words\n", "user", "add", "mei", "--role", "owner").expect(t, 0)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	reply, err := client.PostForm(s.url+"/admin/login", url.Values{"name": {"mei"}, "password": {"a password of many words"}, "next": {"/admin/users"}})
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	if reply.StatusCode != http.StatusSeeOther || reply.Header.Get("Location") != "/admin/users" {
		t.Errorf("the log-in is answered with %d to %s", reply.StatusCode, reply.Header.Get("Location"))
	}
	if out := execute(t, dir, "", "user", "list").expect(t, 0).stdout; !regexp.MustCompile(`^mei +owner +all shops +signed in at 2\d{3}-`).MatchString(out) {
		t.Error(out)
	}
}
