package config

import (
	"errors"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-viper/mapstructure/v2"
)

// document is Config as it is written: text where Config holds something parsed.
type document struct {
	Config         `mapstructure:",squash"`
	TrustedProxies []string       `mapstructure:"trusted_proxies"`
	Database       string         `mapstructure:"database"`
	Shops          []shopDocument `mapstructure:"shops"`
}

// shopDocument is Shop as it is written.
type shopDocument struct {
	Shop     `mapstructure:",squash"`
	Timezone string `mapstructure:"timezone"`
	Limits   struct {
		RequestsPerSecond float64 `mapstructure:"requests_per_second"`
	} `mapstructure:"limits"`
}

// mismatch is a value of the wrong shape, in words.
type mismatch string

func (m mismatch) Error() string { return string(m) }

var textKey = regexp.MustCompile(`\[([^\]]*[^\]0-9][^\]]*)\]`)

// decode lays the tree over the defaults and reports every unknown key and every value of the wrong shape.
func decode(r *report, tree map[string]any) *document {
	d := &document{Database: SQLite, Config: Config{
		Listen: "127.0.0.1:8080", MetricsListen: "127.0.0.1:9090", DataDir: "data",
		Search: Search{Engine: Embedded, URL: "http://127.0.0.1:7700", Prefix: "shopclerk"},
	}}
	unknown(r, tree)
	collect(r, fill(d, tree, nil, shaped))
	return d
}

// unknown reports every key that has no field. The library forgets those of a mapping in which anything else is wrong,
// so they get a pass of their own in which nothing can be.
func unknown(r *report, tree map[string]any) {
	var keys mapstructure.Metadata
	_ = fill(&document{}, tree, &keys, namesOnly)
	slices.Sort(keys.Unused)                            // the library has them in the order of a map
	for _, path := range slices.Backward(keys.Unused) { // "t.0" before "t", of which it would be taken for a part
		if mapping, bare := r.bare[path]; bare {
			// {token: abc,def} has the key def, which is a piece of a secret.
			r.add(mapping, "has a key without a value that is not known; a text that holds a comma must stand in quotes")
			continue
		}
		r.unreadable(path, "is not a known key")
	}
}

func fill(into *document, tree map[string]any, keys *mapstructure.Metadata, hook any) error {
	decoder, err := mapstructure.NewDecoder(&mapstructure.DecoderConfig{
		Result: into, Metadata: keys, DecodeHook: hook, WeaklyTypedInput: true, IgnoreUntaggedFields: true,
		MatchName: func(key, field string) bool { return key == field },
	})
	if err != nil {
		return err
	}
	return decoder.Decode(tree)
}

// shaped refuses what the weak decoder would bend, such as a mapping where a list belongs, and reads durations.
func shaped(from, to reflect.Value) (any, error) {
	if text := expected(from, to); text != "" {
		return nil, mismatch(text)
	}
	if to.Type() != reflect.TypeFor[time.Duration]() {
		return from.Interface(), nil
	}
	d, err := duration(from.String())
	if err != nil {
		return nil, mismatch("must be a duration such as 5m or 180s")
	}
	return d, nil
}

// duration reads what Go reads, and whole days such as 30d.
func duration(text string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 16)
		return time.Duration(n) * day, err
	}
	return time.ParseDuration(text)
}

// namesOnly passes mappings and lists and leaves every value out, so that nothing can fail.
func namesOnly(from, to reflect.Value) (any, error) {
	if from.Kind() == reflect.String || expected(from, to) != "" {
		return nil, nil
	}
	return from.Interface(), nil
}

// expected says what should stand where from does not fit to, or "". One text may stand for a list of one.
func expected(from, to reflect.Value) string {
	composite := from.Kind() == reflect.Map || from.Kind() == reflect.Slice
	switch to.Kind() {
	case reflect.Struct, reflect.Map:
		if from.Kind() != reflect.Map {
			return "must be a mapping of keys to values"
		}
	case reflect.Slice:
		texts := to.Type().Elem().Kind() == reflect.String
		if from.Kind() == reflect.Map || from.Kind() == reflect.String && !texts {
			return "must be a list"
		}
	default:
		if composite {
			return "must be one value"
		}
	}
	return ""
}

// collect reports the leaves of a decoder's error. The values in it are left out.
func collect(r *report, err error) {
	switch e := err.(type) {
	case nil:
	case *mapstructure.DecodeError:
		r.unreadable(textKey.ReplaceAllString(e.Name(), ".$1"), wording(e.Unwrap()))
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			collect(r, one)
		}
	default:
		collect(r, errors.Unwrap(err))
	}
}

func wording(err error) string {
	var shape mismatch
	var parse *mapstructure.ParseError
	switch {
	case errors.As(err, &shape):
		return shape.Error()
	case errors.As(err, &parse) && parse.Expected.Kind() == reflect.Bool:
		return "must be true or false"
	case errors.As(err, &parse):
		return "must be a number"
	}
	return "has the wrong form"
}
