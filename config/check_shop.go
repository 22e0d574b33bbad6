package config

import (
	"cmp"
	"math"
	"time"
)

func (k checker) shops(c *Config, documents []shopDocument) {
	if len(documents) == 0 {
		k.add("shops", "must have at least one shop")
	}
	paths, seen := map[string]string{}, secrets{}
	for i := range documents {
		d, path := &documents[i], index("shops", i)
		d.defaults()
		k.shop(path, d)
		if first, twice := paths[d.ID]; twice && d.ID != "" {
			k.add(path+".id", "is the id of %s too", first)
		} else {
			paths[d.ID] = path
		}
		k.bots(path, d.Bots, seen)
		k.feeds(path, d.Feeds)
		c.Shops = append(c.Shops, d.Shop)
	}
}

func (d *shopDocument) defaults() {
	d.Name = cmp.Or(d.Name, d.ID)
	d.Currency = cmp.Or(d.Currency, "TWD")
	d.Region = cmp.Or(d.Region, "TW")
	d.Timezone = cmp.Or(d.Timezone, "Asia/Taipei")
	d.Language = cmp.Or(d.Language, "zh-TW")
	d.Privacy = cmp.Or(d.Privacy, "masked")
	d.ElementPrice = cmp.Or(d.ElementPrice, "line")
	d.CancelledIs = cmp.Or(d.CancelledIs, "closed")
	d.RequestsPerSecond = d.Limits.RequestsPerSecond
}

func (k checker) shop(path string, d *shopDocument) {
	k.id(path+".id", d.ID)
	if !validCurrency(d.Currency) {
		k.add(path+".currency", "must be an ISO 4217 code such as TWD")
	}
	if !validRegion(d.Region) {
		k.add(path+".region", "must be an ISO 3166 code of two letters such as TW")
	}
	k.timezone(path+".timezone", d)
	k.oneOf(path+".language", d.Language, "en", "zh-TW", "zh-CN", "vi")
	k.oneOf(path+".privacy", d.Privacy, "masked", "full")
	k.oneOf(path+".element_price", d.ElementPrice, "line", "unit")
	k.oneOf(path+".cancelled_is", d.CancelledIs, "closed", "hidden")
	if rate := d.RequestsPerSecond; !(rate >= 0) || math.IsInf(rate, 0) {
		k.add(path+".limits.requests_per_second", "must be 0 or more")
	}
	k.links(path, &d.Shop)
	k.retention(path+".retention", &d.Retention)
}

// timezone refuses "Local": the answer must not depend on the machine.
func (k checker) timezone(path string, d *shopDocument) {
	zone, err := time.LoadLocation(d.Timezone)
	if err != nil || d.Timezone == "Local" {
		k.add(path, "must be the name of a time zone such as Asia/Taipei")
	}
	d.Shop.Timezone = zone
}

func (k checker) links(path string, s *Shop) {
	k.template(path+".order_url", s.OrderURL, "order_number")
	k.template(path+".product_url", s.ProductURL, "sku", "slug")
	k.url(path+".placeholder_image", s.PlaceholderImage)
	for carrier, text := range s.TrackingURLs {
		k.template(path+".tracking_urls."+carrier, text, "tracking_number")
		if text == "" {
			delete(s.TrackingURLs, carrier)
		}
	}
}

func (k checker) id(path, id string) {
	switch {
	case id == "":
		k.add(path, "is required")
	case !idPattern.MatchString(id):
		k.add(path, idRule)
	}
}
