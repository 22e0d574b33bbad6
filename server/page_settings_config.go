package server

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"shopclerk/config"
)

// settingGroup is a part of the configuration.
type settingGroup struct {
	Title string
	Rows  []setting
}

// setting is a key of the configuration, by its path, and its value as it may be shown.
type setting struct{ Key, Value string }

// settingGroups are what is shown of the configuration. Each key is named here: one that is new is not shown before somebody has
// thought about whether it is a secret.
func (s *Server) settingGroups(v *visitor) []settingGroup {
	c, shop := s.Config(), v.Shop
	groups := []settingGroup{{v.t("settings.group_server"), v.serverRows(c)}, {v.t("settings.group_shop", "shop", shop.Name), v.shopRows(shop)}}
	for i, b := range shop.Bots {
		groups = append(groups, settingGroup{v.t("settings.group_bot", "bot", botName(shop.Bots, i)), []setting{
			{"platform", b.Platform}, {"page_id", v.orNone(b.PageID)}, {"secrets", v.t("settings.secrets_set", "n", len(b.Secrets))},
		}})
	}
	for _, f := range shop.Feeds {
		groups = append(groups, settingGroup{v.t("settings.group_feed", "feed", f.ID), v.feedRows(f)})
	}
	for _, i := range shop.Imports {
		groups = append(groups, settingGroup{v.t("settings.group_import", "import", i.ID), v.importRows(i)})
	}
	return groups
}

func (v *visitor) serverRows(c *config.Config) []setting {
	var proxies []string
	for _, p := range c.TrustedProxies {
		proxies = append(proxies, p.String())
	}
	rows := []setting{
		{"listen", c.Listen}, {"public_url", v.orNone(c.PublicURL)}, {"trusted_proxies", v.orNone(strings.Join(proxies, ", "))},
		{"metrics_listen", v.orNone(c.MetricsListen)}, {"data_dir", c.DataDir}, {"database", c.Database.String()},
		{"search.engine", c.Search.Engine},
	}
	if c.Search.Engine == config.Meilisearch {
		rows = append(rows, setting{"search.url", plainURL(c.Search.URL)}, setting{"search.key", v.isSet(c.Search.Key)}, setting{"search.prefix", c.Search.Prefix})
	}
	return append(rows, setting{"admin.token", v.isSet(c.Admin.Token)})
}

func (v *visitor) shopRows(shop config.Shop) []setting {
	rows := []setting{
		{"id", shop.ID}, {"currency", shop.Currency}, {"region", shop.Region}, {"timezone", shop.Timezone.String()}, {"language", shop.Language},
		{"privacy", shop.Privacy}, {"element_price", shop.ElementPrice}, {"order_url", v.orNone(shop.OrderURL)}, {"product_url", v.orNone(shop.ProductURL)},
		{"placeholder_image", v.orNone(shop.PlaceholderImage)}, {"hide_sold_out", strconv.FormatBool(shop.HideSoldOut)}, {"cancelled_is", shop.CancelledIs},
		{"limits.requests_per_second", strconv.FormatFloat(shop.RequestsPerSecond, 'f', -1, 64)},
		{"retention.orders", v.days(shop.Retention.Orders)}, {"retention.uploads", v.days(shop.Retention.Uploads)}, {"retention.bodies", v.days(shop.Retention.Bodies)},
	}
	var carriers []string
	for carrier := range shop.TrackingURLs {
		carriers = append(carriers, carrier)
	}
	slices.Sort(carriers)
	for _, carrier := range carriers {
		rows = append(rows, setting{"tracking_urls." + carrier, shop.TrackingURLs[carrier]})
	}
	return rows
}

// feedRows are what every platform's feeds have, and of secrets whether they are set.
func (v *visitor) feedRows(f config.Feed) []setting {
	rows := []setting{{"platform", f.Platform}}
	switch f.Platform {
	case config.Cyberbiz:
		rows = append(rows, setting{"domain", f.Domain}, setting{"webhook_secrets", v.t("settings.secrets_set", "n", len(f.WebhookSecrets))},
			setting{"username", v.isSet(f.Username)}, setting{"secret", v.isSet(f.Secret)}, setting{"token", v.isSet(f.Token)},
			setting{"base_url", v.orNone(plainURL(f.BaseURL))}, setting{"product_type", f.ProductType}, setting{"poll", f.Poll.String()})
	case config.Abaha:
		rows = append(rows, setting{"header.name", v.orNone(f.Header.Name)}, setting{"header.value", v.isSet(f.Header.Value)},
			setting{"signature", f.Signature}, setting{"secret_path", v.isSet(f.SecretPath)})
	case config.Zeek:
		rows = append(rows, setting{"appid", v.orNone(f.AppID)}, setting{"secret_key", v.isSet(f.SecretKey)}, setting{"signature", f.Signature},
			setting{"secret_path", v.isSet(f.SecretPath)}, setting{"region", v.orNone(f.Region)})
	}
	return rows
}

// importRows leave out the query of an address, which often holds a key.
func (v *visitor) importRows(i config.Import) []setting {
	from := i.Path
	if i.URL != "" {
		from = plainURL(i.URL)
	}
	rows := []setting{{"kind", i.Kind}, {"source", i.Source}, {"url", from}, {"every", i.Every.String()}, {"mode", v.orNone(i.Mode)}, {"format", v.orNone(i.Format)}}
	if i.URL == "" {
		rows[2].Key = "path"
	}
	if i.Header.Name != "" {
		rows = append(rows, setting{"header.name", i.Header.Name}, setting{"header.value", v.isSet(i.Header.Value)})
	}
	return rows
}

// plainURL is an address without what may be secret in it: user, password and query.
func plainURL(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	plain := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	if u.RawQuery != "" {
		return plain.String() + "?…"
	}
	return plain.String()
}

func (v *visitor) orNone(text string) string {
	if text == "" {
		return v.t("settings.none")
	}
	return text
}

// isSet tells of a secret whether there is one.
func (v *visitor) isSet(secret string) string {
	if secret == "" {
		return v.t("settings.none")
	}
	return v.t("settings.set")
}

// days are how long something is kept.
func (v *visitor) days(d time.Duration) string {
	if d == 0 {
		return v.t("settings.for_good")
	}
	return fmt.Sprintf("%gd", d.Hours()/24)
}
