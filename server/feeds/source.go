package feeds

import (
	"crypto/sha256"
	"crypto/subtle"
	"strings"
	"time"

	"shopclerk/config"
	"shopclerk/internal/store"
)

// Source is one feed of one shop, as it is configured.
type Source struct {
	Shop   config.Shop
	Config config.Feed
	Feed
}

// Find returns the source of a shop's feed, false when there is none.
func Find(all []Source, shop, feed string) (Source, bool) {
	for _, s := range all {
		if s.Shop.ID == shop && s.Config.ID == feed {
			return s, true
		}
	}
	return Source{}, false
}

// Enter takes the secret part off the rest of an address; false when it is not there or another.
func (s Source) Enter(rest string) (event string, ok bool) {
	if s.Config.SecretPath == "" {
		return rest, true
	}
	given, event, _ := strings.Cut(rest, "/")
	// Digests are of one length, so that the comparison does not tell how long the secret is.
	want, got := sha256.Sum256([]byte(s.Config.SecretPath)), sha256.Sum256([]byte(given))
	return event, subtle.ConstantTimeCompare(want[:], got[:]) == 1
}

// Address is where the platform is to send deliveries, under the address by which the outside reaches the server.
func (s Source) Address(public string) string {
	address := public + "/feeds/" + s.Shop.ID + "/" + s.Config.ID
	if s.Config.SecretPath != "" {
		address += "/" + s.Config.SecretPath
	}
	return address
}

// write is on whose behalf the news of a source are written.
func (s Source) write() store.Write {
	return store.Write{Shop: s.Shop.ID, Source: s.Config.ID, Currency: s.Shop.Currency, Region: s.Shop.Region}
}

// builder is what makes the nouns of a group, nil where a platform tells nothing piece by piece. A mistake of ours is an error
// of that group alone.
func (s Source) builder(now func() time.Time) func(group string, parts []Part) (Built, error) {
	if s.Build == nil {
		return nil
	}
	return func(group string, parts []Part) (built Built, err error) {
		err = guarded(func() (err error) {
			built, err = s.Build(group, parts, now())
			return err
		})
		return built, err
	}
}

// name is for the log.
func (s Source) name() string { return s.Shop.ID + "/" + s.Config.ID }
