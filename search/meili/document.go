package meili

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"unicode"

	"shopclerk/catalog"
	"shopclerk/internal/words"
)

// settings is raised when the settings of an index or what a document is made of changes; it is part of the index's name.
const settings = "1"

const (
	everyToken     = "everydocument" // is in every document, so that a filter alone can be ranked beside typed words
	maxSortedTitle = 200             // bytes of a title that count when titles are sorted
	maxIndexedDesc = 5000
)

// document is what Meilisearch keeps of a product. A text is in two attributes: words in which typos are forgiven, and
// terms that are found as they are, encoded so that Meilisearch's own tokenizer leaves them whole.
type document struct {
	ID        int64    `json:"id"`
	Title     string   `json:"title"`
	TitleX    string   `json:"title_x"`
	SKU       string   `json:"sku"`
	SKUX      string   `json:"sku_x"`
	Vendor    string   `json:"vendor"`
	VendorX   string   `json:"vendor_x"`
	Type      string   `json:"product_type"`
	TypeX     string   `json:"product_type_x"`
	Desc      string   `json:"desc"`
	DescX     string   `json:"desc_x"`
	Every     string   `json:"every"`
	Codes     []string `json:"codes"` // keys, as the next two
	TypeKey   string   `json:"type_key"`
	VendorKey string   `json:"vendor_key"`
	SoldOut   bool     `json:"sold_out"`
	UpdatedAt int64    `json:"updated_at"` // microseconds since 1970
	CreatedAt int64    `json:"created_at"` // likewise
	TitleSort string   `json:"title_sort"`
	Digest    string   `json:"digest"` // text, for a JSON number loses digits
}

func newDocument(p catalog.Product) document {
	d := document{
		ID: p.ID, Every: everyToken, SoldOut: p.SoldOut(), TypeKey: wholeKey(p.ProductType), VendorKey: wholeKey(p.Vendor),
		UpdatedAt: p.UpdatedAt.UnixMicro(), CreatedAt: p.CreatedAt.UnixMicro(),
		// the letter keeps it a text: Meilisearch sorts numbers apart and empty values last
		TitleSort: "t" + cut(words.Fold(p.Title), maxSortedTitle),
	}
	d.Title, d.TitleX = parts(p.Title)
	d.SKU, d.SKUX = parts(p.SKU)
	d.Vendor, d.VendorX = parts(p.Vendor)
	d.Type, d.TypeX = parts(p.ProductType)
	d.Desc, d.DescX = parts(cut(p.Desc, maxIndexedDesc))
	d.Codes = []string{}
	for _, code := range words.Codes(append([]string{p.SKU}, p.Codes...)...) {
		d.Codes = append(d.Codes, key(code))
	}
	d.Digest = strconv.FormatUint(d.digest(), 16)
	return d
}

// digest is of all that is in the document but the digest itself.
func (d document) digest() uint64 {
	d.Digest = settings
	raw, err := json.Marshal(d)
	if err != nil { // texts, numbers and a bool always marshal
		panic(err)
	}
	h := fnv.New64a()
	h.Write(raw)
	return h.Sum64()
}

// parts are the terms of a text: those with typos and those without.
func parts(text string) (plain, exact string) {
	var a, b []string
	for _, term := range words.Terms(text) {
		switch {
		case words.IsGram(term):
			b = append(b, encode(term))
		case strings.ContainsFunc(term, unicode.IsNumber):
			b = append(b, term)
		default:
			a = append(a, term)
		}
	}
	return strings.Join(a, " "), strings.Join(b, " ")
}

// encode writes the characters of a term as numbers of one width.
func encode(term string) string {
	var out strings.Builder
	out.WriteByte('c')
	for _, r := range term {
		fmt.Fprintf(&out, "%05x", r)
	}
	return out.String()
}

// wholeKey is of a folded whole value, "" of one that is nothing but signs of space and accents.
func wholeKey(text string) string {
	if folded := words.Fold(text); folded != "" {
		return key(folded)
	}
	return ""
}

// key stands for a value in a filter. Its digits need no quoting, and it stays below the 468 bytes that Meilisearch keeps
// of a value: https://www.meilisearch.com/docs/resources/help/known_limitations
func key(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "k" + hex.EncodeToString(sum[:16])
}

// cut shortens a text to at most n bytes, at the end of a character.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	return strings.ToValidUTF8(text[:n], "")
}
