package main

import (
	"context"
	"time"

	"shopclerk/config"
	"shopclerk/internal/store"
)

// overdueAfter is how much later than it should a file of the configuration is looked for before somebody should know: an
// import of the same source that takes long holds the next look up.
const overdueAfter = time.Hour

// imports tells of the files of the configuration whether serve could fetch them the last time.
func (d *doctor) imports(ctx context.Context, c *config.Config, s *store.Store) {
	n := 0
	for _, shop := range c.Shops {
		for _, file := range shop.Imports {
			n++
			known, err := s.ImportSource(ctx, shop.ID, file.ID)
			if err != nil {
				d.fail("imports", "%s of shop %s: %v", file.ID, shop.ID, err)
				continue
			}
			d.file(shop, file, known)
		}
	}
	if n == 0 {
		d.ok("imports", "no files configured")
	}
}

func (d *doctor) file(shop config.Shop, file config.Import, known store.ImportSource) {
	ago := time.Since(known.LookedAt).Round(time.Second)
	at := known.LookedAt.In(shop.Timezone).Format("2006-01-02 15:04:05 -0700")
	switch {
	case known.LookedAt.IsZero():
		d.ok("imports", "%s of shop %s was not looked for yet; a running serve does so", file.ID, shop.ID)
	case known.Error != "":
		d.fail("imports", "%s of shop %s could not be taken at %s, %s ago: %s; %s; serve tries again every %s",
			file.ID, shop.ID, at, ago, known.Error, remedy(file), file.Every)
	case ago > 2*file.Every+overdueAfter:
		d.fail("imports", "%s of shop %s was last looked for at %s, %s ago, though it should be every %s; is serve running with this configuration?",
			file.ID, shop.ID, at, ago, file.Every)
	default:
		d.ok("imports", "%s of shop %s was looked for at %s, %s ago", file.ID, shop.ID, at, ago)
	}
}

// remedy says where to look when a file cannot be taken.
func remedy(file config.Import) string {
	if file.Path != "" {
		return "see that `path` is right, and that the user of serve can read it"
	}
	return "see that `url` and `header` are right, and that the server answers this machine"
}
