package server

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"shopclerk/internal/metrics"
	"shopclerk/internal/store"
	"shopclerk/server/bots"
)

const (
	tallyFlush = time.Minute
	tallyKept  = 60 * 24 * time.Hour
	tallyPrune = time.Hour
	maxTallied = 20_000 // counts that wait while the database is away: more than a shop makes in a day
)

// tally counts questions and which secrets were used, so that no answer waits for a write to the database. What several
// processes count adds up there.
type tally struct {
	store *store.Store
	shops func() []string
	log   *slog.Logger
	now   func() time.Time

	mu        sync.Mutex
	questions map[talliedKey]tallied
	secrets   map[secretKey]store.SecretUse
}

// talliedKey is where a question counts.
type talliedKey struct {
	shop, method string
	hour         int64 // since 1970
	bucket       int
}

type tallied struct{ questions, failures int64 }

type secretKey struct {
	shop, bot string
	number    int
}

func newTally(o Options, shops func() []string) *tally {
	return &tally{
		store: o.Store, shops: shops, log: o.Log, now: time.Now,
		questions: map[talliedKey]tallied{}, secrets: map[secretKey]store.SecretUse{},
	}
}

// note counts a question of a bot that is known.
func (y *tally) note(q *question, took time.Duration) {
	if q.bot == nil {
		return
	}
	method, one := q.method, tallied{questions: 1}
	if !slices.Contains(metrics.Methods, method) {
		method = otherMethod
	}
	if failed[q.outcome] {
		one.failures = 1
	}
	now, shop := y.now(), q.bot.shop.ID
	y.mu.Lock()
	defer y.mu.Unlock()
	y.count(talliedKey{shop, method, now.Unix() / 3600, bucketOf(took)}, one)
	y.use(secretKey{shop, q.bot.name, q.secret}, store.SecretUse{Uses: 1, LastAt: now})
}

// otherMethod stands for questions that cannot be told apart.
const otherMethod = "other"

// failed are the outcomes of a question that somebody should look at. Not to find an order is an answer like any other.
var failed = map[string]bool{
	metrics.Error: true, bots.Unreadable.String(): true, bots.InvalidRequest.String(): true, bots.UnknownMethod.String(): true,
	bots.TooManyRequests.String(): true, bots.Unavailable.String(): true,
}

// count adds to what waits. The one who calls holds the lock.
func (y *tally) count(key talliedKey, more tallied) {
	before, there := y.questions[key]
	if !there && len(y.questions) >= maxTallied {
		return
	}
	y.questions[key] = tallied{before.questions + more.questions, before.failures + more.failures}
}

func (y *tally) use(key secretKey, more store.SecretUse) {
	before := y.secrets[key]
	if before.LastAt.After(more.LastAt) {
		more.LastAt = before.LastAt
	}
	y.secrets[key] = store.SecretUse{Bot: key.bot, Number: key.number, Uses: before.Uses + more.Uses, LastAt: more.LastAt}
}

// run writes what is counted to the database every minute, and a last time when ctx ends.
func (y *tally) run(ctx context.Context) {
	ticks, prunes := time.NewTicker(tallyFlush), time.NewTicker(tallyPrune)
	defer ticks.Stop()
	defer prunes.Stop()
	for {
		select {
		case <-ctx.Done():
			ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), emptiesFlush)
			defer cancel()
			y.flush(ending)
			return
		case <-ticks.C:
			y.flush(ctx)
		case <-prunes.C:
			y.prune(ctx)
		}
	}
}

// flush writes what waits, and lets it go on waiting when the database cannot take it.
func (y *tally) flush(ctx context.Context) {
	y.mu.Lock()
	questions, secrets := y.questions, y.secrets
	y.questions, y.secrets = map[talliedKey]tallied{}, map[secretKey]store.SecretUse{}
	y.mu.Unlock()
	for shop, counts := range byShop(questions) {
		if y.waits(shop, y.store.AddQuestions(ctx, shop, counts)) {
			y.putBack(shop, questions, nil)
		}
	}
	uses := map[string][]store.SecretUse{}
	for key, use := range secrets {
		uses[key.shop] = append(uses[key.shop], use)
	}
	for shop, list := range uses {
		// In one order, so that two processes that write at once do not wait for each other.
		slices.SortFunc(list, func(a, b store.SecretUse) int {
			return cmp.Or(cmp.Compare(a.Bot, b.Bot), cmp.Compare(a.Number, b.Number))
		})
		if y.waits(shop, y.store.AddSecretUses(ctx, shop, list)) {
			y.putBack(shop, nil, secrets)
		}
	}
}

// waits reports whether what could not be written is to be tried again.
func (y *tally) waits(shop string, err error) bool {
	if errors.Is(err, store.ErrUnavailable) || errors.Is(err, context.Canceled) {
		y.log.Debug("counted questions wait", "shop", shop, "error", err)
		return true
	}
	if err != nil {
		y.log.Error("counted questions are not kept", "shop", shop, "error", err)
	}
	return false
}

// byShop are the counts of each shop, in one order, so that two processes that write at once do not wait for each other.
func byShop(questions map[talliedKey]tallied) map[string][]store.QuestionCount {
	lists := map[string][]store.QuestionCount{}
	for key, n := range questions {
		lists[key.shop] = append(lists[key.shop], store.QuestionCount{
			Hour: time.Unix(key.hour*3600, 0), Method: key.method, Bucket: key.bucket, Questions: n.questions, Failures: n.failures,
		})
	}
	for _, list := range lists {
		slices.SortFunc(list, func(a, b store.QuestionCount) int {
			return cmp.Or(a.Hour.Compare(b.Hour), cmp.Compare(a.Method, b.Method), cmp.Compare(a.Bucket, b.Bucket))
		})
	}
	return lists
}

func (y *tally) putBack(shop string, questions map[talliedKey]tallied, secrets map[secretKey]store.SecretUse) {
	y.mu.Lock()
	defer y.mu.Unlock()
	for key, n := range questions {
		if key.shop == shop {
			y.count(key, n)
		}
	}
	for key, use := range secrets {
		if key.shop == shop {
			y.use(key, use)
		}
	}
}

// prune forgets what is old.
func (y *tally) prune(ctx context.Context) {
	for _, shop := range y.shops() {
		if err := y.store.PruneQuestions(ctx, shop, y.now().Add(-tallyKept)); err != nil {
			y.log.Debug("old counts of questions stay for now", "shop", shop, "error", err)
		}
	}
}
