// Package relevance holds a set of products and judged queries against what a search engine answers: it reads the set,
// scores rankings and prints the scores. It knows no engine and no store; an engine comes in as a Ranker.
package relevance

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"
)

// Names of the two files of a set, in the folder that Load is given. Each line of both is one JSON object.
const (
	ProductsFile = "products.ndjson"
	QueriesFile  = "queries.ndjson"
)

// MaxGrade is the grade of a product that is exactly what was asked; 2 is good, 1 acceptable, and a product that a
// query does not name counts as 0.
const MaxGrade = 3

// Languages are the languages that a query can be in, in the order of the report. The few queries in kana are filed
// under zh-TW and the few in Thai under en, where such titles are sold.
var Languages = []string{"en", "zh-TW", "zh-CN", "vi"}

// Kinds are the kinds of query, in the order of the report; each is one way in which customers type.
var Kinds = []string{
	"exact", "words", "half-word", "script", "accents", "width-case", "typo", "joined", "sku", "too-many-words",
	"brand-type", "description",
}

// Errors of Load; each is wrapped with the file, the line and what stands there.
var (
	ErrLine       = errors.New("is not one JSON object of the known fields")
	ErrMissing    = errors.New("is missing")
	ErrDuplicate  = errors.New("stands twice")
	ErrBarcode    = errors.New("is not an EAN-13")
	ErrLanguage   = errors.New("is not a language of the set")
	ErrKind       = errors.New("is not a kind of query")
	ErrGrade      = fmt.Errorf("is not a grade from 1 to %d", MaxGrade)
	ErrUnknownSKU = errors.New("is not the SKU of a product")
)

// Product is one product of the set, as a shop writes it.
type Product struct {
	SKU         string    `json:"sku"`
	Barcode     string    `json:"barcode"` // EAN-13, or empty
	Title       string    `json:"title"`
	ProductType string    `json:"product_type"`
	Vendor      string    `json:"vendor"`
	Desc        string    `json:"desc"`     // may be empty
	Price       string    `json:"price"`    // a plain decimal such as "25.00"
	Currency    string    `json:"currency"` // ISO 4217
	UpdatedAt   time.Time `json:"updated_at"`
}

// Query is one query with the judgement of every product of the set: Relevant maps SKUs to grades from 1 to MaxGrade.
type Query struct {
	Text     string `json:"query"`
	Language string `json:"language"` // one of Languages
	Kind     string `json:"kind"`     // one of Kinds
	Relevant Grades `json:"relevant"`
}

// Set is a set of products and the queries that were judged on them, both in the order of their files.
type Set struct {
	Products []Product
	Queries  []Query
}

// Load reads ProductsFile and QueriesFile from the root of files. It refuses what would make scores silently wrong: a
// judgement of a SKU that no product has, a SKU, barcode or query that stands twice, and anything out of its vocabulary.
// The error names the file and the line, as in "queries.ndjson:12: ...".
func Load(files fs.FS) (Set, error) {
	var set Set
	products, err := readLines[Product](files, ProductsFile)
	if err != nil {
		return set, err
	}
	skus, barcodes := map[string]bool{}, map[string]bool{}
	for i, p := range products {
		if err := p.check(skus, barcodes); err != nil {
			return set, fmt.Errorf("%s:%d: %w", ProductsFile, i+1, err)
		}
	}
	queries, err := readLines[Query](files, QueriesFile)
	if err != nil {
		return set, err
	}
	texts := map[string]bool{}
	for i, q := range queries {
		if err := q.check(products, texts); err != nil {
			return set, fmt.Errorf("%s:%d: %w", QueriesFile, i+1, err)
		}
	}
	return Set{Products: products, Queries: queries}, nil
}

// check compares SKUs without case, for the engines do.
func (p Product) check(skus, barcodes map[string]bool) error {
	for _, f := range []struct{ name, value string }{
		{"sku", p.SKU}, {"title", p.Title}, {"product_type", p.ProductType}, {"vendor", p.Vendor},
		{"price", p.Price}, {"currency", p.Currency},
	} {
		if strings.TrimSpace(f.value) == "" {
			return fmt.Errorf("%s %w", f.name, ErrMissing)
		}
	}
	switch key := strings.ToLower(p.SKU); {
	case p.UpdatedAt.IsZero():
		return fmt.Errorf("updated_at %w", ErrMissing)
	case skus[key]:
		return fmt.Errorf("sku %q %w", p.SKU, ErrDuplicate)
	case p.Barcode != "" && !isEAN13(p.Barcode):
		return fmt.Errorf("barcode %q %w", p.Barcode, ErrBarcode)
	case p.Barcode != "" && barcodes[p.Barcode]:
		return fmt.Errorf("barcode %q %w", p.Barcode, ErrDuplicate)
	default:
		skus[key], barcodes[p.Barcode] = true, true
		return nil
	}
}

func (q Query) check(products []Product, texts map[string]bool) error {
	switch {
	case strings.TrimSpace(q.Text) == "":
		return fmt.Errorf("query %w", ErrMissing)
	case texts[q.Text]:
		return fmt.Errorf("query %q %w", q.Text, ErrDuplicate)
	case !slices.Contains(Languages, q.Language):
		return fmt.Errorf("language %q %w", q.Language, ErrLanguage)
	case !slices.Contains(Kinds, q.Kind):
		return fmt.Errorf("kind %q %w", q.Kind, ErrKind)
	case len(q.Relevant) == 0:
		return fmt.Errorf("relevant %w", ErrMissing)
	}
	texts[q.Text] = true
	for sku, grade := range q.Relevant {
		if grade < 1 || grade > MaxGrade {
			return fmt.Errorf("%d of %q %w", grade, sku, ErrGrade)
		}
		if !slices.ContainsFunc(products, func(p Product) bool { return p.SKU == sku }) {
			return fmt.Errorf("%q %w", sku, ErrUnknownSKU)
		}
	}
	return nil
}
