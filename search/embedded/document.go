package embedded

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/exception"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"github.com/blevesearch/bleve/v2/mapping"

	"shopclerk/catalog"
	"shopclerk/internal/fold"
)

// Names of fields and of the analyzer.
const (
	titleField   = "title"
	sortField    = "title_sort"
	skuField     = "sku"
	typeField    = "product_type"
	vendorField  = "vendor"
	createdField = "created_at"
	updatedField = "updated_at"
	soldOutField = "sold_out"

	titleAnalyzer = "title"
	bigrams       = "bigrams_and_single_characters"
	splitter      = "words_and_runs_without_spaces"
	yes           = "yes"
)

// document is what the index keeps of a product. Texts are folded before they come here.
type document struct {
	Title     string  `json:"title"`
	TitleSort string  `json:"title_sort"`
	SKU       string  `json:"sku"`
	Type      string  `json:"product_type"`
	Vendor    string  `json:"vendor"`
	CreatedAt float64 `json:"created_at"` // unix microseconds, exact in a float64 until the year 2255
	UpdatedAt float64 `json:"updated_at"`
	SoldOut   string  `json:"sold_out"`
}

func newDocument(p catalog.Product) document {
	d := document{
		Title: words(p.Title), TitleSort: fold.Text(p.Title), SKU: fold.Number(p.SKU),
		Type: fold.Text(p.ProductType), Vendor: fold.Text(p.Vendor),
		CreatedAt: float64(p.CreatedAt.UnixMicro()), UpdatedAt: float64(p.UpdatedAt.UnixMicro()),
	}
	if p.SoldOut() {
		d.SoldOut = yes
	}
	return d
}

// separators become spaces, so that "t_shirt" and "t-shirt" are the same two words.
var separators = strings.NewReplacer("_", " ", "-", " ", "/", " ")

// words prepares a text for the analyzer.
func words(text string) string { return separators.Replace(fold.Text(text)) }

// documentID is of one width, so that documents sort by it as by the number.
func documentID(id int64) string { return fmt.Sprintf("%019d", id) }

func productID(document string) (int64, error) { return strconv.ParseInt(document, 10, 64) }

func newMapping() mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	// Pairs of Chinese characters are the words; single ones are kept too, for questions of one character.
	must(m.AddCustomTokenFilter(bigrams, map[string]any{"type": cjk.BigramName, "output_unigram": true}))
	// Thai and its neighbours write no spaces and cannot be split without a dictionary. The tokenizer would drop them; a run
	// is one word instead, which is found by its beginning.
	must(m.AddCustomTokenizer(splitter, map[string]any{
		"type": exception.Name, "tokenizer": unicode.Name, "exceptions": []string{`[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]+`},
	}))
	must(m.AddCustomAnalyzer(titleAnalyzer, map[string]any{
		"type": custom.Name, "tokenizer": splitter, "token_filters": []string{bigrams},
	}))
	m.DefaultMapping = bleve.NewDocumentStaticMapping()
	m.DefaultMapping.AddFieldMappingsAt(titleField, textField(titleAnalyzer, false))
	for _, name := range []string{sortField, skuField, typeField, vendorField, soldOutField} {
		m.DefaultMapping.AddFieldMappingsAt(name, textField(keyword.Name, name == sortField))
	}
	for _, name := range []string{createdField, updatedField} {
		number := bleve.NewNumericFieldMapping()
		number.Store, number.IncludeInAll = false, false
		m.DefaultMapping.AddFieldMappingsAt(name, number)
	}
	return m
}

func textField(analyzer string, sortable bool) *mapping.FieldMapping {
	field := bleve.NewTextFieldMapping()
	field.Analyzer = analyzer
	field.Store, field.IncludeInAll, field.IncludeTermVectors = false, false, false
	field.DocValues = sortable
	return field
}

// must is for settings that are constants of this file; a test builds the mapping.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
