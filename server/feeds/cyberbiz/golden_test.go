package cyberbiz_test

import (
	"testing"

	"shopclerk/server/feeds"
	"shopclerk/server/feeds/cyberbiz"
	"shopclerk/server/feeds/feedstest"
)

const (
	folder = "../../../testdata/cyberbiz"
	domain = "example.cyberbiz.co"
	secret = "cb-test-key"
)

// choice is what a case sets in the configuration.
type choice struct {
	ImageHost   string `json:"image_host"`
	ProductType string `json:"product_type"`
}

// feed knows two secrets, of which the second is the one of the platform's published sample.
func feed(c choice) feeds.Feed {
	return cyberbiz.New(cyberbiz.Options{
		Domain: domain, WebhookSecrets: []string{secret, "example-app-secret"}, ImageHost: c.ImageHost, ProductType: c.ProductType,
	})
}

// Without headers a case is signed as the platform would.
func TestWhatBecomesOfADelivery(t *testing.T) {
	feedstest.Golden(t, folder, func(c *feedstest.Case, options choice) feeds.Feed {
		if c.Headers == nil {
			c.Headers = map[string][]string{"X-Cyberbiz-Hmac-Sha256": {hexOf(secret, string(c.Body))}}
		}
		return feed(options)
	})
}
