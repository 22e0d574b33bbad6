package store_test

import (
	"sync"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func addQuestions(t *testing.T, s *store.Store, shop string, list ...store.QuestionCount) {
	t.Helper()
	if err := s.AddQuestions(ctx, shop, list); err != nil {
		t.Fatal(err)
	}
}

func TestQuestionsOfSeveralProcessesAddUp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		hour := noon.Truncate(time.Hour)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for range 5 {
					err := s.AddQuestions(ctx, "a", []store.QuestionCount{
						{Hour: hour.Add(59 * time.Minute), Method: "orders", Bucket: 3, Questions: 2, Failures: 1},
						{Hour: hour, Method: "products", Bucket: 1, Questions: 1},
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		addQuestions(t, s, "a", store.QuestionCount{Hour: hour.Add(time.Hour), Method: "orders", Bucket: 9, Questions: 5, Failures: 5})
		addQuestions(t, s, "a", store.QuestionCount{Hour: hour.Add(-time.Hour), Method: "orders", Bucket: 3, Questions: 7})
		addQuestions(t, s, "a")
		equal(t, []store.QuestionCount{
			{Hour: hour, Method: "orders", Questions: 40, Failures: 20}, {Hour: hour, Method: "products", Questions: 20},
			{Hour: hour.Add(time.Hour), Method: "orders", Questions: 5, Failures: 5},
		}, must[[]store.QuestionCount](t)(s.QuestionHours(ctx, "a", hour)))
		equal(t, []store.QuestionCount{
			{Method: "orders", Bucket: 3, Questions: 47, Failures: 20}, {Method: "orders", Bucket: 9, Questions: 5, Failures: 5},
			{Method: "products", Bucket: 1, Questions: 20},
		}, must[[]store.QuestionCount](t)(s.QuestionTimes(ctx, "a", hour.Add(-time.Hour))))
	})
}

func TestAMinuteOfManyQuestionsIsKeptWhole(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var list []store.QuestionCount
		for i := range store.BatchSize + 100 {
			list = append(list, store.QuestionCount{Hour: noon.Add(time.Duration(i/30) * time.Hour), Method: "orders", Bucket: i % 30, Questions: 1})
		}
		addQuestions(t, s, "a", list...)
		total := int64(0)
		for _, c := range must[[]store.QuestionCount](t)(s.QuestionTimes(ctx, "a", noon)) {
			total += c.Questions
		}
		equal(t, int64(store.BatchSize+100), total)
	})
}

func TestWhatWasCountedIsForgottenAfterItsTime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, shop := range []string{"a", "b"} {
			for _, at := range []time.Time{noon, noon.Add(time.Hour)} {
				addQuestions(t, s, shop, store.QuestionCount{Hour: at, Method: "test", Questions: 1})
			}
			addUses(t, s, shop, store.SecretUse{Bot: "old", Number: 1, Uses: 1, LastAt: noon}, store.SecretUse{Bot: "new", Number: 1, Uses: 1, LastAt: noon.Add(time.Hour)})
		}
		if err := s.PruneQuestions(ctx, "a", noon.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		equal(t, 1, len(must[[]store.QuestionCount](t)(s.QuestionHours(ctx, "a", noon.AddDate(-1, 0, 0)))))
		equal(t, 2, len(must[[]store.QuestionCount](t)(s.QuestionHours(ctx, "b", noon.AddDate(-1, 0, 0)))))
		equal(t, []store.SecretUse{{Bot: "new", Number: 1, Uses: 1, LastAt: noon.Add(time.Hour)}}, must[[]store.SecretUse](t)(s.SecretUses(ctx, "a")))
		equal(t, 2, len(must[[]store.SecretUse](t)(s.SecretUses(ctx, "b"))))
	})
}

func addUses(t *testing.T, s *store.Store, shop string, list ...store.SecretUse) {
	t.Helper()
	if err := s.AddSecretUses(ctx, shop, list); err != nil {
		t.Fatal(err)
	}
}

func TestUsesOfSecretsAddUpAndTheLastOneStays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		addUses(t, s, "a")
		addUses(t, s, "a", store.SecretUse{Bot: "joinchat", Number: 2, Uses: 3, LastAt: noon}, store.SecretUse{Bot: "joinchat", Number: 1, Uses: 1, LastAt: noon})
		addUses(t, s, "a", store.SecretUse{Bot: "joinchat", Number: 2, Uses: 4, LastAt: noon.Add(time.Minute)})
		addUses(t, s, "a", store.SecretUse{Bot: "joinchat", Number: 2, Uses: 1, LastAt: noon.Add(-time.Hour)}) // of a process that was away
		equal(t, []store.SecretUse{
			{Bot: "joinchat", Number: 1, Uses: 1, LastAt: noon}, {Bot: "joinchat", Number: 2, Uses: 8, LastAt: noon.Add(time.Minute)},
		}, must[[]store.SecretUse](t)(s.SecretUses(ctx, "a")))
	})
}
