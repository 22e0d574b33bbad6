package tables_test

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"testing"

	"shopclerk/server/imports/tables"
)

const (
	benchHead = "sku,barcode,title,product_type,vendor,image_url,detail_url,price,currency,stock,published,created_at,updated_at\n"
	benchRow  = "TEA-000123,4710000000123,阿里山烏龍茶 150g,茶葉,山屋,https://shop.example/i/123.jpg,https://shop.example/p/123,1280,TWD,42,true,2026-01-31,2026-01-31 12:00:00\n"
)

// BenchmarkCSV compares Next with what the standard library needs for the same file of 13 columns.
func BenchmarkCSV(b *testing.B) {
	file, rows := fileOf(b, benchHead, benchRow, "", 64<<20)
	path := file.Name()
	if err := file.Close(); err != nil {
		b.Fatal(err)
	}
	for name, read := range map[string]func(*os.File) (int, error){"Next": readTable, "encoding-csv": readBare} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				file, err := os.Open(path)
				if err != nil {
					b.Fatal(err)
				}
				if n, err := read(file); err != nil || n != rows {
					b.Fatalf("%d of %d rows: %v", n, rows, err)
				}
			}
			b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

func readTable(file *os.File) (int, error) {
	table, err := tables.Open(file, tables.Options{})
	if err != nil {
		return 0, err
	}
	n := 0
	for ; err == nil; n++ {
		_, err = table.Next()
	}
	if !errors.Is(err, io.EOF) {
		return n, err
	}
	return n - 1, table.Close()
}

func readBare(file *os.File) (int, error) {
	r := csv.NewReader(bufio.NewReaderSize(file, 64<<10))
	r.ReuseRecord = true
	n := 0
	for {
		switch _, err := r.Read(); {
		case errors.Is(err, io.EOF):
			return n - 1, file.Close() // the header is no row
		case err != nil:
			return n, err
		}
		n++
	}
}
