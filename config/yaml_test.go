package config_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEverythingThatIsWrongIsReportedAtOnceInTheOrderOfTheFile(t *testing.T) {
	const text = `
listen: nowhere
databse: sqlite
search: [engine]
shops:
  - id: main
    hide_sold_out: maybe
    limits: {requests_per_second: many, burst: 3}
    tracking_urls: [one]
    language: fr
    bots:
      - platform: joinchat
        secrets: {a: b}
      - platform: [bothub]
        secrets: [short, "${NOT_SET}", {a: b}]
        pageid: 1
    feeds: none
  - name: Second
    unknown: {deeper: {still: 1}}
  - third
admin: {token: short}
data_dir: [a, b]
`
	want := []string{
		"listen: " + listenRule,
		"databse: is not a known key",
		"search: must be a mapping of keys to values",
		"shops[0].hide_sold_out: must be true or false",
		"shops[0].limits.requests_per_second: must be a number",
		"shops[0].limits.burst: is not a known key",
		"shops[0].tracking_urls: must be a mapping of keys to values",
		"shops[0].language: must be en, zh-TW, zh-CN or vi",
		"shops[0].bots[0].secrets: must be a list",
		"shops[0].bots[1].platform: must be one value",
		"shops[0].bots[1].secrets[0]: must have at least 8 characters",
		"shops[0].bots[1].secrets[1]: the variable NOT_SET is not set",
		"shops[0].bots[1].secrets[2]: must be one value",
		"shops[0].bots[1].pageid: is not a known key",
		"shops[0].feeds: must be a list",
		"shops[1].id: is required",
		"shops[1].unknown: is not a known key",
		"shops[2]: must be a mapping of keys to values",
		"admin.token: must have at least 32 characters",
		"data_dir: must be one value",
	}
	_, err := parse(text)
	if diff := cmp.Diff(want, strings.Split(lines(t, err), "\n")); diff != "" {
		t.Error(diff)
	}
}

func TestFilesThatAreNoMapping(t *testing.T) {
	const empty, shape = "the file is empty", "the top level must be a mapping of keys to values"
	run(t, []rule{
		{"an empty file is named so", "", empty},
		{"so is one of comments", "# nothing\n\n", empty},
		{"so is one of null", "---\n~\n", empty},
		{"a list is no configuration", "\n- listen", "line 2: " + shape},
		{"nor is a word", "sqlite", "line 1: " + shape},
		{"broken YAML has its line", "listen: :80\nshops: [\n", "line 2: did not find expected node content"},
		{"a tab has its line", "search:\n\turl: x", "line 2: found character that cannot start any token"},
		{"a byte that is no UTF-8 has its line", "listen: :80\nname: \xff", "line 2: the file is not valid UTF-8"},
		{"UTF-16 is no UTF-8", "\xff\xfel\x00", "line 1: the file is not valid UTF-8"},
		{"a byte order mark does no harm", "\ufeffshops: [{id: main}]", ""},
		{"a second document is not ignored", "shops: [{id: main}]\n---\nlisten: :80",
			"the file must hold one YAML document, without a line --- after the first"},
	})
}

