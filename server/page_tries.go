package server

import (
	"net/netip"
	"sync"
	"time"
)

const (
	freeTries   = 5               // without a pause
	firstPause  = 5 * time.Second // after them, and twice as long after each further one
	longestWait = 15 * time.Minute
	triesKept   = time.Hour // after the last one
	maxTries    = 10_000    // names and addresses of one generation
)

// tries counts the log-ins that failed, by name and by address. It is kept in memory: with several processes each counts its
// own, which a guesser wins little by. There are two generations: once the new one is full it becomes the old one, and what was
// not tried since is forgotten.
type tries struct {
	sync.Mutex
	fresh, old map[string]*failures
}

// failures are those of one name or address.
type failures struct {
	count int
	last  time.Time
	until time.Time // before which no other try is heard
}

func newTries() *tries { return &tries{fresh: map[string]*failures{}} }

// take counts a try as failed before it is made, so that a hundred at once do not all slip through, and returns how long the
// caller has to wait instead; 0 lets it be made.
func (t *tries) take(now time.Time, name, address string) time.Duration {
	t.Lock()
	defer t.Unlock()
	var counted []*failures
	var wait time.Duration
	for _, key := range tryKeys(name, address) {
		f := t.of(key, now)
		counted, wait = append(counted, f), max(wait, f.until.Sub(now))
	}
	if wait > 0 {
		return wait
	}
	for _, f := range counted {
		f.count, f.last = f.count+1, now
		if over := f.count - freeTries; over >= 0 {
			f.until = now.Add(min(firstPause<<min(over, 20), longestWait))
		}
	}
	return 0
}

// of returns what is counted of a name or an address.
func (t *tries) of(key string, now time.Time) *failures {
	f := t.fresh[key]
	if f == nil {
		f = t.old[key]
	}
	if f == nil || now.Sub(f.last) > triesKept {
		f = &failures{}
	}
	if len(t.fresh) >= maxTries {
		t.fresh, t.old = map[string]*failures{}, t.fresh
	}
	t.fresh[key] = f
	return f
}

// forgive forgets what failed before a log-in that did not.
func (t *tries) forgive(name, address string) {
	t.Lock()
	defer t.Unlock()
	for _, key := range tryKeys(name, address) {
		delete(t.fresh, key)
		delete(t.old, key)
	}
}

// tryKeys are what a try is counted by. Of an IPv6 address only the network counts: a guesser has all of it.
func tryKeys(name, address string) []string {
	if ip, err := netip.ParseAddr(address); err == nil && ip.Is6() && !ip.Is4In6() {
		if prefix, err := ip.Prefix(64); err == nil {
			address = prefix.String()
		}
	}
	return []string{"name " + name, "address " + address}
}

// seconds are those that a wait takes, the last one whole.
func seconds(wait time.Duration) int { return int((wait + time.Second - 1) / time.Second) }
