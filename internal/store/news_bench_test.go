package store_test

import (
	"fmt"
	"testing"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/orders"
)

// BenchmarkPages writes a pull's pages of 50 orders, each with a customer of its own.
func BenchmarkPages(b *testing.B) {
	for _, database := range storetest.All(b) {
		for _, again := range []bool{false, true} {
			b.Run(fmt.Sprint(database.Name, " again ", again), func(b *testing.B) {
				s := storetest.Open(b, database.New(b))
				n := 0
				page := func() (items []store.NewsItem) {
					for range 50 {
						n++
						number := fmt.Sprint(n)
						c := everyOrderField()
						mail, phone := number+"@b.example", fmt.Sprintf("0912%06d", n%1000000)
						c.Key, c.Number, c.CustomerID, c.Emails, c.Phones = number, number, &number, &[]string{mail}, &[]string{phone}
						items = append(items, store.NewsItem{News: store.News{Orders: []orders.Change{c}}},
							store.NewsItem{News: store.News{Customers: []orders.Customer{{ID: number, Name: "n", Emails: []string{mail}, Phones: []string{phone}, Version: one}}}})
					}
					return items
				}
				first := page()
				for b.Loop() {
					items := first
					if !again {
						items = page()
					}
					putNews(b, s, main, items...)
				}
				b.ReportMetric(50*float64(b.N)/b.Elapsed().Seconds(), "orders/s")
			})
		}
	}
}
