package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// The kinds of files, as `shopclerk import` names them.
const (
	kindProducts = "products"
	kindOrders   = "orders"
	kindPackages = "packages"
)

// How the generated shop is made.
const (
	ordersAnAccount = 3
	linesAnOrder    = 3
	vendors         = 500
	productTypes    = 200
	seed            = 20260131
)

// firstOrder is when the first order was placed; each further one comes half a minute later.
var firstOrder = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

func placedAt(i int) time.Time { return firstOrder.Add(time.Duration(i) * 30 * time.Second) }

// chance is the same for the same row in every run.
func chance(kind string, i int) *rand.Rand {
	return rand.New(rand.NewPCG(seed+uint64(len(kind)), uint64(i)))
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// writeData writes a file of n rows of a kind and returns its path: CSV for products, one JSON object a line for others.
func writeData(ctx context.Context, dir, kind string, n int) (path string, err error) {
	path = filepath.Join(dir, fmt.Sprintf("%s-%d", kind, n))
	file, err := os.Create(path)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	w := bufio.NewWriterSize(file, 1<<20)
	row := lines(w, kind, n)
	for i := range n {
		if i%1000 == 0 && ctx.Err() != nil {
			return "", ctx.Err()
		}
		if err := row(i); err != nil {
			return "", err
		}
	}
	return path, w.Flush()
}

// lines returns what writes row i of a kind.
func lines(w *bufio.Writer, kind string, n int) func(i int) error {
	if kind == kindProducts {
		table := csv.NewWriter(w)
		return func(i int) error {
			if i == 0 {
				if err := table.Write(productHeader); err != nil {
					return err
				}
			}
			err := table.Write(product(i))
			table.Flush()
			return err
		}
	}
	object := func(i int) any { return newReceipt(i, n) }
	if kind == kindPackages {
		object = func(i int) any { return newParcel(i) }
	}
	encoder := json.NewEncoder(w)
	return func(i int) error { return encoder.Encode(object(i)) }
}

var productHeader = []string{
	"sku", "title", "product_type", "vendor", "desc", "image_url", "detail_url", "buy_url", "price", "currency", "stock",
	"created_at", "updated_at",
}

var (
	adjectives = []string{"Classic", "Organic", "經典", "限量", "Soft", "Waterproof", "親膚", "Everyday", "輕量", "Vintage"}
	nouns      = []string{"T-Shirt", "純棉T恤", "Sneakers", "帆布袋", "Mug", "馬克杯", "Notebook", "毛巾", "Jacket", "保溫瓶"}
	colours    = []string{"White", "黑色", "Navy", "灰色", "Red", "米白", "Olive", "藍色"}
)

func title(r *rand.Rand) string {
	return pick(r, adjectives) + " " + pick(r, nouns) + " " + pick(r, colours)
}

// product is a row of the CSV file. Some vendors and types have many products and some a few, as in a real shop.
func product(i int) []string {
	r, sku := chance(kindProducts, i), fmt.Sprintf("SKU-%07d", i)
	skewed := func(n int) int { u := r.Float64(); return int(u * u * float64(n)) }
	return []string{
		sku, title(r), fmt.Sprintf("Type %03d 類", skewed(productTypes)), fmt.Sprintf("Vendor %03d", skewed(vendors)),
		"100% soft and luxurious cotton, made to be worn every day. 柔軟舒適，適合每日穿著。",
		"https://shop.example/pictures/" + sku + ".png", "https://shop.example/p/" + sku,
		"https://shop.example/cart/add?sku=" + sku, strconv.Itoa(90 + 10*r.IntN(500)), "TWD", strconv.Itoa(1 + r.IntN(200)),
		placedAt(i).Format(time.RFC3339), placedAt(i + r.IntN(5000)).Format(time.RFC3339),
	}
}
