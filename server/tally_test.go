package server_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

const tallyConfig = `
admin: {token: ` + adminToken + `}
shops:
  - id: main
    language: en
    bots:
      - {platform: joinchat, secrets: [first-secret, second-secret]}
      - {platform: bothub, secrets: [bothub-secret]}
      - {platform: bothub, page_id: "77", secrets: [page-secret]}
      - {platform: bothub, secrets: [another-secret]}
  - {id: other, language: en, bots: [{platform: joinchat, secrets: [other-secret]}]}
`

func bothubTest(page string) string {
	return `{"request":{"method":"test","id":"1","page_id":"` + page + `"},"params":{"test_token":"1"}}`
}

// tallied ends the work beside the requests, which writes what is counted.
func (k *clerk) tallied(t *testing.T) {
	t.Helper()
	ended, end := context.WithCancel(ctx)
	end()
	k.Run(ended)
}

func TestQuestionsAreCountedByShopHourAndMethod(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, tallyConfig)
		k.index(t)
		first, other := caller{"joinchat", "first-secret"}, caller{"joinchat", "other-secret"}
		began := time.Now().UTC().Truncate(time.Hour)
		for range 3 {
			k.ask(t, first, `{"method":"products","params":{"title":"tea"}}`)
		}
		k.ask(t, first, `{"method":"orders","params":{"order_number":"none"}}`)        // not to find it is an answer
		k.ask(t, first, `{"method":"orders","params":{}}`)                             // that is a mistake of the bot
		k.ask(t, first, `{"method":"`+strings.Repeat("x", 500)+`"}`)                   // so is that
		k.ask(t, other, `{"method":"test","params":{"test_token":"1"}}`)               // of another shop
		k.ask(t, caller{"joinchat", "no-secret"}, `{"method":"products","params":{}}`) // of nobody
		k.post(t, `{"method":"products"}`, joinchatHeader, "x", joinchatHeader, "y")   // likewise
		k.get(t, "/webhook")                                                           // likewise
		k.ask(t, caller{"bothub", "page-secret"}, bothubTest("78"))                    // of a page that is nobody's
		k.ask(t, caller{"bothub", "bothub-secret"}, bothubTest("12"))
		k.tallied(t)
		sums := map[string]string{}
		for _, shop := range []string{"main", "other"} {
			list, err := s.QuestionHours(ctx, shop, began)
			if err != nil {
				t.Fatal(err)
			}
			counts := map[string][2]int64{}
			for _, c := range list {
				n := counts[c.Method]
				counts[c.Method] = [2]int64{n[0] + c.Questions, n[1] + c.Failures}
			}
			sums[shop] = fmt.Sprint(counts)
		}
		if d := cmp.Diff(map[string]string{"main": "map[orders:[2 1] other:[1 1] products:[3 0] test:[1 0]]", "other": "map[test:[1 0]]"}, sums); d != "" {
			t.Error(d)
		}
		if text := k.log.Text(); strings.Contains(text, "first-secret") || strings.Contains(text, `"ERROR"`) {
			t.Error(text)
		}
	})
}

func TestWhichSecretWasUsedIsCountedAndTheSecretIsNot(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, tallyConfig)
		before := time.Now()
		for secret, n := range map[string]int{"first-secret": 2, "second-secret": 3} {
			for range n {
				k.ask(t, caller{"joinchat", secret}, `{"method":"test","params":{"test_token":"1"}}`)
			}
		}
		k.ask(t, caller{"bothub", "bothub-secret"}, bothubTest("1"))
		k.ask(t, caller{"bothub", "page-secret"}, bothubTest("77"))
		k.ask(t, caller{"bothub", "another-secret"}, bothubTest("1"))
		k.tallied(t)
		uses, err := s.SecretUses(ctx, "main")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, u := range uses {
			got = append(got, fmt.Sprint(u.Bot, "/", u.Number, "/", u.Uses))
			if u.LastAt.Before(before.Add(-time.Second)) || u.LastAt.After(time.Now()) {
				t.Errorf("last used at %v", u.LastAt)
			}
		}
		want := []string{"bothub/1/1", "bothub #2/1/1", "bothub 77/1/1", "joinchat/1/2", "joinchat/2/3"}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
	})
}

func TestCountsOfManyCallersAndOfTwoProcessesAddUp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		processes := []*clerk{start(t, s, tallyConfig), start(t, s, tallyConfig)}
		began := time.Now().UTC().Truncate(time.Hour)
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				for range 10 {
					processes[i%2].ask(t, caller{"joinchat", "first-secret"}, `{"method":"test","params":{"test_token":"1"}}`)
				}
			})
		}
		all.Wait()
		for _, k := range processes {
			all.Go(func() { k.tallied(t) })
		}
		all.Wait()
		list, err := s.QuestionTimes(ctx, "main", began)
		total := int64(0)
		for _, c := range list {
			total += c.Questions
		}
		if err != nil || total != 80 {
			t.Errorf("%d questions are counted, %v: %+v", total, err, list)
		}
	})
}

// While the database is away nothing is lost, and nobody is told of an error.
func TestCountsWaitForTheDatabase(t *testing.T) {
	server, o := storetest.OwnServer(t)
	s := storetest.Open(t, o)
	k := start(t, s, tallyConfig)
	ask := func() {
		t.Helper()
		if got := k.ask(t, caller{"joinchat", "first-secret"}, `{"method":"test","params":{"test_token":"1"}}`); got.status != http.StatusOK {
			t.Fatalf("%d %s", got.status, got.body)
		}
	}
	ask()
	server.Stop()
	k.tallied(t)
	if text := k.log.Text(); !strings.Contains(text, "counted questions wait") || strings.Contains(text, "counted questions are not kept") {
		t.Errorf("the log:\n%s", text)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	ask()
	k.tallied(t)
	list, err := s.QuestionTimes(ctx, "main", time.Now().Add(-2*time.Hour))
	total := int64(0)
	for _, c := range list {
		total += c.Questions
	}
	uses, err2 := s.SecretUses(ctx, "main")
	if err != nil || err2 != nil || total != 2 || len(uses) != 1 || uses[0].Uses != 2 {
		t.Errorf("%d questions, %+v, %v, %v", total, uses, err, err2)
	}
}
