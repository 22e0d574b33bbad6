package bots

import (
	"slices"
	"strings"

	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/packages"
)

// Params is what comes with a method, in the names that both platforms use.
type Params struct {
	Fields            // what is asked
	Pagination Fields // which part of the answer
}

// Read makes the domain query of one method out of its params.
type Read func(Params) (any, error)

// DecodeMethod reads the request whose method, id and page_id stand in head, and whose params and pagination stand in
// envelope, by a platform's table of methods.
func DecodeMethod(head, envelope Fields, methods map[string]Read) (Request, error) {
	var r Request
	// What identifies the request is for the log and for choosing the bot; a strange value there refuses nothing.
	r.ID, _ = head.Text("id")
	r.PageID, _ = head.Text("page_id")
	if head.Empty("method") {
		return r, &Refusal{Reason: Unreadable}
	}
	method, err := head.Text("method")
	read, ok := methods[method]
	if err != nil || !ok {
		return r, &Refusal{Reason: UnknownMethod}
	}
	r.Method = method
	p, err := readParams(envelope)
	if err != nil {
		return r, err
	}
	r.Query, err = read(p)
	return r, err
}

// readParams reads the params and the pagination of a request.
func readParams(envelope Fields) (p Params, err error) {
	if p.Fields, err = envelope.Object("params"); err != nil {
		return p, err
	}
	p.Pagination, err = envelope.Object("pagination")
	return p, err
}

func (p Params) paging() (page, limit int, err error) {
	if page, err = p.Pagination.whole("page", DefaultPage, 0, NotPositive); err != nil {
		return 0, 0, err
	}
	limit, err = p.Pagination.whole("limit", DefaultLimit, MaxLimit, OutOfRange)
	return page, limit, err
}

// texts reads several texts at once; the first wrong one is the error.
func (p Params) texts(into map[string]*string) error {
	for _, name := range sortedKeys(into) {
		text, err := p.Text(name)
		if err != nil {
			return err
		}
		*into[name] = text
	}
	return nil
}

func sortedKeys(m map[string]*string) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// ReadProducts reads a catalog.Query: title, product_type, vendor, order_type and paging.
func ReadProducts(p Params) (any, error) {
	var q catalog.Query
	var orderType string
	err := p.texts(map[string]*string{"title": &q.Title, "product_type": &q.ProductType, "vendor": &q.Vendor, "order_type": &orderType})
	if err != nil {
		return nil, err
	}
	if q.SortBy, q.Descending, err = readOrderType(orderType); err != nil {
		return nil, err
	}
	if r := []rune(q.Title); len(r) > catalog.MaxQueryTitle {
		q.Title = string(r[:catalog.MaxQueryTitle])
	}
	q.Page, q.Limit, err = p.paging()
	return q, err
}

// readOrderType reads "title,desc".
func readOrderType(text string) (catalog.SortField, bool, error) {
	if text == "" {
		return catalog.ByRelevance, false, nil
	}
	field, direction, _ := strings.Cut(strings.ToLower(text), ",")
	by, direction := catalog.SortField(strings.TrimSpace(field)), strings.TrimSpace(direction)
	known := by == catalog.ByTitle || by == catalog.ByCreated || by == catalog.ByUpdated
	if !known || direction != "asc" && direction != "desc" {
		return "", false, invalid("order_type", NotOneOf, "title,asc title,desc created_at,asc created_at,desc updated_at,asc updated_at,desc")
	}
	return by, direction == "desc", nil
}

// searchTypes are the properties by the names that stand in a search_type, today's and the older ones.
var searchTypes = map[string]catalog.Facet{
	"product_type":        {ProductType: true},
	"type":                {ProductType: true},
	"vendor":              {Vendor: true},
	"product_type|vendor": {ProductType: true, Vendor: true},
	"type|vendor":         {ProductType: true, Vendor: true},
}

// ReadProperty reads a catalog.Facet out of search_type or the older search. It is paged only when paging is asked for.
func ReadProperty(p Params) (any, error) {
	text, err := p.FirstText("search_type", "search")
	if err != nil {
		return nil, err
	}
	if text == "" {
		return nil, invalid("search_type", Missing, "")
	}
	facet, ok := searchTypes[strings.ToLower(text)]
	if !ok {
		return nil, invalid("search_type", NotOneOf, "product_type, vendor")
	}
	if !p.Pagination.Empty("page") || !p.Pagination.Empty("limit") {
		facet.Page, facet.Limit, err = p.paging()
	}
	return facet, err
}

// filters are the lists of orders by the names of all platforms and generations.
var filters = map[string]orders.Filter{
	"": orders.All, "open": orders.Open, "unpaid": orders.OnlyUnpaid, "closed": orders.Closed, "past": orders.Closed,
}

// ReadOrders reads an orders.Query: order_number alone, or user_account (or user_amount) with filter and paging.
func ReadOrders(p Params) (any, error) {
	number, err := p.Text("order_number")
	if err != nil {
		return nil, err
	}
	account, err := p.FirstText("user_account", "user_amount")
	if err != nil {
		return nil, err
	}
	if err := exactlyOne("order_number, user_account", number, account); err != nil {
		return nil, err
	}
	if number != "" {
		return orders.Query{Number: number}, nil
	}
	text, err := p.Text("filter")
	if err != nil {
		return nil, err
	}
	filter, ok := filters[strings.ToLower(text)]
	if !ok {
		return nil, invalid("filter", NotOneOf, "open, unpaid, closed, past")
	}
	q := orders.Query{Account: account, Filter: filter}
	q.Page, q.Limit, err = p.paging()
	return q, err
}

// ReadPackages reads a packages.Query: order_number or package_number, and paging.
func ReadPackages(p Params) (any, error) {
	var q packages.Query
	err := p.texts(map[string]*string{"order_number": &q.OrderNumber, "package_number": &q.Number})
	if err != nil {
		return nil, err
	}
	if err := exactlyOne("order_number, package_number", q.OrderNumber, q.Number); err != nil {
		return nil, err
	}
	q.Page, q.Limit, err = p.paging()
	return q, err
}

func exactlyOne(names, a, b string) error {
	switch {
	case a == "" && b == "":
		return invalid(names, EitherOf, "")
	case a != "" && b != "":
		return invalid(names, OnlyOneOf, "")
	}
	return nil
}

// ReadTest returns a Read of a Test whose token stands under the first of the names that is there.
func ReadTest(names ...string) Read {
	return func(p Params) (any, error) {
		for _, name := range names {
			if token, ok, err := p.Scalar(name); ok || err != nil {
				return Test{Token: token}, err
			}
		}
		return nil, invalid(names[0], Missing, "")
	}
}
