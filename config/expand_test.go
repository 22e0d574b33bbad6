package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/config"
)

// write puts files into a new directory and gives the directory.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestReferencesAreReplaced(t *testing.T) {
	dir := write(t, map[string]string{"secret": "fromfile\r\n", "spaced": " a b \n\n", "tricky": "${A} $${B}"})
	env := []string{"A=alpha", "B=", "TRICKY=${A}${file:secret}", "N=12"}
	for _, c := range []struct{ name, text, want string }{
		{"a variable", "${A}", "alpha"},
		{"several in one text", "x${A}-${A}${N}y", "xalpha-alpha12y"},
		{"a file without its line end", "${file:secret}", "fromfile"},
		{"a file by its whole path", "${file:" + dir + "/secret}", "fromfile"},
		{"only line ends are cut", "${file:spaced}", " a b "},
		{"what a variable brings is not expanded again", "${TRICKY}", "${A}${file:secret}"},
		{"nor what a file brings", "${file:tricky}", "${A} $${B}"},
		{"two dollars before a brace are one", "a$${A}b", "a${A}b"},
		{"other dollars stay", "$A $$ $5 {A} $", "$A $$ $5 {A} $"},
		{"an empty variable is an empty value, so the default", "${B}", "main"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := config.Options{File: filepath.Join(dir, "c.yaml"), Env: env}
			got, err := config.Parse([]byte("shops: [{id: main, name: '"+c.text+"'}]"), o)
			if err != nil {
				t.Fatal(err)
			}
			if got.Shops[0].Name != c.want {
				t.Errorf("%q instead of %q", got.Shops[0].Name, c.want)
			}
		})
	}
}

func TestReferencesStandInEveryKindOfValue(t *testing.T) {
	text := "{listen: '${HOST}:80', trusted_proxies: '${NETS}', shops: [{id: main, hide_sold_out: '${YES}'," +
		"limits: {requests_per_second: '${RATE}'}, tracking_urls: {default: 'https://${HOST}/{tracking_number}'}}]}"
	c, err := parse(text, "HOST=a.example", "NETS=10.0.0.1, 10.0.0.2", "YES=true", "RATE=1.5")
	if err != nil {
		t.Fatal(err)
	}
	s := c.Shops[0]
	if c.Listen != "a.example:80" || len(c.TrustedProxies) != 2 || !s.HideSoldOut || s.RequestsPerSecond != 1.5 ||
		s.TrackingURLs["default"] != "https://a.example/{tracking_number}" {
		t.Errorf("%+v", c)
	}
}

func TestReferencesThatLeadNowhere(t *testing.T) {
	dir := write(t, map[string]string{"huge": strings.Repeat("x", 65<<10)})
	for _, c := range []struct{ name, text, want string }{
		{"a variable that is not set", "${NOT_SET}", "the variable NOT_SET is not set"},
		{"a file that is not there", "${file:missing}", "${file:missing}: there is no such file"},
		{"a directory", "${file:.}", "${file:.}: is not a regular file"},
		{"a device", "${file:/dev/zero}", "${file:/dev/zero}: is not a regular file"},
		{"a file that is no secret", "${file:huge}", "${file:huge}: is too large"},
		{"an open brace", "abc${DEF", "has a ${ without its }; a literal ${ is written $${"},
		{"a name that is none", "abc${D-E}", "has a ${…} that is neither a variable nor file:path; a literal ${ is written $${"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := "shops: [{id: main, bots: [{platform: joinchat, secrets: ['" + c.text + "', '" + c.text + "']}]}]"
			_, err := config.Parse([]byte(text), config.Options{File: filepath.Join(dir, "c.yaml")})
			const path = "shops[0].bots[0].secrets"
			if diff := cmp.Diff(path+"[0]: "+c.want+"\n"+path+"[1]: "+c.want, lines(t, err)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAMissingReferenceIsNotReportedAgainAsAnotherProblem(t *testing.T) {
	text := "{database: '${X}', admin: {token: '${X}'}, shops: [{id: main, feeds: [" +
		"{id: a, platform: cyberbiz, domain: a.example, username: u, secret: '${X}', poll: '${X}'}," +
		"{id: b, platform: zeek, appid: '${X}', secret_key: '${X}', max_skew: '${X}'}]}]}"
	_, err := parse(text)
	if got, want := lines(t, err), 7; strings.Count(got, "\n")+1 != want || strings.Count(got, "the variable X is not set") != want {
		t.Errorf("not %d problems about X:\n%s", want, got)
	}
}
