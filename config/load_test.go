package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shopclerk/config"
)

func TestTheFirstFileOfTheSearchOrderIsRead(t *testing.T) {
	all := map[string]string{}
	for _, name := range []string{"named.yaml", "variable.yaml", "shopclerk.yaml", "data/shopclerk.yaml"} {
		all[name] = "shops: [{id: main}]"
	}
	all["pointer"] = "variable.yaml\n"
	for _, c := range []struct {
		name, file, env, without, want string
	}{
		{"the named one before all", "named.yaml", "SHOPCLERK_CONFIG=variable.yaml", "", "named.yaml"},
		{"the variable's before the usual ones", "", "SHOPCLERK_CONFIG=variable.yaml", "", "variable.yaml"},
		{"the variable may name a file that names it", "", "SHOPCLERK_CONFIG_FILE=pointer", "", "variable.yaml"},
		{"an empty variable names none", "", "SHOPCLERK_CONFIG=", "", "shopclerk.yaml"},
		{"the one beside before the one in data", "", "", "", "shopclerk.yaml"},
		{"the one in data last", "", "", "shopclerk.yaml", "data/shopclerk.yaml"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := write(t, all)
			if c.without != "" {
				os.Remove(filepath.Join(dir, c.without))
			}
			got, err := config.Load(config.Options{File: c.file, Env: []string{c.env}, Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			if want := filepath.Join(dir, c.want); got.File != want {
				t.Errorf("%s instead of %s", got.File, want)
			}
		})
	}
}

func TestNoFileAnywhereIsErrNoFile(t *testing.T) {
	if c, err := config.Load(config.Options{Dir: t.TempDir()}); !errors.Is(err, config.ErrNoFile) || c != nil {
		t.Errorf("%v %v", c, err)
	}
}

func TestANamedFileThatCannotBeReadIsAProblem(t *testing.T) {
	dir := write(t, map[string]string{
		"whole": "shops:\n- {id: main, name: verysecret}\n", "huge.yaml": strings.Repeat("#", 1<<20+1), "shopclerk.yaml": "shops: [{id: main}]",
	})
	for _, c := range []struct{ name, file, env, want string }{
		{"one that is not there", "gone.yaml", "", dir + "/gone.yaml: there is no such file"},
		{"one the variable names", "", "SHOPCLERK_CONFIG=gone.yaml", dir + "/gone.yaml: there is no such file"},
		{"a directory", ".", "", dir + ": is a directory"},
		{"one that is far too large", "huge.yaml", "", dir + "/huge.yaml: is too large"},
		{"a pointer that is not there", "", "SHOPCLERK_CONFIG_FILE=gone", "SHOPCLERK_CONFIG_FILE: gone: there is no such file"},
		{"a pointer that is the configuration", "", "SHOPCLERK_CONFIG_FILE=whole",
			"SHOPCLERK_CONFIG_FILE names a file that holds a path; SHOPCLERK_CONFIG names the configuration"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := config.Load(config.Options{File: c.file, Env: []string{c.env}, Dir: dir})
			if got := lines(t, err); got != c.want {
				t.Errorf("%q instead of %q", got, c.want)
			}
		})
	}
}

func TestProblemsNameTheirFile(t *testing.T) {
	dir := write(t, map[string]string{"data/shopclerk.yaml": "shops: []"})
	_, err := config.Load(config.Options{Dir: dir})
	var problems *config.Problems
	if !errors.As(err, &problems) || problems.File != filepath.Join(dir, "data/shopclerk.yaml") {
		t.Errorf("%#v", err)
	}
}
