package feeds_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestManyThatArriveAtOnceAreKeptWithFewStatements(t *testing.T) {
	const many = 400
	for _, database := range storetest.All(t) {
		t.Run(database.Name, func(t *testing.T) {
			d := at(t, database.New(t))
			inserts := func() int { return 0 }
			if d.database.Driver == store.MySQL {
				db := d.raw(t)
				inserts = func() (n int) {
					var name string
					if err := db.QueryRow("SHOW GLOBAL STATUS LIKE 'Com_insert'").Scan(&name, &n); err != nil {
						t.Fatal(err)
					}
					return n
				}
			}
			before := inserts()
			var list []saying
			for n := range many {
				list = append(list, told(fmt.Sprintf("product %d", n), "Tea", noon))
			}
			if slowest := d.all(t, list); slowest > patience {
				t.Errorf("the slowest took %s", slowest)
			}
			equal(t, []int{many, many}, []int{len(d.listed(t, "")), d.counts.of("kept")})
			if n := inserts() - before; n > many/4 {
				t.Errorf("they were kept with %d statements", n)
			}
		})
	}
}

func TestOneThatCannotBeKeptDoesNotKeepTheOthersOut(t *testing.T) {
	for _, database := range storetest.All(t) {
		if database.Name == "sqlite" { // it takes everything
			continue
		}
		d := at(t, database.New(t))
		bad := d.source
		bad.Config.ID = strings.Repeat("f", 300)
		var all sync.WaitGroup
		for n := range 220 {
			source, c := d.source, call("told", told(fmt.Sprintf("product %d", n), "Tea", noon).body(), time.Now())
			if n%11 == 5 {
				source = bad
			}
			all.Go(func() {
				if err := d.Receive(ctx, source, c); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		equal(t, []int{200, 20, 20}, []int{d.counts.of("kept"), d.counts.of("spooled"), len(d.files(t, ".delivery"))})
		equal(t, 200, len(d.listed(t, "")))
		d.log.has(t, 20, "the disk keeps it")
	}
}

// Those that repeat each other within a burst are told apart from the first of them.
func TestRepetitionsWithinABurstAreCounted(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		var list []saying
		for n := range 200 {
			list = append(list, told(fmt.Sprintf("product %d", n%20), "Tea", noon))
		}
		d.all(t, list)
		repeats := 0
		for _, one := range d.listed(t, "") {
			repeats += one.Repeats
		}
		equal(t, []int{20, 180, 20, 180}, []int{len(d.listed(t, "")), repeats, d.counts.of("kept"), d.counts.of("repeated")})
	})
}
