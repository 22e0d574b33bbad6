package feeds_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"shopclerk/internal/store"
)

// state tells how each delivery stands, by its object.
func (d *desk) states(t *testing.T) map[string]string {
	t.Helper()
	states := map[string]string{}
	for _, one := range d.listed(t, "") {
		states[one.Object] = one.State
	}
	return states
}

// errorOf is the last error of an object's delivery.
func (d *desk) errorOf(t *testing.T, object string) string {
	t.Helper()
	for _, one := range d.listed(t, "") {
		if one.Object == object && len(one.Errors) > 0 {
			return one.Errors[len(one.Errors)-1].Error
		}
	}
	return ""
}

func TestWhatIsKeptIsInTheShopSoonAfter(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		run(t, d.Run)
		d.receive(t, told("product 1", "Tea", noon), saying{Object: "product 2", Title: "Cup", Do: "warn"})
		d.settled(t)
		equal(t, map[string]string{"product 1": "Tea", "product 2": "Cup"}, d.titles(t))
		for _, one := range d.listed(t, store.DeliveryDone) {
			if one.Attempts != 1 || one.FinishedAt.IsZero() || len(one.Errors) > 0 {
				t.Errorf("%+v", one)
			}
		}
		d.receive(t, saying{Object: "product 3", Title: "Pot", Do: "warn"})
		d.settled(t)
		equal(t, []string{"colour: mauve is not known"}, d.listed(t, "")[2].Warnings)
		d.log.has(t, 1, "colour: mauve is not known") // once, not with every delivery that has it
		d.counted(t, "done", 3)
	})
}

// Those that arrive are worked on at once, not with the next look.
func TestADeliveryIsNotKeptWaitingForTheNextLook(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		run(t, d.Run)
		quickest := time.Hour // of several: others may use the machine, too
		for n := 0; n < 5 && quickest > 500*time.Millisecond; n++ {
			time.Sleep(50 * time.Millisecond) // it waits for its next look, a second later, by now
			began := time.Now()
			d.receive(t, told("product 1", fmt.Sprint("Tea ", n), noon.Add(time.Duration(n)*time.Second)))
			d.settled(t)
			quickest = min(quickest, time.Since(began))
		}
		if quickest > 500*time.Millisecond {
			t.Errorf("it took %s: nobody was kicked", quickest)
		}
	})
}

// Whatever is wrong with a delivery is its own matter, told in words that quote nothing of it.
func TestABadDeliveryFailsAloneAndSaysWhereItIsBad(t *testing.T) {
	place := regexp.MustCompile(`^the delivery cannot be read: the program panicked at server/feeds_test/platform_test\.go:\d+$`)
	built := regexp.MustCompile(`^parts: the delivery cannot be read: the program panicked at server/feeds_test/platform_test\.go:\d+$`)
	bad := map[string]*regexp.Regexp{
		"unreadable":  regexp.MustCompile(`^the delivery cannot be read: object is none$`),
		"panic":       place,
		"nil":         place,
		"refused":     regexp.MustCompile(`^product: title: is required$`),
		"panic build": built,
	}
	each(t, func(t *testing.T, d *desk) {
		want := map[string]string{}
		for n := range 250 {
			s := told(fmt.Sprintf("product %d", n), "Tea", noon)
			want[s.Object] = store.DeliveryDone
			if n%25 == 7 {
				for what := range bad {
					b := saying{Object: fmt.Sprintf("%s %d", what, n), Title: "words of the body", Do: what}
					if what == "panic build" {
						b.Part = "a"
					}
					want[b.Object] = store.DeliveryFailed
					d.receive(t, b)
				}
			}
			d.receive(t, s)
		}
		run(t, d.Run)
		d.settled(t)
		equal(t, want, d.states(t))
		equal(t, 250, len(d.titles(t)))
		for what, says := range bad {
			if text := d.errorOf(t, what+" 7"); !says.MatchString(text) {
				t.Errorf("%s: %q", what, text)
			}
		}
		for _, one := range d.listed(t, store.DeliveryFailed) {
			if one.Attempts != 1 || len(one.Errors) != 1 {
				t.Errorf("%s was tried %d times", one.Object, one.Attempts)
			}
		}
		d.counted(t, "done", 250)
		d.counted(t, "failed", 50)
		d.log.has(t, 0, "words of the body")
		equal(t, []int{250, 50, 0}, []int{d.counts.of("done"), d.counts.of("failed"), d.counts.of("retried")})
	})
}

