package config

import (
	"cmp"
	"math"
	"strings"
	"time"
)

// cyberbizRate is the limit that CYBERBIZ documents for its API, in requests a second.
const cyberbizRate = 5

func (k checker) cyberbiz(path string, f *Feed) {
	if !validHost(f.Domain) {
		k.add(path+".domain", "must be a host name such as xyzshop.cyberbiz.co")
	}
	if f.ImageHost != "" && !validHost(f.ImageHost) {
		k.add(path+".image_host", "must be a host name, without https://")
	}
	f.ImageHost = cmp.Or(f.ImageHost, f.Domain)
	for i, text := range f.WebhookSecrets {
		if text == "" {
			k.add(index(path+".webhook_secrets", i), "must not be empty")
		}
	}
	k.url(path+".base_url", f.BaseURL)
	f.BaseURL = strings.TrimRight(f.BaseURL, "/")
	f.ProductType = cmp.Or(f.ProductType, "collections")
	k.oneOf(path+".product_type", f.ProductType, "collections", "product_type")
	if rate := f.RequestsPerSecond; !k.given[path+".requests_per_second"] {
		f.RequestsPerSecond = cyberbizRate
	} else if !(rate >= 0) || math.IsInf(rate, 0) {
		k.add(path+".requests_per_second", "must be 0 (no limit) or more")
	}
	k.credentials(path, f)
	k.poll(path+".poll", f)
}

// credentials reports a feed that can neither be pushed nor pulled, and one that could be pulled in two ways.
func (k checker) credentials(path string, f *Feed) {
	username, secret, token := k.given[path+".username"], k.given[path+".secret"], k.given[path+".token"]
	switch {
	case username && !secret:
		k.add(path+".secret", "is required with username")
	case secret && !username:
		k.add(path+".username", "is required with secret")
	case token && username:
		k.add(path+".token", "excludes username and secret: one feed uses one API")
	case !token && !username && !k.given[path+".webhook_secrets"]:
		k.add(path, "needs webhook_secrets, username and secret, or token")
	}
}

func (k checker) poll(path string, f *Feed) {
	switch {
	case !k.given[path] && f.polled():
		f.Poll = 5 * time.Minute
	case f.Poll != 0 && f.Poll < time.Second:
		k.add(path, "must be 0 (off) or at least 1s")
	case f.Poll != 0 && !f.polled():
		k.add(path, "needs username and secret, or token")
	}
}
