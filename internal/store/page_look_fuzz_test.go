package store_test

import (
	"path/filepath"
	"testing"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
	"shopclerk/packages"
)

// FuzzAfter holds that a list is read whatever a browser says where its page begins, and that nothing comes twice.
func FuzzAfter(f *testing.F) {
	s := storetest.Open(f, store.Options{Driver: store.SQLite, Path: filepath.Join(f.TempDir(), "shopclerk.db")})
	for _, sku := range []string{"1", "2", "3"} {
		if _, err := s.PutProducts(ctx, in("a", "file"), []catalog.Change{{SKU: sku, Title: &sku}}); err != nil {
			f.Fatal(err)
		}
		if _, err := s.PutPackages(ctx, in("a", "file"), []packages.Change{{OrderNumber: sku, Number: sku}}); err != nil {
			f.Fatal(err)
		}
	}
	for _, seed := range []string{"", "x", "WyIyIl0", "WyIxIiwiMiJd", "WyIyMDI2LTAxLTAxIDAwOjAwOjAwLjAwMDAwMCIsIjEiXQ", "bnVsbA", "W251bGxd"} {
		f.Add(seed, "file")
	}
	f.Fuzz(func(t *testing.T, after, source string) {
		for _, source := range []string{"", source} {
			products, err := s.ListProducts(ctx, store.ProductList{Shop: "a", Source: source, After: after, Limit: 2})
			if err != nil || len(products.Items) > 2 {
				t.Errorf("products: %d, %v", len(products.Items), err)
			}
			if _, err := s.ListOrders(ctx, store.OrderList{Shop: "a", Source: source, After: after, Limit: 2}); err != nil {
				t.Error("orders:", err)
			}
			parcels, err := s.ListPackages(ctx, store.PackageList{Shop: "a", Source: source, After: after, Limit: 2})
			if err != nil || len(parcels.Items) > 2 {
				t.Errorf("parcels: %d, %v", len(parcels.Items), err)
			}
			for i, p := range products.Items {
				if i > 0 && p.ID == products.Items[i-1].ID {
					t.Errorf("product %d comes twice", p.ID)
				}
			}
		}
	})
}
