package abaha_test

import (
	"testing"

	"shopclerk/server/feeds"
	"shopclerk/server/feeds/abaha"
	"shopclerk/server/feeds/feedstest"
)

const (
	folder     = "../../../testdata/abaha"
	headerName = "X-Shop-Key"
	secret     = "abaha-test-secret"
)

// feed asks for the header, as almost all do.
func feed() feeds.Feed { return abaha.New(abaha.Options{HeaderName: headerName, HeaderValue: secret}) }

func TestWhatBecomesOfADelivery(t *testing.T) {
	feedstest.Golden(t, folder, func(*feedstest.Case, struct{}) feeds.Feed { return feed() })
}
