package store_test

import (
	"database/sql"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

// Whatever repeats in some rows, and wherever it ceases to, every row is stored as it is.
func TestRowsInWhichValuesRepeatAreStoredAsTheyAre(t *testing.T) {
	columns := []string{"shop", "id", "source", "key", "sku", "codes", "made", "changed"}
	alike, twins := []string{"shop", "source", "codes"}, map[string]string{"sku": "key", "made": "changed"}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if s.Dialect() != store.SQLite {
			return
		}
		db := store.Pool(s)
		if _, err := db.ExecContext(ctx, "CREATE TABLE repeating (shop, id INTEGER, source, key, sku, codes, made, changed)"); err != nil {
			t.Fatal(err)
		}
		value := rapid.SampledFrom([]any{nil, "", "a", "咖啡 é", int64(0), int64(-7), int64(1) << 60})
		rapid.Check(t, func(rt *rapid.T) {
			if _, err := db.ExecContext(ctx, "DELETE FROM repeating"); err != nil {
				t.Fatal(err)
			}
			one := rapid.SliceOfN(value, 8, 8)
			usual := one.Draw(rt, "usual")
			rows := make([][]any, 230)
			for i := range rows {
				rows[i] = append([]any{}, usual...)
			}
			for range rapid.IntRange(0, 4).Draw(rt, "others") {
				rows[rapid.IntRange(0, len(rows)-1).Draw(rt, "row")] = one.Draw(rt, "other")
			}
			for i := range rows {
				rows[i][1] = int64(i)
				if i%2 == 0 && usual[7] != nil {
					rows[i][4], rows[i][6] = rows[i][3], rows[i][7]
				}
			}
			n, err := store.InsertRepeating(ctx, s, "repeating (shop, id, source, key, sku, codes, made, changed)", columns, alike, twins, rows)
			if err != nil || n != 200 {
				rt.Fatal(n, err)
			}
			if d := cmp.Diff(rows[:n], readAll(t, db, "SELECT * FROM repeating ORDER BY id", len(columns))); d != "" {
				rt.Fatal(d)
			}
		})
	})
}

func readAll(t *testing.T, db *sql.DB, query string, width int) (all [][]any) {
	t.Helper()
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		values, into := make([]any, width), make([]any, width)
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		all = append(all, values)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
