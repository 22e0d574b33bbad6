package server

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"

	"shopclerk/config"
	"shopclerk/orders"
	"shopclerk/server/bots"
)

// state is what a reload replaces in one step.
type state struct {
	config  *config.Config
	bots    map[string][]*bot // by platform
	address func(*http.Request) string
	origins *http.CrossOriginProtection // of the admin page
}

// bot is one configured bot and the shop it asks for.
type bot struct {
	config.Bot
	shop    *shop
	name    string        // which bot of the shop it is: the platform, and the page or the number where there are several
	limiter *rate.Limiter // nil when there is no limit
}

// shop is a shop's configuration with what is derived from it once.
type shop struct {
	config.Shop
	base     string // stands before addresses that begin with "/"
	statuses map[orders.Filter][]orders.Status
}

func newState(c *config.Config, dialects []bots.Dialect) *state {
	s := &state{config: c, bots: map[string][]*bot{}, address: addressExtractor(c), origins: pageOrigins(c)}
	for _, configured := range c.Shops {
		sh := newShop(configured, c)
		for i, b := range configured.Bots {
			one := &bot{Bot: b, shop: sh, name: botName(configured.Bots, i)}
			if n := configured.RequestsPerSecond; n > 0 {
				one.limiter = rate.NewLimiter(rate.Limit(n), max(1, int(n)))
			}
			s.bots[b.Platform] = append(s.bots[b.Platform], one)
		}
	}
	return s
}

func newShop(configured config.Shop, c *config.Config) *shop {
	sh := &shop{Shop: configured, base: c.PublicURL, statuses: map[orders.Filter][]orders.Status{}}
	if sh.base == "" {
		sh.base = c.LocalURL()
	}
	for _, f := range []orders.Filter{orders.All, orders.Open, orders.OnlyUnpaid, orders.Closed} {
		for _, status := range f.Statuses() {
			if status != orders.Cancelled || configured.CancelledIs != "hidden" {
				sh.statuses[f] = append(sh.statuses[f], status)
			}
		}
	}
	return sh
}

// botName tells one of a shop's bots from the others.
func botName(all []config.Bot, i int) string {
	if all[i].PageID != "" {
		return all[i].Platform + " " + all[i].PageID
	}
	n := 0
	for _, b := range all[:i] {
		if b.Platform == all[i].Platform && b.PageID == "" {
			n++
		}
	}
	if n == 0 {
		return all[i].Platform
	}
	return all[i].Platform + " #" + strconv.Itoa(n+1)
}

// language is what a refusal is written in when the shop is not known: the only shop's, else English.
func (s *state) language() string {
	if len(s.config.Shops) == 1 {
		return s.config.Shops[0].Language
	}
	return "en"
}

// addressExtractor believes X-Forwarded-For only from the proxies that are trusted.
func addressExtractor(c *config.Config) func(*http.Request) string {
	if len(c.TrustedProxies) == 0 {
		return echo.ExtractIPDirect()
	}
	trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, network := range c.TrustedProxies {
		trust = append(trust, echo.TrustIPRange(ipNet(network)))
	}
	return echo.ExtractIPFromXFFHeader(trust...)
}