// One that cannot be built does not keep those out that tell of the same group.
func TestOfAGroupOnlyTheBadPartFails(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.receive(t, saying{Object: "product 1", Part: "a", Title: "Green", At: noon},
			saying{Object: "product 1", Part: "b", Title: "x", Do: "panic build", At: noon},
			saying{Object: "product 1", Part: "c", Title: "tea", At: noon})
		run(t, d.Run)
		d.settled(t)
		var states []string
		for _, one := range d.listed(t, "") {
			states = append(states, one.State)
		}
		equal(t, []string{store.DeliveryDone, store.DeliveryFailed, store.DeliveryDone}, states)
		equal(t, map[string]string{"product 1": "Green tea"}, d.titles(t))
	})
}

func TestOfOneObjectDeliveriesAreWorkedOnInOrder(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		var want []string
		at := time.Now()
		for n := range 300 {
			s := saying{Object: "product 1", Title: fmt.Sprint("Tea ", n)} // without a time of its own the later arrival wins
			want = append(want, string(s.body()))
			if err := d.Receive(ctx, d.source, call("told", s.body(), at.Add(time.Duration(n)*time.Millisecond))); err != nil {
				t.Fatal(err)
			}
		}
		run(t, d.Run)
		d.settled(t)
		equal(t, want, d.asked())
		equal(t, map[string]string{"product 1": "Tea 299"}, d.titles(t))
	})
}

func TestTheNewestTimeOfTheSourceWins(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		run(t, d.Run)
		for _, after := range []int{2, 5, 1, 5, 4} {
			d.receive(t, told("product 1", fmt.Sprint("Tea ", after), noon.Add(time.Duration(after)*time.Second)))
			d.settled(t)
		}
		equal(t, map[string]string{"product 1": "Tea 5"}, d.titles(t))
		equal(t, 4, len(d.listed(t, store.DeliveryDone)))
	})
}

func TestAFailedDeliveryThatComesAgainIsWorkedOnAgain(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		run(t, d.Run)
		for range 2 {
			d.receive(t, saying{Object: "product 1", Do: "unreadable", At: noon})
			d.settled(t)
		}
		one := d.listed(t, store.DeliveryFailed)[0]
		equal(t, []int{1, 2, 2}, []int{one.Repeats, len(one.Errors), len(d.asked())})
	})
}

// A feed with much to do must not keep the others waiting until all of it is done.
func TestABusyFeedDoesNotHoldUpAnother(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		quick := &platform{}
		other := sourceOf("other", quick.feed())
		inbox := inboxOf(d, d.source, other)
		d.slow = 10 * time.Millisecond
		var list []store.Delivery
		for n := range 1000 { // ten seconds of work
			body := told(fmt.Sprintf("product %d", n), "Tea", noon).body()
			list = append(list, store.Delivery{Shop: "main", Feed: "shop", Object: fmt.Sprintf("product %d", n), RepeatKey: [16]byte{byte(n), byte(n >> 8)}, Body: body})
		}
		if _, err := d.store.AddDeliveries(ctx, list); err != nil {
			t.Fatal(err)
		}
		run(t, inbox.Run)
		until(t, "the busy one is at work", func() bool { return len(d.asked()) > 50 })
		if err := inbox.Receive(ctx, other, call("told", told("cup", "Cup", noon).body(), time.Now())); err != nil {
			t.Fatal(err)
		}
		until(t, "the other one is worked on", func() bool { return len(quick.asked()) > 0 })
		if n := len(d.asked()); n > 900 {
			t.Errorf("it was worked on after %d deliveries of the other", n)
		}
	})
}

func TestWhatWasClaimedIsGivenBackAtTheEnd(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.slow = 5 * time.Millisecond
		for n := range 100 {
			d.receive(t, told(fmt.Sprintf("product %d", n), "Tea", noon))
		}
		stop := run(t, d.Run)
		until(t, "it is at work", func() bool { return len(d.asked()) > 3 })
		stop()
		list, err := d.store.ClaimDeliveries(ctx, "main", "shop", "another", 200, time.Minute)
		if err != nil || len(list) != len(d.listed(t, store.DeliveryQueued)) || len(list) == 0 {
			t.Errorf("%d can be claimed, %v", len(list), err)
		}
	})
}

func TestEveryFeedOfAShopHasItsOwnQueue(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		other := sourceOf("other", d.feed())
		inbox := inboxOf(d, d.source, other)
		for _, s := range []string{"shop", "other"} {
			source := sourceOf(s, d.feed())
			if err := inbox.Receive(ctx, source, call("told", told("product 1", "Tea of "+s, noon).body(), time.Now())); err != nil {
				t.Fatal(err)
			}
		}
		run(t, inbox.Run)
		d.settled(t)
		var got []string
		for _, one := range d.listed(t, store.DeliveryDone) {
			got = append(got, one.Feed)
		}
		slices.Sort(got)
		equal(t, "other shop", strings.Join(got, " "))
	})
}
