package config

import "time"

// The values of Feed.Platform.
const (
	Cyberbiz = "cyberbiz"
	Abaha    = "abaha"
	Zeek     = "zeek"
)

// The values of Feed.Signature.
const (
	SignatureRequire         = "require"
	SignatureVerifyIfPresent = "verify_if_present"
	SignatureOff             = "off"
)

// Feed is one outside system that keeps a shop current. Only the fields of its own platform are set.
type Feed struct {
	// ID has the form of a shop's id, is unique in its shop and neither "file" nor "sample": it is the source of its rows.
	ID string `mapstructure:"id"`
	// Platform is "cyberbiz", "abaha" or "zeek".
	Platform string `mapstructure:"platform"`

	// Cyberbiz: Domain is the shop's host name. WebhookSecrets verify its webhooks and may be empty when it is only pulled.
	Domain         string   `mapstructure:"domain"`
	WebhookSecrets []string `mapstructure:"webhook_secrets"`
	// Cyberbiz: either Username and Secret (legacy API), or Token (newer API), or none of them when it is only pushed.
	// Zeek: Token is that of ZeekDash's API, set when InfoPath is.
	Username string `mapstructure:"username"`
	Secret   string `mapstructure:"secret"`
	Token    string `mapstructure:"token"`
	// Cyberbiz: SignPathOnly leaves the query out of the signed request line.
	SignPathOnly bool `mapstructure:"sign_path_only"`
	// Cyberbiz: BaseURL is "" for the platform's own address, else an http(s) address without a trailing slash.
	BaseURL string `mapstructure:"base_url"`
	// Cyberbiz: ImageHost is the host[:port] of relative pictures; Domain when the file gives none.
	ImageHost string `mapstructure:"image_host"`
	// Cyberbiz: ProductType says what fills a product's type, "collections" or "product_type".
	ProductType string `mapstructure:"product_type"`
	// Cyberbiz: Poll is the pause between two pulls, at least a second; 0 is off.
	Poll time.Duration `mapstructure:"poll"`

	// Cyberbiz: RequestsPerSecond is how often the API is called; 0 is no limit. Without the key it is the platform's own, 5.
	RequestsPerSecond float64 `mapstructure:"requests_per_second"`

	// Abaha: Header is the custom header that proves a call. Both parts are set, and neither when Signature is "off".
	Header Header `mapstructure:"header"`

	// Zeek: AppID is digits. AppID and SecretKey are set unless Signature is "off".
	AppID     string `mapstructure:"appid"`
	SecretKey string `mapstructure:"secret_key"`
	// Zeek and Abaha: Signature is "require", "off" or, at Zeek, "verify_if_present"; SecretPath is set when it is "off".
	Signature string `mapstructure:"signature"`
	// Zeek and Abaha: SecretPath is "" or one more path segment of the feed's address, at least 8 characters.
	SecretPath string `mapstructure:"secret_path"`
	// Zeek: MaxSkew is how far a signed timestamp may lie from now, more than 0.
	MaxSkew time.Duration `mapstructure:"max_skew"`
	// Zeek: Region is "" or Zeek's own code such as HK, TPE or SGN, which is not always ISO 3166.
	Region string `mapstructure:"region"`
	// Zeek: InfoPath is "" or the path of ZeekDash's call for one order behind the API's version, such as /order/info.
	InfoPath string `mapstructure:"info_path"`
}

// Header is one HTTP header: a valid name, and a printable value, which of a feed has at least 8 characters.
type Header struct {
	Name  string `mapstructure:"name"`
	Value string `mapstructure:"value"`
}

// polled tells whether a cyberbiz feed may be pulled.
func (f Feed) polled() bool { return f.Token != "" || f.Username != "" && f.Secret != "" }
