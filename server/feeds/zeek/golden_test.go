package zeek_test

import (
	"testing"

	"shopclerk/server/feeds"
	"shopclerk/server/feeds/feedstest"
	"shopclerk/server/feeds/zeek"
)

const (
	folder = "../../../testdata/zeek"
	// The credentials are those that the platform's document prints for its example.
	appID     = "10000001"
	secretKey = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
)

// feed has the policy that almost all have when it is "".
func feed(policy string) feeds.Feed {
	return zeek.New(zeek.Options{AppID: appID, SecretKey: secretKey, Signature: policy, Region: "HK"})
}

// choice is what a case sets in the configuration.
type choice struct {
	Signature string `json:"signature"` // the policy of the feed
}

func TestWhatBecomesOfADelivery(t *testing.T) {
	feedstest.Golden(t, folder, func(_ *feedstest.Case, options choice) feeds.Feed { return feed(options.Signature) })
}

func TestNothingPersonalIsSaid(t *testing.T) {
	feedstest.NothingPersonal(t, folder, feed(""), "takeaway", "2door", "parcel")
}
