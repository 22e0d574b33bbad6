package main

import (
	"fmt"
	"strconv"
	"time"
)

// receipt is an order in the shop's own file format.
type receipt struct {
	OrderNumber   string       `json:"order_number"`
	RecipientName string       `json:"recipient_name"`
	Currency      string       `json:"currency"`
	PaymentMethod string       `json:"payment_method"`
	OrderURL      string       `json:"order_url"`
	Timestamp     string       `json:"timestamp"`
	Status        string       `json:"status"`
	Address       address      `json:"address"`
	Summary       summary      `json:"summary"`
	Adjustments   []adjustment `json:"adjustments"`
	Elements      []element    `json:"elements"`
	Email         string       `json:"email"`
	Phone         string       `json:"phone"`
	UpdatedAt     string       `json:"updated_at"`
}

type address struct {
	Street1    string `json:"street_1"`
	Street2    string `json:"street_2"`
	City       string `json:"city"`
	PostalCode string `json:"postal_code"`
	State      string `json:"state"`
	Country    string `json:"country"`
}

type summary struct {
	Subtotal     int `json:"subtotal"`
	ShippingCost int `json:"shipping_cost"`
	TotalTax     int `json:"total_tax"`
	TotalCost    int `json:"total_cost"`
}

type adjustment struct {
	Name   string `json:"name"`
	Amount int    `json:"amount"`
}

type element struct {
	Title    string `json:"title"`
	Subtitle string `json:"subtitle"`
	Quantity int    `json:"quantity"`
	Price    int    `json:"price"`
	Currency string `json:"currency"`
	ImageURL string `json:"image_url"`
}

// parcel is a package in the shop's own file format.
type parcel struct {
	OrderNumber    string `json:"order_number"`
	PackageNumber  string `json:"package_number"`
	ProductName    string `json:"product_name"`
	Carrier        string `json:"carrier"`
	TrackingNumber string `json:"tracking_number"`
	TrackingURL    string `json:"tracking_url"`
	PackageStatus  string `json:"package_status"`
	ExpDelivery    string `json:"exp_delivery"`
	ImageURL       string `json:"image_url"`
	UpdatedAt      string `json:"updated_at"`
}

var (
	names    = []string{"王小明", "Stephane Crozatier", "陳美玲", "Nguyễn Thị Mai", "林志豪", "Bob Norman"}
	streets  = []string{"忠孝東路四段%d號", "%d Hacker Way", "中山路%d號"}
	cities   = []string{"台北市", "新北市", "台中市", "高雄市"}
	payments = []string{"Visa 2345", "LINE Pay", "貨到付款"}
	statuses = []string{"unpaid", "processing", "paid", "shipped", "delivered", "completed"}
	carriers = []string{"黑貓宅急便", "UPS", "7-ELEVEN"}
	progress = []string{"pending", "in_transit", "out_for_delivery", "delivered"}
)

func orderNumber(i int) string { return strconv.Itoa(100_000_000 + i) }

// customerOf tells who placed an order of n: each customer comes back after all others had their turn.
func customerOf(i, n int) int { return i % customers(n) }

func customers(n int) int { return max(1, n/ordersAnAccount) }

func email(customer int) string { return fmt.Sprintf("customer.%d@mail.example", customer) }

func phone(customer int) string { return fmt.Sprintf("09%08d", customer) }

func newReceipt(i, n int) receipt {
	r, customer := chance(kindOrders, i), customerOf(i, n)
	o := receipt{
		OrderNumber: orderNumber(i), RecipientName: pick(r, names), Currency: "TWD", PaymentMethod: pick(r, payments),
		OrderURL: "https://shop.example/orders/" + orderNumber(i), Timestamp: strconv.FormatInt(placedAt(i).Unix(), 10),
		Status: pick(r, statuses), Email: email(customer), Phone: phone(customer),
		UpdatedAt: placedAt(i).Add(2 * time.Hour).Format(time.RFC3339),
		Address: address{
			Street1: fmt.Sprintf(pick(r, streets), 1+r.IntN(300)), Street2: "2F", City: pick(r, cities),
			PostalCode: strconv.Itoa(100 + r.IntN(800)), State: "Taiwan", Country: "TW",
		},
		Adjustments: []adjustment{{"New Customer Discount", 20}, {"滿額折扣", 10 * r.IntN(5)}},
	}
	for range linesAnOrder {
		e := element{
			Title: title(r), Subtitle: "100% Soft and Luxurious Cotton", Quantity: 1 + r.IntN(3), Currency: "TWD",
			ImageURL: fmt.Sprintf("https://shop.example/pictures/SKU-%07d.png", r.IntN(100_000)),
		}
		e.Price = e.Quantity * (90 + 10*r.IntN(500))
		o.Summary.Subtotal += e.Price
		o.Elements = append(o.Elements, e)
	}
	o.Summary.ShippingCost, o.Summary.TotalTax = 60, o.Summary.Subtotal/20
	o.Summary.TotalCost = o.Summary.Subtotal + o.Summary.ShippingCost + o.Summary.TotalTax
	for _, a := range o.Adjustments {
		o.Summary.TotalCost -= a.Amount
	}
	return o
}

func newParcel(i int) parcel {
	r := chance(kindPackages, i)
	tracking := fmt.Sprintf("TW%010d", r.IntN(1_000_000_000))
	return parcel{
		OrderNumber: orderNumber(i), PackageNumber: fmt.Sprintf("P%09d", i), ProductName: title(r), Carrier: pick(r, carriers),
		TrackingNumber: tracking, TrackingURL: "https://track.example/?id=" + tracking, PackageStatus: pick(r, progress),
		ExpDelivery: placedAt(i).AddDate(0, 0, 3).Format(time.DateOnly),
		ImageURL:    fmt.Sprintf("https://shop.example/pictures/SKU-%07d.png", r.IntN(100_000)),
		UpdatedAt:   placedAt(i).Add(26 * time.Hour).Format(time.RFC3339),
	}
}
