package config

import "time"

// The values of Bot.Platform.
const (
	JoinChat = "joinchat"
	Bothub   = "bothub"
)

// Shop is one shop of the deployment with its defaults filled in. Every enumeration holds one of its listed values.
type Shop struct {
	// ID is 1 to 64 lower-case letters, digits, "-" and "_", unique in the configuration; it is a part of addresses.
	ID string `mapstructure:"id"`
	// Name is what people read; the ID when the file gives none.
	Name string `mapstructure:"name"`
	// Currency is the ISO 4217 code used where a source names none.
	Currency string `mapstructure:"currency"`
	// Region is the ISO 3166 alpha-2 code by which a phone number without country code is read.
	Region string `mapstructure:"region"`
	// Timezone is never nil.
	Timezone *time.Location
	// Language is "en", "zh-TW", "zh-CN" or "vi".
	Language string `mapstructure:"language"`
	// Privacy is "masked" or "full".
	Privacy string `mapstructure:"privacy"`
	// ElementPrice is "line" or "unit".
	ElementPrice string `mapstructure:"element_price"`
	// OrderURL is "" or an http(s) address that may hold {order_number}.
	OrderURL string `mapstructure:"order_url"`
	// ProductURL is "" or an http(s) address that may hold {sku} and {slug}.
	ProductURL string `mapstructure:"product_url"`
	// PlaceholderImage is "" or an http(s) address.
	PlaceholderImage string `mapstructure:"placeholder_image"`
	// TrackingURLs holds, by carrier as it was written and by "default", http(s) addresses that may hold {tracking_number}.
	TrackingURLs map[string]string `mapstructure:"tracking_urls"`
	// HideSoldOut leaves products without stock out of every answer.
	HideSoldOut bool `mapstructure:"hide_sold_out"`
	// CancelledIs is "closed" or "hidden".
	CancelledIs string `mapstructure:"cancelled_is"`
	// RequestsPerSecond is the limit of each bot, `limits.requests_per_second`; 0 is no limit.
	RequestsPerSecond float64
	// Retention holds how long what is personal is kept.
	Retention Retention `mapstructure:"retention"`
	// Bots may be empty: such a shop is imported and searched, and answers nobody.
	Bots []Bot `mapstructure:"bots"`
	// Feeds may be empty.
	Feeds []Feed `mapstructure:"feeds"`
	// Imports may be empty.
	Imports []Import `mapstructure:"imports"`
}

// Bot is one bot whose calls a shop answers. A secret belongs to bots of one shop only, so it identifies the shop.
type Bot struct {
	// Platform is "joinchat" or "bothub".
	Platform string `mapstructure:"platform"`
	// PageID is "" or the only page whose calls are this bot's, the text as written, leading zeros included.
	PageID string `mapstructure:"page_id"`
	// Secrets holds at least one secret of at least 8 characters; any of them may sign a call.
	Secrets []string `mapstructure:"secrets"`
}
