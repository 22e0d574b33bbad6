package cyberbiz

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/feeds"
)

func objects(t *testing.T, text string) (list []feeds.Object) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestAnObjectThatCannotBeReadDoesNotKeepOthersOfItsPageOut(t *testing.T) {
	f := &feed{Options: Options{Domain: "example.cyberbiz.co", Currency: "TWD"}}
	now := time.Date(2026, 1, 9, 5, 11, 0, 0, time.UTC)
	news, warnings, err := f.news("orders", objects(t, `[
		{"id":1,"order_number":10001,"prices":{"total_price":5},"statuses":{"order_status":"open","financial_status":"paid"}},
		{"id":2,"order_number":10002,"prices":{"total_price":-5},"statuses":{"order_status":"open","financial_status":"paid"}},
		{"order_number":10003,"prices":{"total_price":5},"statuses":{"order_status":"open","financial_status":"lent"}},
		{"statuses":{"order_status":"open","financial_status":"lent"}}]`), now)
	if err != nil || len(news.Orders) != 2 || news.Orders[0].Number != "10001" || news.Orders[1].Number != "10003" {
		t.Errorf("%+v, %v", news.Orders, err)
	}
	want := []string{
		"order 2: was left out, for prices.total_price is less than 0",
		"statuses.financial_status: lent is not known and was taken for processing",
		"order: was left out, for order_number is missing",
	}
	if d := cmp.Diff(want, warnings); d != "" {
		t.Error(d)
	}
}

func TestEveryListIsReadAsWhatItIs(t *testing.T) {
	f := &feed{Options: Options{Domain: "example.cyberbiz.co", Currency: "TWD"}}
	now := time.Date(2026, 1, 9, 5, 11, 0, 0, time.UTC)
	news, _, err := f.news("products", objects(t, `[{"id":1,"title":"Tea","updated_at":"2026-01-09 13:00:00"},{"id":2,"title":"Cup"},{"id":1,"title":"Green tea","updated_at":"2026-01-09 13:00:01"}]`), now)
	if err != nil || len(news.Parts) != 2 || news.Parts[0].Group != "product 1" || !news.Parts[1].Version.Equal(now) {
		t.Errorf("%+v, %v", news.Parts, err)
	}
	if at := time.Date(2026, 1, 9, 5, 0, 1, 0, time.UTC); !news.Parts[0].Version.Equal(at) {
		t.Errorf("of two documents of one product, that of %s was kept", news.Parts[0].Version)
	}
	if news, _, err = f.news("customers", objects(t, `[{"id":1,"name":"A B"}]`), now); err != nil || len(news.Customers) != 1 || !news.Customers[0].Version.Equal(now) {
		t.Errorf("%+v, %v", news.Customers, err)
	}
	if _, _, err = f.news("coupons", nil, now); err == nil {
		t.Error("there is a list of coupons")
	}
}
