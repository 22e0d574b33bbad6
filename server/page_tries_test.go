package server_test

import (
	"fmt"
	"testing"
	"time"

	"shopclerk/server"
)

func TestAfterFiveTriesThePausesGrow(t *testing.T) {
	tries, now := server.NewTries(), time.Now()
	wait := func() time.Duration { return tries.Take(now, "mei", "192.0.2.1") }
	for i := range 5 {
		if w := wait(); w != 0 {
			t.Fatalf("try %d waits %s", i, w)
		}
	}
	for _, want := range []time.Duration{5, 10, 20, 40, 80, 160, 320, 640, 900, 900} {
		pause := wait()
		if pause != want*time.Second {
			t.Errorf("a pause of %s, want %d s", pause, want)
		}
		now = now.Add(pause - time.Millisecond)
		if w := wait(); w != time.Millisecond {
			t.Errorf("a try in the pause made it %s", w)
		}
		now = now.Add(time.Millisecond)
		if w := wait(); w != 0 {
			t.Fatalf("after the pause another %s", w)
		}
	}
	now = now.Add(2 * time.Hour)
	for i := range 5 {
		if w := wait(); w != 0 {
			t.Fatalf("two hours later try %d waits %s", i, w)
		}
	}
}

func TestTriesAreCountedByNameAndByAddress(t *testing.T) {
	now := time.Now()
	for _, c := range []struct {
		name  string
		other func(i int) (user, address string)
		waits bool
	}{
		{"one name from many addresses", func(i int) (string, string) { return "mei", fmt.Sprintf("192.0.2.%d", i) }, true},
		{"many names from one address", func(i int) (string, string) { return fmt.Sprint("user", i), "192.0.2.1" }, true},
		{"many names from one network of IPv6", func(i int) (string, string) { return fmt.Sprint("user", i), fmt.Sprintf("2001:db8:1:2::%x", i) }, true},
		{"many names from many networks of IPv6", func(i int) (string, string) { return fmt.Sprint("user", i), fmt.Sprintf("2001:db8:1:%x::1", i) }, false},
		{"many names from many addresses", func(i int) (string, string) { return fmt.Sprint("user", i), fmt.Sprintf("192.0.2.%d", i) }, false},
	} {
		tries := server.NewTries()
		for i := range 5 {
			user, address := c.other(i)
			if w := tries.Take(now, user, address); w != 0 {
				t.Errorf("%s: try %d waits %s", c.name, i, w)
			}
		}
		user, address := c.other(9)
		if w := tries.Take(now, user, address); w > 0 != c.waits {
			t.Errorf("%s: the sixth waits %s", c.name, w)
		}
		if !c.waits {
			continue
		}
		tries.Forgive(user, address)
		if w := tries.Take(now, user, address); w != 0 {
			t.Errorf("%s: after a log-in the next waits %s", c.name, w)
		}
	}
}

func TestTriesTakeNoMoreMemoryThanThereIsRoomFor(t *testing.T) {
	tries, now := server.NewTries(), time.Now()
	for i := range 5 {
		tries.Take(now, "mei", fmt.Sprint("address", i))
	}
	for i := range 4000 { // others do not make it forget
		tries.Take(now, fmt.Sprint("user", i), fmt.Sprint("other", i))
	}
	if wait := tries.Take(now, "mei", "another"); wait == 0 {
		t.Error("what failed a moment ago is forgotten")
	}
	for i := range 50_000 {
		tries.Take(now, fmt.Sprint("many", i), fmt.Sprint("many", i))
	}
	if n := tries.Len(); n > 20_000 {
		t.Errorf("%d are remembered", n)
	}
}
