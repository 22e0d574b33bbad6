package shopify_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/catalog"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/formats/formatstest"
	"shopclerk/server/imports/formats/shopify"
)

func TestWhatBecomesOfAProductFile(t *testing.T) {
	formatstest.Golden(t, "testdata", shopify.Products{}, formatstest.Product)
}

func FuzzProducts(f *testing.F) {
	formatstest.Fuzz(f, "testdata", shopify.Products{}, formatstest.CheckProduct)
}

func TestWhichFilesAreShopifys(t *testing.T) {
	for _, c := range []struct {
		name, columns    string
		products, orders bool
	}{
		{"the older header row", "Handle,Title,Body (HTML),Vendor,Variant SKU,Variant Price", true, false},
		{"the older one with a few columns", "Handle,Title,Variant Price", true, false},
		{"the newer header row", "Title,URL handle,Description,SKU,Price", true, false},
		{"names in another case", "TITLE,url HANDLE", true, false},
		{"the inventory file", "Handle,Title,Option1 Name,Option1 Value,SKU,HS Code,COO,Location,On hand", false, false},
		{"the order file", "Name,Email,Financial Status,Lineitem quantity,Lineitem name,Lineitem price", false, true},
		{"orders without lines", "Name,Email,Financial Status,Total", false, false},
		{"the shop's own format", "sku,title,price", false, false},
		{"a product file of another shop", "ID,Type,SKU,Name,Published,Regular price", false, false},
		{"a table with handles", "Handle,Title,Price", false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			columns := strings.Split(c.columns, ",")
			if got := (shopify.Products{}).Recognises(columns); got != c.products {
				t.Errorf("as products: %v", got)
			}
			if got := (shopify.Orders{}).Recognises(columns); got != c.orders {
				t.Errorf("as orders: %v", got)
			}
		})
	}
}

func TestAColumnThatIsNotOfTheFileIsNotKnown(t *testing.T) {
	for _, column := range []string{"", "Varient SKU", "Lineitem name", "price", "google shopping / gender"} {
		want := column == "price" || strings.HasPrefix(column, "google")
		if got := (shopify.Products{}).Knows(column); got != want {
			t.Errorf("%q of products: %v", column, got)
		}
	}
	for column, want := range map[string]bool{"lineitem NAME": true, "Variant SKU": false, "": false} {
		if got := (shopify.Orders{}).Knows(column); got != want {
			t.Errorf("%q of orders: %v", column, got)
		}
	}
}

// both reads one file with all variants as one product, and with each as one.
func both(t *testing.T, file string) (whole, each formatstest.Said) {
	t.Helper()
	show := func(c catalog.Change) any { return c.ProductKey() }
	read := func(as formats.Variants) formatstest.Said {
		return formatstest.Read(shopify.Products{}, formatstest.Cells(file), formats.Options{Variants: as}, show)
	}
	return read(formats.OneAProduct), read(formats.OneAVariant)
}

