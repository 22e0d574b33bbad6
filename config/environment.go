package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

const envPrefix = "SHOPCLERK_"

// override is one value from the environment and the variable that brought it.
type override struct{ text, variable string }

// overridable are the paths of the top-level scalars; SHOPCLERK_SEARCH_URL sets search.url.
func overridable() []string {
	return []string{
		"listen", "public_url", "trusted_proxies", "metrics_listen", "data_dir", "database",
		"search.engine", "search.url", "search.key", "search.prefix", "admin.token",
	}
}

func variableName(path string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(path, ".", "_"))
}

func environment(list []string) map[string]string {
	env := make(map[string]string, len(list))
	for _, entry := range list {
		if name, value, ok := strings.Cut(entry, "="); ok {
			env[name] = value
		}
	}
	return env
}

// overrides reads every known variable. One that cannot be read still overrides, with the value unresolved, and is a
// problem of its path.
func overrides(r *report, env map[string]string, dir string) map[string]override {
	out := map[string]override{}
	for _, path := range overridable() {
		name := variableName(path)
		set, err := variable(env, name, dir)
		if err != nil {
			r.add(path, "%s", err)
			set = override{unresolved, name}
		}
		if path == "data_dir" && set.text != "" {
			set.text = absolute(dir, set.text)
		}
		if _, given := env[name]; set.text != "" || given && path == "metrics_listen" {
			out[path] = set
		}
	}
	return out
}

// variable reads NAME, or the file that NAME_FILE names. An empty variable is the same as none: compose files pass on
// variables that nobody set as "". The error is a sentence with the variable's name.
func variable(env map[string]string, name, dir string) (override, error) {
	value, file := env[name], env[name+"_FILE"]
	switch {
	case file == "":
		return override{value, name}, nil
	case value != "":
		return override{}, errors.New(name + " and " + name + "_FILE are both set")
	}
	text, err := readSecret(absolute(dir, file))
	if err == nil && text == "" {
		err = errEmpty // most likely a mount that failed
	}
	if err != nil {
		return override{}, fmt.Errorf("%s_FILE: %s: %s", name, file, reason(err))
	}
	return override{text, name + "_FILE"}, nil
}

// unknownVariables gives a warning for each SHOPCLERK_ variable that sets nothing, in alphabetical order. They are no
// problem because Kubernetes adds SHOPCLERK_SERVICE_HOST and the like beside a service of that name.
func unknownVariables(env map[string]string) []string {
	known := map[string]bool{envPrefix + "CONFIG": true}
	for _, path := range overridable() {
		known[variableName(path)] = true
	}
	var warnings []string
	for name := range env {
		if strings.HasPrefix(name, envPrefix) && !known[strings.TrimSuffix(name, "_FILE")] {
			warnings = append(warnings, name+" is not a variable of this program and sets nothing")
		}
	}
	slices.Sort(warnings)
	return warnings
}
