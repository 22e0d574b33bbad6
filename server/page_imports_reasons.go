package server

import (
	"regexp"
	"strings"
	"sync"
)

// reason is why a row did not go in, in words.
type reason struct {
	Text    string
	English bool // it could not be said in the visitor's language
}

// reasonForm is how a sentence of the importer looks, and the word that says it. Its groups are the word's arguments.
type reasonForm struct {
	word string
	form *regexp.Regexp
}

// forms are the sentences that staff see most. The importer's own English is for programs and for the command; the page says
// the same in the visitor's language, and shows the English where a sentence is not among these: nothing depends on it.
var forms = sync.OnceValue(func() (list []reasonForm) {
	const field, quoted = `(?:(?P<field>[^";]+?): )?`, `"(?P<value>(?:[^"\\]|\\.)*)" `
	for _, f := range [][2]string{
		{"required", field + `is required`},
		{"required_barcode", field + `is required, for no column is the SKU; .*`},
		{"longer", field + `is longer than (?P<n>\d+) characters`},
		{"cut", field + `is longer than (?P<n>\d+) characters and was cut`},
		{"not_number", field + quoted + `is not a number`},
		{"not_whole", field + quoted + `is not a whole number`},
		{"negative", field + quoted + `must not be negative`},
		{"too_large", field + quoted + `is too large`},
		{"decimals", field + quoted + `has more than (?P<n>\d+) decimals`},
		{"two_ways", field + quoted + `can be read as (?P<one>\S+) or as (?P<other>[^;\s]+)`},
		{"two_days", field + quoted + `can be read as (?P<one>\S+) or as (?P<other>[^;\s]+); write the year first`},
		{"currency", field + quoted + `is not a currency code such as TWD`},
		{"no_web", field + quoted + `is not a web address and was left out`},
		{"no_time", field + quoted + `is not a time such as .*`},
		{"true_false", field + quoted + `is neither true nor false`},
		{"on_sale", field + quoted + `does not say whether the product is on sale; write yes or no`},
		{"letters", field + quoted + `has no letter or digit`},
		{"no_key", `no column is the SKU or the barcode of a product; .*`},
		{"cells", `has (?P<n>\d+) cells, but there are (?P<columns>\d+) columns`},
		{"quote", `a quote (?:is not closed or not doubled|stands in a cell that has none around it).*`},
		{"encoding", field + `is not valid (?P<value>\S+)`},
		{"nul", field + `has a NUL byte.*`},
		{"no_object", `is not a JSON object`},
		{"again", `is of something that the file had before; the last one counts`},
		{"unknown", `the field "(?P<value>(?:[^"\\]|\\.)*)" is not known and was left out`},
		{"changed_since", `(?P<value>.+) was changed after the import and is left as it is`},
		{"empty_file", `the file is empty`},
		{"no_header", `the file has no header row: all its rows are empty`},
		{"no_table", `the file is no table; .*`},
		{"no_format", `no format for \S+ recognises these columns: .*`},
		{"no_encoding", `the encoding of the file cannot be told; .*`},
		{"twice", `the header row has the column "(?P<value>(?:[^"\\]|\\.)*)" twice, as columns \d+ and \d+`},
		{"cut_off", `the \S+ file ends too early; .*`},
		{"damaged", `the (?:\S+ file|spreadsheet) is damaged.*`},
		{"locked", `the zip file is locked with a password; .*`},
		{"fixed", `map: the columns of the format \S+ have fixed meanings; .*`},
		{"unsure", `nothing was unpublished, for of (?P<n>\d+) refused rows it cannot be told which products they are of`},
		{"database", `the database did not take or give the rows`},
	} {
		list = append(list, reasonForm{"import.reason_" + f[0], regexp.MustCompile(`^` + f[1] + `$`)})
	}
	return list
})

var lineForm = regexp.MustCompile(`^line (\d+): (.*)$`)

// reason says what the importer said, in the visitor's language.
func (v *visitor) reason(text string) reason {
	if at := lineForm.FindStringSubmatch(text); at != nil {
		r := v.reason(at[2])
		return reason{v.t("import.at_line", "n", at[1], "text", r.Text), r.English}
	}
	parts := strings.Split(text, "; ")
	var said []string
	for len(parts) > 0 {
		words, taken := v.firstReason(parts)
		if taken == 0 {
			return reason{text, v.Language != "en"}
		}
		said, parts = append(said, words), parts[taken:]
	}
	return reason{strings.Join(said, " "), false}
}

// firstReason says the sentence that some parts begin with, the longest that is known, and how many parts it is.
func (v *visitor) firstReason(parts []string) (words string, taken int) {
	for taken = len(parts); taken > 0; taken-- {
		text := strings.Join(parts[:taken], "; ")
		for _, f := range forms() {
			if found := f.form.FindStringSubmatch(text); found != nil {
				return v.say(f, found), taken
			}
		}
	}
	return "", 0
}

func (v *visitor) say(f reasonForm, found []string) string {
	var args []any
	field := ""
	for i, name := range f.form.SubexpNames() {
		switch name {
		case "":
		case "field":
			field = found[i]
		default:
			args = append(args, name, strings.ReplaceAll(found[i], `\"`, `"`))
		}
	}
	said := v.t(f.word, args...)
	if field == "" {
		return said
	}
	return v.t("import.reason_field", "field", field, "text", said)
}