func TestKeysDoNotDependOnThePlaceInTheFile(t *testing.T) {
	for _, c := range []struct {
		name, rows string
		want       []any
		warnings   int
	}{
		{"SKUs", "a\tA\t1\tS\na\t\t2\tM", []any{"a#1", "a#2"}, 0},
		{"SKUs in another order", "a\tA\t2\tM\na\t\t1\tS", []any{"a#2", "a#1"}, 0},
		{"no SKU", "a\tA\t\tS\na\t\t\tM", []any{"a#S", "a#M"}, 0},
		{"one SKU for two", "a\tA\t1\tS\na\t\t1\tM", []any{"a#S", "a#M"}, 0},
		{"neither SKU nor option", "a\tA\t\tDefault Title", []any{"a"}, 0},
		{"nothing that tells two apart", "a\tA\t1\tS\na\t\t1\tS", []any{"a#S"}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			whole, each := both(t, "Handle\tTitle\tVariant SKU\tOption1 Value\n"+c.rows)
			if d := cmp.Diff(c.want, each.Changes); d != "" || len(each.Refused) > 0 || len(each.Warnings) != c.warnings {
				t.Error(d, each)
			}
			if d := cmp.Diff([]any{"a"}, whole.Changes); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestWhatIsTooLongIsSaid(t *testing.T) {
	const header = "Handle\tTitle\tVariant SKU\tOption1 Value\tBody (HTML)\n"
	long := strings.Repeat("x", 200)
	for _, c := range []struct{ name, row, whole, each string }{
		{"a handle", strings.Repeat("h", 256) + "\tA\t1", "2: Handle: is longer than 255 characters", "2: Handle: is longer than 255 characters; " +
			"2: the product's id and what tells its variant from others are longer than 255 characters together"},
		{"a handle and a SKU together", long + "\tA\t" + long, "", "2: the product's id and what tells its variant from others are longer than 255 characters together"},
		{"a title and options together", "a\t" + strings.Repeat("t", 500) + "\t1\t" + long, "",
			"2: the title and the variant's options are longer than 512 characters together; the options were left out"},
		{"a description", "a\tA\t1\tS\t" + strings.Repeat("長", 20_001), "2: Body (HTML): is longer than 20000 characters and was cut",
			"2: Body (HTML): is longer than 20000 characters and was cut"},
	} {
		t.Run(c.name, func(t *testing.T) {
			whole, each := both(t, header+c.row)
			got := []string{strings.Join(append(whole.Refused, whole.Warnings...), "; "), strings.Join(append(each.Refused, each.Warnings...), "; ")}
			if d := cmp.Diff([]string{c.whole, c.each}, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestAsManyCodesAreKeptAsFit(t *testing.T) {
	var file strings.Builder
	file.WriteString("Handle\tTitle\tVariant SKU\tOption1 Value\n")
	for i := range 30 {
		fmt.Fprintf(&file, "a\tA\t%02d%s\t%d\n", i, strings.Repeat("x", 98), i)
	}
	var got catalog.Change
	said := formatstest.Read(shopify.Products{}, formatstest.Cells(file.String()), formats.Options{}, func(c catalog.Change) any { got = c; return nil })
	if got.Codes == nil || len(*got.Codes) != 20 {
		t.Errorf("the codes are %v", got.Codes)
	}
	want := []string{"2: the SKUs and barcodes of the variants are longer than 2000 characters together; 10 of 30 were left out"}
	if d := cmp.Diff(want, said.Warnings); d != "" {
		t.Error(d)
	}
}

func TestASortedFileMeansTheSame(t *testing.T) {
	const header = "Handle\tTitle\tVariant SKU\tImage Src\tImage Position\n"
	sorted := header + "a\t\t\thttps://i.example/2.png\t2\na\t\t2\t\t\na\tTea\t1\thttps://i.example/1.png\t1"
	var got catalog.Change
	said := formatstest.Read(shopify.Products{}, formatstest.Cells(sorted), formats.Options{}, func(c catalog.Change) any { got = c; return nil })
	if len(said.Changes) != 1 || len(said.Refused) > 0 {
		t.Fatal(said)
	}
	if d := cmp.Diff([]string{"Tea", "https://i.example/1.png"}, []string{*got.Title, *got.ImageURL}); d != "" {
		t.Error(d)
	}
}

func TestThePictureIsTheFirstThereIsWhenNoneIsInTheFirstPosition(t *testing.T) {
	file := "Handle\tTitle\tImage Src\tImage Position\na\tTea\t\t\na\t\thttps://i.example/3.png\t3\na\t\thttps://i.example/2.png\t2"
	var got catalog.Change
	formatstest.Read(shopify.Products{}, formatstest.Cells(file), formats.Options{}, func(c catalog.Change) any { got = c; return nil })
	if got.ImageURL == nil || *got.ImageURL != "https://i.example/3.png" {
		t.Errorf("got %v", got.ImageURL)
	}
}

func TestWhatTheFormatsAreCalled(t *testing.T) {
	if d := cmp.Diff([]string{"shopify", "shopify-orders"}, []string{shopify.Products{}.Name(), shopify.Orders{}.Name()}); d != "" {
		t.Error(d)
	}
}

func TestAFileThatSaysOnlyPricesClearsNothing(t *testing.T) {
	said := formatstest.Read(shopify.Products{}, formatstest.Cells("Handle\tVariant SKU\tVariant Price\na\t1\t5.00\na\t2\t4.00"), formats.Options{}, formatstest.Product)
	want := []any{map[string]any{"key": "a", "sku": "1", "codes": []string{"1", "2"}, "price": *nullable("4")}}
	if d := cmp.Diff(want, said.Changes, decimals); d != "" || len(said.Refused) > 0 {
		t.Error(d, said.Refused)
	}
}
