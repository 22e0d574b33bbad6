package cyberbiz

import (
	"shopclerk/orders"
	"shopclerk/server/feeds"
)

// customer reads a customer. One that was deleted keeps only the id: nobody is to find orders by what it was.
func (r reader) customer(gone bool, news *feeds.News) error {
	id, err := r.id("id")
	if err != nil {
		return err
	}
	c := orders.Customer{ID: id, Version: r.version()}
	if !gone {
		c.Name = r.text("name", orders.MaxText)
		c.Emails = distinct(r.email("email"))
		c.Phones = distinct(r.phone("mobile", r.callingCode()))
	}
	news.Customers = append(news.Customers, c)
	return nil
}
