package store_test

import (
	"errors"
	"testing"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestGroupsAreDueWhenTheirTimeComes(t *testing.T) {
	eachAt(t, func(t *testing.T, s *store.Store, _ *storetest.Clock) {
		due := func(now time.Time, limit int) []string {
			return must[[]string](t)(s.DueGroups(ctx, "main", "file", now, limit))
		}
		putNews(t, s, main, told(part("b", "x", one, piece{Due: 2}), part("a", "x", one, piece{Due: 3}), part("c", "x", one, piece{Due: 1}), part("never", "x", one, piece{})))
		putNews(t, s, in("main", "feed"), told(part("feed's", "x", one, piece{Due: 1})))
		putNews(t, s, in("other", "file"), told(part("other's", "x", one, piece{Due: 1})))
		equal(t, []string(nil), due(noon.Add(time.Hour-time.Microsecond), 9))
		equal(t, []string{"c"}, due(noon.Add(time.Hour), 9))
		equal(t, []string{"c", "b", "a"}, due(noon.Add(9*time.Hour), 9))
		equal(t, []string{"c", "b"}, due(noon.Add(9*time.Hour), 2))
		putNews(t, s, main, told(part("b", "x", two, piece{})))
		equal(t, []string{"c", "a"}, due(noon.Add(9*time.Hour), 9))
	})
}

func TestPartsAreReadInTheOrderOfTheirNames(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		parts := []store.Part{part("g", "b", two, piece{Title: "王"}), part("g", "a", one, piece{Stock: 1}), part("g", "B", one, piece{Due: 1})}
		putNews(t, s, main, told(parts...), told(part("h", "a", one, piece{})))
		equal(t, []store.Part{parts[2], parts[1], parts[0]}, must[[]store.Part](t)(s.GroupParts(ctx, "main", "file", "g")))
		equal(t, []store.Part(nil), must[[]store.Part](t)(s.GroupParts(ctx, "main", "file", "nobody's")))
	})
}

// selling publishes a group's product from a moment on.
func selling(clock *storetest.Clock, from time.Time) store.Builder {
	return func(group string, parts []store.Part) (store.Built, error) {
		built, err := assemble(group, parts)
		if built.Due = from; !clock.At.Before(from) {
			built.Due = time.Time{}
		}
		for i := range built.Products {
			built.Products[i].Published = ptr(!clock.At.Before(from))
		}
		return built, err
	}
}

func TestTimeItselfChangesWhatIsBuiltOfAGroup(t *testing.T) {
	eachAt(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		build := selling(clock, noon.Add(time.Hour))
		items := []store.NewsItem{told(part("g", "a", one, piece{Title: "t", Stock: 1}))}
		must[[]store.NewsResult](t)(s.PutNews(ctx, main, "", items, build))
		published := func() bool { return productsOf(t, s, "main")["file/g"].Published }
		equal(t, false, published())
		before := must[int64](t)(s.LastChange(ctx, "main"))

		equal(t, []store.NewsResult{{}}, must[[]store.NewsResult](t)(s.RebuildGroups(ctx, main, []string{"g"}, build)))
		equal(t, before, must[int64](t)(s.LastChange(ctx, "main")))
		clock.At = noon.Add(time.Hour)
		equal(t, []string{"g"}, must[[]string](t)(s.DueGroups(ctx, "main", "file", clock.At, 9)))
		equal(t, []store.NewsResult{{Changed: 1}, {}, {}}, must[[]store.NewsResult](t)(s.RebuildGroups(ctx, main, []string{"g", "a stranger", "a stranger"}, build)))
		equal(t, true, published())
		equal(t, before+1, must[int64](t)(s.LastChange(ctx, "main")))
		equal(t, []string(nil), must[[]string](t)(s.DueGroups(ctx, "main", "file", noon.AddDate(1, 0, 0), 9)))
		equal(t, 1, len(dump(t, s)["feed_groups"]))
	})
}

func TestAGroupThatCannotBeBuiltAnyMoreStaysAndIsDueLater(t *testing.T) {
	eachAt(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		putNews(t, s, main, told(part("bad", "a", one, piece{Title: "t", Stock: 1, Due: 1})), told(part("good", "a", one, piece{Title: "t", Due: 1})),
			told(part("eager", "a", one, piece{Title: "t", Due: 1})))
		clock.At = noon.Add(2 * time.Hour)
		results := must[[]store.NewsResult](t)(s.RebuildGroups(ctx, main, []string{"bad", "good", "eager"}, func(group string, parts []store.Part) (store.Built, error) {
			switch group {
			case "bad":
				return store.Built{Products: []catalog.Change{{Key: "bad"}}}, nil // without a title
			case "eager":
				return assemble(group, parts) // due in the past
			}
			return store.Built{Products: []catalog.Change{{Key: "good", Title: ptr("u")}}}, nil
		}))
		if !errors.Is(results[0].Err, catalog.ErrIncomplete) || results[1].Err != nil || results[2].Err != nil {
			t.Error(results)
		}
		equal(t, int64(1), stockOf(t, s, "bad"))
		equal(t, "u", productsOf(t, s, "main")["file/good"].Title)
		equal(t, []string(nil), must[[]string](t)(s.DueGroups(ctx, "main", "file", clock.At.Add(time.Minute), 9)))
		equal(t, []string{"bad", "eager"}, must[[]string](t)(s.DueGroups(ctx, "main", "file", clock.At.Add(time.Hour), 9)))
	})
}

func TestAGroupIsNotTakenForOneWithASpaceBehindIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		putNews(t, s, main, told(part("g", "a", one, piece{Title: "t", Due: 1})))
		before := dump(t, s)
		equal(t, []store.NewsResult{{}}, must[[]store.NewsResult](t)(s.RebuildGroups(ctx, main, []string{"g "}, assemble)))
		equal(t, before, dump(t, s))
	})
}
