package config_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/config"
)

const fileOfAll = `
listen: file:1
public_url: https://file.example
trusted_proxies: [10.9.0.0/16, 10.8.0.0/16]
metrics_listen: file:2
data_dir: /file
database: mysql://file@file/file
search: {engine: embedded, url: "http://file.example", key: file, prefix: file}
admin: {token: ffffffffffffffffffffffffffffffff}
shops: [{id: main}]
`

// values is what the environment can set, as text.
func values(c *config.Config) map[string]string {
	var proxies []string
	for _, p := range c.TrustedProxies {
		proxies = append(proxies, p.String())
	}
	return map[string]string{
		"LISTEN": c.Listen, "PUBLIC_URL": c.PublicURL, "TRUSTED_PROXIES": strings.Join(proxies, ","),
		"METRICS_LISTEN": c.MetricsListen, "DATA_DIR": c.DataDir, "DATABASE": c.Database.String(),
		"SEARCH_ENGINE": c.Search.Engine, "SEARCH_URL": c.Search.URL, "SEARCH_KEY": c.Search.Key,
		"SEARCH_PREFIX": c.Search.Prefix, "ADMIN_TOKEN": c.Admin.Token,
	}
}

func fromEnvironment() map[string]string {
	return map[string]string{
		"LISTEN": "env:1", "PUBLIC_URL": "https://env.example", "TRUSTED_PROXIES": "10.1.0.0/16,10.2.0.3/32",
		"METRICS_LISTEN": "env:2", "DATA_DIR": "/env", "DATABASE": "mysql://env@env:3306/env",
		"SEARCH_ENGINE": "meilisearch", "SEARCH_URL": "http://env.example", "SEARCH_KEY": "${LITERAL}",
		"SEARCH_PREFIX": "env", "ADMIN_TOKEN": strings.Repeat("e", 32),
	}
}

func TestTheEnvironmentWinsOverTheFile(t *testing.T) {
	want, dir := fromEnvironment(), t.TempDir()
	var plain, files []string
	secrets := map[string]string{}
	for name, value := range want {
		plain = append(plain, "SHOPCLERK_"+name+"="+value)
		secrets[name] = value + "\n"
	}
	dir = write(t, secrets)
	for name := range want {
		files = append(files, "SHOPCLERK_"+name+"_FILE="+name)
	}
	for name, env := range map[string][]string{"as variables": plain, "as files beside the working directory": files} {
		for what, text := range map[string]string{"over every key": fileOfAll, "over none": "shops: [{id: main}]"} {
			t.Run(name+" "+what, func(t *testing.T) {
				c, err := config.Parse([]byte(text), config.Options{File: "/etc/clerk/c.yaml", Dir: dir, Env: env})
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, values(c)); diff != "" || c.Warnings != nil {
					t.Error(diff, c.Warnings)
				}
			})
		}
	}
}

func TestAnEmptyVariableIsNoneButForMetrics(t *testing.T) {
	var env []string
	for name := range fromEnvironment() {
		env = append(env, "SHOPCLERK_"+name+"=", "SHOPCLERK_"+name+"_FILE=")
	}
	plain, err := parse(fileOfAll)
	if err != nil {
		t.Fatal(err)
	}
	c, err := parse(fileOfAll, env...)
	if err != nil {
		t.Fatal(err)
	}
	want := values(plain)
	want["METRICS_LISTEN"] = ""
	if diff := cmp.Diff(want, values(c)); diff != "" {
		t.Error(diff)
	}
}

