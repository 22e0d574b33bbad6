package server

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/server/bots"
)

// maxVendors is how many brands there are to choose from.
const maxVendors = 200

// listedProduct is a product in the list.
type listedProduct struct {
	catalog.Product
	Picture string // as this page may show it
	Pieces  lookFact
}

// productPage is what product.html shows.
type productPage struct {
	Product  catalog.Product
	Facts    []lookFact
	Phone    tryPhone
	History  lookHistory
	Hidden   string // why customers do not find it: "unpublished", "soldout" or ""
	Question tryForm
}

func (s *Server) showProducts(c echo.Context, v *visitor) error {
	ctx, f := c.Request().Context(), readLookFilter(c, v.Shop.Timezone)
	found, total, err := s.findProducts(ctx, v, f)
	if err != nil {
		return err
	}
	page := lookList[listedProduct]{Filter: f, Next: found.Next, Cut: found.Cut, Found: total}
	for _, p := range found.Items {
		page.Items = append(page.Items, listedProduct{p, lookPicture(p.ImageURL), lookFact{Value: pieces(p), As: "number"}})
	}
	if page.Sources, err = s.Store.SourcesOf(ctx, v.Shop.ID, store.KindProducts); err != nil {
		return err
	}
	vendors, err := s.Store.Property(ctx, v.Shop.ID, catalog.Facet{Vendor: true})
	if err != nil {
		return err
	}
	page.Vendors = vendors[:min(len(vendors), maxVendors)]
	return s.render(c, v, http.StatusOK, "products", page)
}

// lookPicture is an image as this page may load it: over TLS, or one of this server's own. Others stay away.
func lookPicture(address string) string {
	if strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") {
		return address
	}
	return ""
}

func (s *Server) showProduct(c echo.Context, v *visitor) error {
	p, err := s.productOf(c, v)
	if err != nil {
		return err
	}
	sh := newShop(v.Shop, s.Config())
	page := productPage{Product: p, Facts: productFacts(p), Question: tryForm{Question: bots.Question{Method: "products"}}}
	page.Question.Title = p.Title
	page.Phone = s.newPhone(v)
	page.Phone.addCards(bots.Cards([]catalog.Product{sh.presentProduct(p)}))
	switch {
	case !p.Published:
		page.Hidden = "unpublished"
	case v.Shop.HideSoldOut && p.SoldOut():
		page.Hidden = "soldout"
	}
	page.History, err = s.historyOf(c.Request().Context(), v, lookRow{
		RowOf:   store.RowOf{Shop: v.Shop.ID, Kind: store.KindProducts, Source: p.Source, ID: p.ID},
		objects: []string{"product " + p.Key, "variant " + p.Key}, now: page.Facts, audited: productName(p),
	})
	if err != nil {
		return err
	}
	return s.render(c, v, http.StatusOK, "product", page)
}

func (s *Server) productOf(c echo.Context, v *visitor) (catalog.Product, error) {
	id, err := lookID(c)
	if err != nil {
		return catalog.Product{}, err
	}
	return s.Store.ProductByID(c.Request().Context(), v.Shop.ID, id)
}

func productFacts(p catalog.Product) []lookFact {
	return []lookFact{
		{Word: "look.field_title", Value: p.Title}, {Word: "look.field_sku", Value: p.SKU, As: "code"},
		{Word: "look.field_price", Value: p.Price, As: "money", Currency: p.Currency}, {Word: "look.field_stock", Value: pieces(p), As: "number"},
		{Word: "look.field_published", Value: p.Published, As: "yes"}, {Word: "look.field_type", Value: p.ProductType}, {Word: "look.field_vendor", Value: p.Vendor},
		{Word: "look.field_desc", Value: p.Desc, As: "long"}, {Word: "look.field_codes", Value: strings.Join(p.Codes, ", "), As: "code"},
		{Word: "look.field_image", Value: p.ImageURL, As: "link"}, {Word: "look.field_detail_url", Value: p.DetailURL, As: "link"},
		{Word: "look.field_buy_url", Value: p.BuyURL, As: "link"},
		{Word: "look.field_source", Value: p.Source}, {Word: "look.field_key", Value: p.Key, As: "code"},
		{Word: "look.field_created", Value: p.CreatedAt, As: "time"}, {Word: "look.field_updated", Value: p.UpdatedAt, As: "time"},
		{Word: "look.field_version", Value: p.Version, As: "time"},
	}
}

// pieces are what is in stock, nil when the source does not count.
func pieces(p catalog.Product) any {
	if p.Stock == nil {
		return nil
	}
	return *p.Stock
}

// productName is what the list of changes calls a product: by it, too, its page finds what was done here.
func productName(p catalog.Product) string { return p.Source + " " + p.Key }