func TestKeysAndTags(t *testing.T) {
	run(t, []rule{
		{"a key given twice is a problem", "listen: :80\nshops: [{id: main}]\nlisten: :81", "listen: is given twice, in lines 1 and 3"},
		{"deep down too", shop("name: a\ncurrency: TWD\nname: b"), "shops[0].name: is given twice, in lines 3 and 5"},
		{"keys have one spelling", "Listen: :80" + oneShop, "Listen: is not a known key"},
		{"names of fields are no keys", `{File: x, "-": y, Shops: z, warnings: [], shops: [{id: main, RequestsPerSecond: 1}]}`,
			"File: is not a known key\n-: is not a known key\nShops: is not a known key\nwarnings: is not a known key\n" +
				"shops[0].RequestsPerSecond: is not a known key"},
		{"an unknown key without a value is one as well", shop("hide_soldout:"), "shops[0].hide_soldout: is not a known key"},
		{"a comma in a flow mapping needs quotes, and what follows it is not printed", "admin: {token: hunter2,hun.ter3}" + oneShop,
			"admin: has a key without a value that is not known; a text that holds a comma must stand in quotes\n" +
				"admin.token: must have at least 32 characters"},
		{"a key is text", shop("? [a]\n: b"), "shops[0]: line 3: a key must be plain text"},
		{"a tag of text is fine", shop("name: !!str 007"), ""},
		{"another tag is not passed over", shop("name: !vault abc\ncurrency: !!binary VFdE"),
			"shops[0].name: must not carry a YAML tag\nshops[0].currency: must not carry a YAML tag"},
	})
}

func TestAnchorsAndMerges(t *testing.T) {
	const text = `
shops:
  - &base {id: a, name: Base, privacy: full, currency: "${UNSET}"}
  - {<<: *base, id: b, currency: USD, language: en}
  - {<<: [{id: c, currency: EUR}, *base]}
`
	_, err := parse(text)
	// The second and the third bring a currency of their own, so only the first misses the variable.
	if diff := cmp.Diff("shops[0].currency: the variable UNSET is not set", lines(t, err)); diff != "" {
		t.Error(diff)
	}
	c, err := parse(text, "UNSET=JPY")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range c.Shops {
		got = append(got, strings.Join([]string{s.ID, s.Name, s.Privacy, s.Currency, s.Language}, " "))
	}
	want := []string{"a Base full JPY zh-TW", "b Base full USD en", "c Base full EUR zh-TW"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestHostileYAML(t *testing.T) {
	run(t, []rule{
		{"an alias may not hold itself", "admin: &a {token: *a}" + oneShop,
			"admin.token: must be one value\nadmin" + strings.Repeat(".token", 31) + ": is nested too deeply"},
		{"a merge may not hold itself", "shops: [&a {id: main, <<: *a}]", "shops[0]: is nested too deeply"},
		{"a merge takes mappings", shop("<<: 5"), "shops[0]: line 3: << must name a mapping"},
		{"nesting has an end", shop("name: " + strings.Repeat("[", 40) + strings.Repeat("]", 40)),
			"shops[0].name: must be one value\nshops[0].name" + strings.Repeat("[0]", 29) + ": is nested too deeply"},
		{"an anchor is not printed, it may be a secret", "admin: {token: *hunter2hunter2}" + oneShop,
			"a value that begins with * must stand in quotes"},
	})
}

// bomb is a list in which each of the 25 entries after the first is made of four of the one before.
func bomb(first, entry string) string {
	list := []string{"&x0 " + first}
	for i := 1; i <= 25; i++ {
		list = append(list, fmt.Sprintf("&x%d ", i)+strings.ReplaceAll(entry, "*", fmt.Sprintf("*x%d", i-1)))
	}
	return "[" + strings.Join(list, ", ") + "]"
}

func TestSmallFilesThatGrowAreStopped(t *testing.T) {
	for name, text := range map[string]string{
		"lists of aliases":              "shops: " + bomb("[a]", "[*, *, *, *]"),
		"mappings that are merged":      "shops: " + bomb("{id: main}", "{<<: [*, *, *, *]}"),
		"lists that are merged":         "shops: [{<<: " + bomb("[{id: main}]", "[*, *, *, *]") + "}]",
		"many keys merged many times":   "x: &x {" + strings.Repeat("k: , ", 1000) + "}\ny:\n  <<: [" + strings.Repeat("*x, ", 200) + "]",
		"more values than a file needs": "shops: [" + strings.Repeat("a, ", 100_000) + "]",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parse(text)
			if got, _, _ := strings.Cut(lines(t, err), "\n"); got != "the file has more than 100000 values" {
				t.Error(got)
			}
		})
	}
}