func TestProblemsOfTheEnvironment(t *testing.T) {
	const off = "database: must be sqlite or mysql://user:password@host:3306/name, with the special characters of the password escaped (%40 for @)"
	for _, c := range []struct{ name, env, want string }{
		{"a bad value names its variable", "SHOPCLERK_LISTEN=here", "listen: " + listenRule + " (set by SHOPCLERK_LISTEN)"},
		{"so does a bad element of a list", "SHOPCLERK_TRUSTED_PROXIES=10.0.0.1,proxy",
			"trusted_proxies[0]: " + proxyRule + " (set by SHOPCLERK_TRUSTED_PROXIES)"},
		{"and one inside a mapping", "SHOPCLERK_ADMIN_TOKEN=short", "admin.token: must have at least 32 characters (set by SHOPCLERK_ADMIN_TOKEN)"},
		{"both forms at once are refused", "SHOPCLERK_SEARCH_KEY=a SHOPCLERK_SEARCH_KEY_FILE=b",
			"search.key: SHOPCLERK_SEARCH_KEY and SHOPCLERK_SEARCH_KEY_FILE are both set"},
		{"a file that is not there is named", "SHOPCLERK_DATABASE_FILE=missing",
			"database: SHOPCLERK_DATABASE_FILE: missing: there is no such file"},
		{"a file without a value is one too", "SHOPCLERK_ADMIN_TOKEN_FILE=empty", "admin.token: SHOPCLERK_ADMIN_TOKEN_FILE: empty: is empty"},
		{"a database is checked as in the file", "SHOPCLERK_DATABASE=postgres://x", off + " (set by SHOPCLERK_DATABASE)"},
		{"all are reported", "SHOPCLERK_LISTEN=a SHOPCLERK_DATA_DIR_FILE=b SHOPCLERK_PUBLIC_URL=c",
			"data_dir: SHOPCLERK_DATA_DIR_FILE: b: there is no such file\nlisten: " + listenRule +
				" (set by SHOPCLERK_LISTEN)\npublic_url: " + urlRule + " (set by SHOPCLERK_PUBLIC_URL)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := config.Options{Dir: write(t, map[string]string{"empty": "\n"}), Env: strings.Fields(c.env)}
			_, err := config.Parse([]byte("shops: [{id: main}]"), o)
			if diff := cmp.Diff(c.want, lines(t, err)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnOverriddenValueOfTheFileIsNotRead(t *testing.T) {
	text := "{admin: {token: '${file:/nowhere}'}, trusted_proxies: ['${UNSET}'], search: {key: '${UNSET}'}, shops: [{id: main}]}"
	_, err := parse(text, "SHOPCLERK_ADMIN_TOKEN="+strings.Repeat("x", 32), "SHOPCLERK_TRUSTED_PROXIES=10.0.0.1", "SHOPCLERK_SEARCH_KEY=k")
	if err != nil {
		t.Error(err)
	}
	_, err = parse("search: [a]\nshops: [{id: main}]", "SHOPCLERK_SEARCH_KEY=k")
	if diff := cmp.Diff("search: must be a mapping of keys to values", lines(t, err)); diff != "" {
		t.Error(diff)
	}
}

func TestUnknownVariablesAreWarnings(t *testing.T) {
	c, err := parse("shops: [{id: main}]", "SHOPCLERK_LISTENN=:80", "SHOPCLERK_ADMIN=x", "SHOPCLERK_CONFIG=x",
		"SHOPCLERK_CONFIG_FILE=y", "SHOPCLERK_LISTEN_FILE_FILE=z", "SHOPCLERKX=1", "PATH=/bin", "=odd", "odd")
	if err != nil {
		t.Fatal(err)
	}
	const says = " is not a variable of this program and sets nothing"
	want := []string{"SHOPCLERK_ADMIN" + says, "SHOPCLERK_LISTENN" + says, "SHOPCLERK_LISTEN_FILE_FILE" + says}
	if diff := cmp.Diff(want, c.Warnings); diff != "" {
		t.Error(diff)
	}
}

func TestPathsAreRelativeToWhereTheyAreWritten(t *testing.T) {
	dir := write(t, map[string]string{"etc/c.yaml": "{data_dir: ../state, shops: [{id: main}]}"})
	c, err := config.Load(config.Options{File: "etc/c.yaml", Dir: dir})
	if err != nil || c.DataDir != filepath.Join(dir, "state") || c.Database.Path != filepath.Join(dir, "state/shopclerk.db") {
		t.Errorf("from the file: %+v %v", c, err)
	}
	c, err = config.Load(config.Options{File: "etc/c.yaml", Dir: dir, Env: []string{"SHOPCLERK_DATA_DIR=here"}})
	if err != nil || c.DataDir != filepath.Join(dir, "here") {
		t.Errorf("from the environment: %+v %v", c, err)
	}
	var problems *config.Problems
	if _, err = config.Load(config.Options{File: "c.yaml", Dir: dir}); !errors.As(err, &problems) || errors.Is(err, config.ErrNoFile) {
		t.Errorf("not there: %v", err)
	}
}
