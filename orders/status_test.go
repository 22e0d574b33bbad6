package orders_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopclerk/orders"
)

var inOrder = []orders.Status{
	orders.Unpaid, orders.Processing, orders.Paid, orders.Shipped, orders.Delivered, orders.Completed, orders.Cancelled, orders.Refunded,
}

func TestAStatusIsReadWithoutRegardToCase(t *testing.T) {
	for _, want := range inOrder {
		for _, text := range []string{string(want), strings.ToUpper(string(want)), "  " + strings.ToUpper(string(want[:1])) + string(want[1:]) + "\n"} {
			if got, err := orders.ParseStatus(text); err != nil || got != want {
				t.Errorf("ParseStatus(%q) = %q, %v", text, got, err)
			}
		}
	}
	if got, err := orders.ParseStatus("Canceled"); err != nil || got != orders.Cancelled {
		t.Errorf("the American spelling is read as %q, %v", got, err)
	}
}

func TestAStatusThatThereIsNotIsRefusedWithAllThatThereAre(t *testing.T) {
	for _, text := range []string{"", "open", "closed", "past", "已付款", "paid!", "unpaid paid"} {
		_, err := orders.ParseStatus(text)
		if err == nil {
			t.Errorf("%q is taken", text)
			continue
		}
		for _, s := range inOrder {
			if !strings.Contains(err.Error(), string(s)) {
				t.Errorf("%q: the message %q does not name %s", text, err, s)
			}
		}
	}
}

func TestRanksRiseWithTheWayOfAnOrder(t *testing.T) {
	for i := 1; i < len(inOrder); i++ {
		if inOrder[i-1].Rank() >= inOrder[i].Rank() {
			t.Errorf("%s does not rank above %s", inOrder[i], inOrder[i-1])
		}
	}
	if orders.Status("other").Rank() >= orders.Unpaid.Rank() {
		t.Error("an unknown status ranks above one that is known")
	}
}

func TestEachFilterLetsThroughItsStatuses(t *testing.T) {
	for _, c := range []struct {
		name   string
		filter orders.Filter
		want   []orders.Status
	}{
		{"none lets all through", orders.All, inOrder},
		{"open is under way", orders.Open, inOrder[:4]},
		{"unpaid is unpaid alone", orders.OnlyUnpaid, inOrder[:1]},
		{"closed is over", orders.Closed, inOrder[4:]},
		{"an unknown filter narrows nothing", orders.Filter("other"), inOrder},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, c.filter.Statuses()); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestEveryStatusIsEitherOpenOrClosed(t *testing.T) {
	for _, s := range inOrder {
		if slices.Contains(orders.Open.Statuses(), s) == slices.Contains(orders.Closed.Statuses(), s) {
			t.Errorf("%s is both or neither", s)
		}
	}
}

func TestTheStatusesOfAFilterAreTheCallersOwn(t *testing.T) {
	orders.All.Statuses()[0] = "other"
	if got := orders.All.Statuses()[0]; got != orders.Unpaid {
		t.Errorf("the first status has become %q", got)
	}
}
