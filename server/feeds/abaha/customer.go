package abaha

import "shopclerk/orders"

// customers reads a customer. One that was deleted keeps only the id: nobody is to find orders by what it was.
func (r reader) customers() ([]orders.Customer, error) {
	id, err := r.id("user_id", maxID)
	if err != nil {
		return nil, err
	}
	c := orders.Customer{ID: id, Version: r.moment("modified")}
	if c.Version.IsZero() {
		c.Version = r.at
	}
	if r.flag("delete_flag") {
		return []orders.Customer{c}, nil
	}
	c.Name = r.text("name", orders.MaxText)
	c.Phones = distinct(r.text("tel", orders.MaxText))
	c.Emails = distinct(r.text("email", orders.MaxText))
	return []orders.Customer{c}, nil
}
