package main

import (
	"bytes"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

func TestDoctorTellsOfTheFilesOfTheConfiguration(t *testing.T) {
	taipei := time.FixedZone("Asia/Taipei", 8*3600)
	url := config.Import{ID: "erp", URL: "https://erp.example/products.csv", Every: time.Hour}
	path := config.Import{ID: "drop", Path: "/srv/drop/products.xlsx", Every: 15 * time.Minute}
	for _, c := range []struct {
		name  string
		files []config.Import
		known map[string]store.ImportSource // LookedAt is set by ago
		ago   time.Duration
		want  string
		bad   int
	}{
		{"there are none", nil, nil, 0, "ok    imports: no files configured\n", 0},
		{"none was looked for", []config.Import{url}, nil, 0, "ok    imports: erp of shop main was not looked for yet; a running serve does so\n", 0},
		{"all went well", []config.Import{url, path}, map[string]store.ImportSource{"erp": {ETag: `"a"`}, "drop": {}}, 5 * time.Minute,
			"ok    imports: erp of shop main was looked for at DAY TIME +0800, 5m0s ago\n" +
				"ok    imports: drop of shop main was looked for at DAY TIME +0800, 5m0s ago\n", 0},
		{"one could not be fetched", []config.Import{url, path}, map[string]store.ImportSource{"erp": {Error: "the server answers 403"}, "drop": {}}, 30 * time.Minute,
			"BAD   imports: erp of shop main could not be taken at DAY TIME +0800, 30m0s ago: the server answers 403; " +
				"see that `url` and `header` are right, and that the server answers this machine; serve tries again every 1h0m0s\n" +
				"ok    imports: drop of shop main was looked for at DAY TIME +0800, 30m0s ago\n", 1},
		{"one could not be read", []config.Import{path}, map[string]store.ImportSource{"drop": {Error: "permission denied"}}, time.Minute,
			"BAD   imports: drop of shop main could not be taken at DAY TIME +0800, 1m0s ago: permission denied; " +
				"see that `path` is right, and that the user of serve can read it; serve tries again every 15m0s\n", 1},
		{"nobody looks any more", []config.Import{path}, map[string]store.ImportSource{"drop": {}}, 2 * time.Hour,
			"BAD   imports: drop of shop main was last looked for at DAY TIME +0800, 2h0m0s ago, though it should be every 15m0s; " +
				"is serve running with this configuration?\n", 1},
		{"a file that is configured no more is not told of", []config.Import{path}, map[string]store.ImportSource{"erp": {Error: "x"}, "drop": {}}, time.Minute,
			"ok    imports: drop of shop main was looked for at DAY TIME +0800, 1m0s ago\n", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				for id, known := range c.known {
					known.LookedAt = time.Now().Add(-c.ago)
					if err := s.SetImportSource(t.Context(), "main", id, known); err != nil {
						t.Fatal(err)
					}
				}
				var out bytes.Buffer
				d := &doctor{out: &out}
				d.imports(t.Context(), &config.Config{Shops: []config.Shop{{ID: "main", Timezone: taipei, Imports: c.files}}}, s)
				got := regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`).ReplaceAllString(out.String(), "DAY TIME")
				got = regexp.MustCompile(`m[0-3]s ago`).ReplaceAllString(got, "m0s ago") // the test takes time, too
				if diff := cmp.Diff(c.want, got); diff != "" || d.bad != c.bad {
					t.Errorf("%d are bad: %s", d.bad, diff)
				}
			})
		})
	}
}

func TestDoctorTellsOfFilesThatItCannotAskTheDatabaseFor(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		s.Close()
		var out bytes.Buffer
		d := &doctor{out: &out}
		d.imports(t.Context(), &config.Config{Shops: []config.Shop{{ID: "main", Imports: []config.Import{{ID: "erp"}}}}}, s)
		if d.bad != 1 {
			t.Error(out.String())
		}
	})
}
