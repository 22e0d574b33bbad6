package embedded

import (
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/mapping"

	"shopclerk/catalog"
	"shopclerk/internal/words"
)

// settings is raised when the mapping or what a text's terms are changes; an index of other settings is built anew.
const settings = "5"

// Fields in which terms are looked up.
const (
	titleField  = "title"
	skuField    = "sku"
	vendorField = "vendor"
	typeField   = "product_type"
	descField   = "desc"
)

// Fields that hold one whole value to be looked up.
const (
	codeField      = "code"
	wholeTypeField = "whole_product_type"
	wholeVendor    = "whole_vendor"
	soldOutField   = "sold_out"
	newestField    = "newest" // also read by document
	lineField      = "line"   // read by document only, as those below
	byTitleField   = "by_title"
	byCreatedField = "by_created"
	digestField    = "digest"
	yes            = "yes"
	termsAnalyzer  = "terms"
	maxSortedTitle = 200 // bytes of a title that count when titles are sorted
	maxIndexedDesc = 5000
)

// document is what the index keeps of a product: terms with spaces between them, and keys.
type document struct {
	Title       string   `json:"title"`
	SKU         string   `json:"sku"`
	Vendor      string   `json:"vendor"`
	Type        string   `json:"product_type"`
	Desc        string   `json:"desc"`
	Codes       []string `json:"code"`
	WholeType   string   `json:"whole_product_type"`
	WholeVendor string   `json:"whole_vendor"`
	SoldOut     string   `json:"sold_out"`
	Newest      string   `json:"newest"`     // sorts the newest update first, then by id; of one document alone
	Line        string   `json:"line"`       // the words of the title in their order
	ByTitle     string   `json:"by_title"`   // keys end with the id
	ByCreated   string   `json:"by_created"` // likewise
	Digest      string   `json:"digest"`
}

func newDocument(p catalog.Product) document {
	d := document{
		SKU: strings.Join(words.SKU(p.SKU), " "), Vendor: line(p.Vendor), Type: line(p.ProductType), Desc: line(cut(p.Desc, maxIndexedDesc)),
		Codes:     words.Codes(append([]string{p.SKU}, p.Codes...)...),
		WholeType: words.Fold(p.ProductType), WholeVendor: words.Fold(p.Vendor),
		Newest: sortKey(^micros(p.UpdatedAt), p.ID), ByCreated: sortKey(micros(p.CreatedAt), p.ID),
		Title: line(p.Title), Line: strings.Join(words.Sequence(p.Title), " "), ByTitle: cut(words.Fold(p.Title), maxSortedTitle) + "\x00" + idKey(p.ID),
	}
	if p.SoldOut() {
		d.SoldOut = yes
	}
	d.Digest = strconv.FormatUint(d.digest(), 16)
	return d
}

// digest is of all that is in the document.
func (d document) digest() uint64 {
	h := fnv.New64a()
	for _, text := range append([]string{
		settings, d.Title, d.SKU, d.Vendor, d.Type, d.Desc, d.WholeType, d.WholeVendor, d.SoldOut, d.Newest, d.ByTitle, d.ByCreated,
	}, d.Codes...) {
		h.Write([]byte(text))
		h.Write([]byte{0xff}) // no text holds it
	}
	return h.Sum64()
}

func line(text string) string { return strings.Join(words.Terms(text), " ") }

// cut shortens a text to at most n bytes, at the end of a character.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	return strings.ToValidUTF8(text[:n], "")
}

// micros makes of a time a number that sorts as times do, those before 1970 too.
func micros(t time.Time) uint64 { return uint64(t.UnixMicro()) ^ 1<<63 } //nolint:gosec // the sign is turned on purpose

// sortKey is 8 bytes in hex, and the id.
func sortKey(n uint64, id int64) string {
	var b [8]byte
	for i := range b {
		b[i] = byte(n >> (56 - 8*i))
	}
	return hex.EncodeToString(b[:]) + idKey(id)
}

// idKey is of one width, so that keys sort by it as by the number.
func idKey(id int64) string { return fmt.Sprintf("%019d", id) }

// idOf reads the id at the end of a key.
func idOf(key string) (int64, error) {
	return strconv.ParseInt(key[max(0, len(key)-19):], 10, 64)
}

func newMapping() mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	must(m.AddCustomAnalyzer(termsAnalyzer, map[string]any{"type": custom.Name, "tokenizer": whitespace.Name}))
	m.DefaultMapping = bleve.NewDocumentStaticMapping()
	for _, name := range []string{titleField, skuField, vendorField, typeField, descField} {
		m.DefaultMapping.AddFieldMappingsAt(name, textField(termsAnalyzer, true, false))
	}
	for _, name := range []string{codeField, wholeTypeField, wholeVendor, soldOutField} {
		m.DefaultMapping.AddFieldMappingsAt(name, textField(keyword.Name, true, false))
	}
	for _, name := range []string{newestField, byTitleField, byCreatedField} {
		m.DefaultMapping.AddFieldMappingsAt(name, textField(keyword.Name, true, true))
	}
	for _, name := range []string{lineField, digestField} {
		field := textField(keyword.Name, false, false)
		field.Store = true
		m.DefaultMapping.AddFieldMappingsAt(name, field)
	}
	return m
}

// textField is looked up by its terms when indexed, and read by its document when it has values.
func textField(analyzer string, indexed, values bool) *mapping.FieldMapping {
	field := bleve.NewTextFieldMapping()
	field.Analyzer = analyzer
	field.Store, field.IncludeInAll, field.IncludeTermVectors = false, false, false
	field.SkipFreqNorm = true
	field.Index, field.DocValues = indexed, values
	return field
}

// must is for settings that are constants of this file; a test builds the mapping.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
