package config

import (
	"slices"
	"strings"
)

// feedKeys says which platforms have which keys; the keys of all platforms are not in it.
var feedKeys = map[string][]string{
	Cyberbiz: {
		"domain", "webhook_secrets", "username", "secret", "token", "sign_path_only", "base_url", "image_host", "product_type", "poll",
		"requests_per_second",
	},
	Abaha: {"header", "signature", "secret_path"},
	Zeek:  {"appid", "secret_key", "signature", "secret_path", "max_skew", "region", "token", "info_path"},
}

func (k checker) feeds(shop string, feeds []Feed) {
	paths := map[string]string{}
	for i := range feeds {
		f, path := &feeds[i], index(shop+".feeds", i)
		k.id(path+".id", f.ID)
		if f.ID == "file" || f.ID == "sample" {
			k.add(path+".id", "is the name of a source of our own")
		}
		if first, twice := paths[f.ID]; twice && f.ID != "" {
			k.add(path+".id", "is the id of %s too", first)
		} else {
			paths[f.ID] = path
		}
		k.feed(path, f)
	}
}

func (k checker) feed(path string, f *Feed) {
	switch f.Platform {
	case Cyberbiz:
		k.cyberbiz(path, f)
	case Abaha:
		k.abaha(path, f)
	case Zeek:
		k.zeek(path, f)
	default:
		k.oneOf(path+".platform", f.Platform, Cyberbiz, Abaha, Zeek)
		return
	}
	k.foreignKeys(path, f.Platform)
}

// foreignKeys reports keys that other platforms have, even when they say nothing.
func (k checker) foreignKeys(path, platform string) {
	for _, other := range []string{Cyberbiz, Abaha, Zeek} {
		for _, key := range feedKeys[other] {
			if _, present := k.position[path+"."+key]; present && !slices.Contains(feedKeys[platform], key) {
				k.add(path+"."+key, "is a key of %s feeds, and this is %s", strings.Join(platformsWith(key), " and "), platform)
			}
		}
	}
}

// platformsWith are the platforms that have a key.
func platformsWith(key string) (platforms []string) {
	for _, platform := range []string{Cyberbiz, Abaha, Zeek} {
		if slices.Contains(feedKeys[platform], key) {
			platforms = append(platforms, platform)
		}
	}
	return platforms
}

// secretPath reports a part of an address that would be another address, or could be guessed.
func (k checker) secretPath(path, text string) {
	if text != "" && !segmentPattern.MatchString(text) {
		k.add(path+".secret_path", "must be at least 8 letters, digits, -, _, . and ~, not beginning with .")
	}
}
