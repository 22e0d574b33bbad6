// Package config owns the one configuration of a process: it finds the YAML file, lays the environment over it,
// decodes it, fills in the defaults and checks all of it, so that the rest of the program never meets a bad value.
// It also writes the first file of a new installation. It knows key names and their rules, but must not know what a
// database, a search engine, a bot or a feed does.
package config

import (
	"net"
	"net/netip"

	// A bare container has no time zone files, and every shop names a zone.
	_ "time/tzdata"
)

// The two values of Database.Driver.
const (
	SQLite = "sqlite"
	MySQL  = "mysql"
)

// The two values of Search.Engine.
const (
	Embedded    = "embedded"
	Meilisearch = "meilisearch"
)

// Config is one loaded, checked configuration. It holds secrets, so it is never logged or printed whole.
type Config struct {
	// File is the absolute path the configuration was read from, or "" when it came from bytes alone.
	File string
	// Warnings are sentences for the log about what is odd but usable, such as an unknown SHOPCLERK_ variable.
	Warnings []string

	// Listen is the host:port of the public server. The host may be empty (every interface) and the port 0 (any).
	Listen string `mapstructure:"listen"`
	// PublicURL is how the outside reaches Listen, without a trailing slash, or "" when nobody said.
	PublicURL string `mapstructure:"public_url"`
	// TrustedProxies are the networks whose X-Forwarded-* headers are believed; a single address is a full-length prefix.
	TrustedProxies []netip.Prefix
	// MetricsListen is the host:port of /metrics, or "" when it is off. It may equal Listen.
	MetricsListen string `mapstructure:"metrics_listen"`
	// DataDir is an absolute path. It need not exist yet.
	DataDir string `mapstructure:"data_dir"`
	// Database is the parsed `database` key.
	Database Database
	// Search says which engine answers searches.
	Search Search `mapstructure:"search"`
	// Admin guards the admin page and its API.
	Admin Admin `mapstructure:"admin"`
	// Shops holds at least one shop, in the order of the file.
	Shops []Shop
}

// Shop returns the shop with this id, and false when there is none.
func (c *Config) Shop(id string) (Shop, bool) {
	for _, s := range c.Shops {
		if s.ID == id {
			return s, true
		}
	}
	return Shop{}, false
}

// LocalURL is how this machine itself reaches Listen: http://host:port, with the loopback where Listen is every interface.
func (c *Config) LocalURL() string {
	host, port, err := net.SplitHostPort(c.Listen)
	if ip := net.ParseIP(host); err == nil && (host == "" || ip != nil && ip.IsUnspecified()) {
		return "http://" + net.JoinHostPort("127.0.0.1", port)
	}
	return "http://" + c.Listen
}

// Search names the search engine. URL and Key matter to Meilisearch only; URL has no trailing slash.
type Search struct {
	Engine string `mapstructure:"engine"` // "embedded" or "meilisearch"
	URL    string `mapstructure:"url"`
	Key    string `mapstructure:"key"`
	Prefix string `mapstructure:"prefix"` // the first part of every index name: letters, digits, "-" and "_"
}

// Admin holds the bearer token of the admin API: at least 32 printable ASCII characters, or "" when the API is off.
type Admin struct {
	Token string `mapstructure:"token"`
}
