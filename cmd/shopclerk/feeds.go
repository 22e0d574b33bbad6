package main

import (
	"log/slog"
	"path/filepath"
	"sync"

	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/server/feeds"
	"shopclerk/server/feeds/abaha"
	"shopclerk/server/feeds/cyberbiz"
	"shopclerk/server/feeds/zeek"
)

// platforms are what a feed can come from, by the name in the configuration.
var platforms = map[string]func(config.Shop, config.Feed) feeds.Feed{
	config.Cyberbiz: func(shop config.Shop, f config.Feed) feeds.Feed {
		return cyberbiz.New(cyberbiz.Options{
			Domain: f.Domain, WebhookSecrets: f.WebhookSecrets, Username: f.Username, Secret: f.Secret, Token: f.Token,
			SignPathOnly: f.SignPathOnly, BaseURL: f.BaseURL, ImageHost: f.ImageHost, ProductType: f.ProductType, Currency: shop.Currency,
			Rate: rate(f.RequestsPerSecond),
		})
	},
	config.Abaha: func(_ config.Shop, f config.Feed) feeds.Feed {
		return abaha.New(abaha.Options{HeaderName: f.Header.Name, HeaderValue: f.Header.Value})
	},
	config.Zeek: func(_ config.Shop, f config.Feed) feeds.Feed {
		return zeek.New(zeek.Options{
			AppID: f.AppID, SecretKey: f.SecretKey, Signature: f.Signature, MaxSkew: f.MaxSkew, Region: f.Region,
			Token: f.Token, InfoPath: f.InfoPath,
		})
	},
}

// rate is a configured limit as cyberbiz takes it, to which 0 is its own and less than that is none.
func rate(perSecond float64) float64 {
	if perSecond == 0 {
		return -1
	}
	return perSecond
}

// sources makes the feeds of a configuration.
func (a *app) sources(c *config.Config) (list []feeds.Source) {
	for _, shop := range c.Shops {
		for _, f := range shop.Feeds {
			list = append(list, feeds.Source{Shop: shop, Config: f, Feed: platforms[f.Platform](shop, f)})
		}
	}
	return list
}

// gathered makes the feeds of the configuration in force once, and again when another is.
func (a *app) gathered(inForce func() *config.Config) func() []feeds.Source {
	var mu sync.Mutex
	var of *config.Config
	var list []feeds.Source
	return func() []feeds.Source {
		mu.Lock()
		defer mu.Unlock()
		if c := inForce(); c != of {
			of, list = c, a.sources(c)
		}
		return list
	}
}

// spoolDir is where deliveries wait while the database is away.
func spoolDir(c *config.Config) string { return filepath.Join(c.DataDir, "spool") }

func newPuller(s *store.Store, sources func() []feeds.Source, log *slog.Logger) *feeds.Puller {
	return &feeds.Puller{Store: s, Sources: sources, Log: log}
}
