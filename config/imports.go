package config

import "time"

// The values of Import.Kind.
const (
	ImportProducts = "products"
	ImportOrders   = "orders"
	ImportPackages = "packages"
)

// ImportMirror is the Import.Mode in which products that are not in the file are unpublished.
const ImportMirror = "mirror"

// Import is a file that is fetched by itself, again and again, and taken in when it has changed. What only the formats
// and tables know, the names in Format, Encoding and Mapping, is as it was written.
type Import struct {
	// ID has the form of a shop's id and is unique among the imports of its shop.
	ID string `mapstructure:"id"`
	// Source is whose rows the file's are; the ID when the file gives none. It is no feed of the shop and not "sample".
	Source string `mapstructure:"source"`
	// URL is an http(s) address without user and password, https unless AllowHTTP. Either URL or Path is set.
	URL string `mapstructure:"url"`
	// Path is an absolute path.
	Path string `mapstructure:"path"`
	// Kind is "products", "orders" or "packages".
	Kind string `mapstructure:"kind"`
	// Format is what `import --format` takes, or "" when the columns tell it.
	Format string `mapstructure:"format"`
	// Mode is "" or, for products, "mirror". A mirror has its source to itself.
	Mode string `mapstructure:"mode"`
	// Variants is "", "product" or "variant".
	Variants string `mapstructure:"variants"`
	// Encoding is what `import --encoding` takes, or "" when it is to be detected.
	Encoding string `mapstructure:"encoding"`
	// Delimiter is "", ",", ";", "|" or "tab".
	Delimiter string `mapstructure:"delimiter"`
	// Mapping holds, by column, the field that it stands for; "" or "-" leaves a column out.
	Mapping map[string]string `mapstructure:"mapping"`
	// Every is the pause between two looks, at least a minute; an hour when the file gives none.
	Every time.Duration `mapstructure:"every"`
	// Header is sent along with the request for URL; without a name there is none.
	Header Header `mapstructure:"header"`
	// AllowPrivate lets URL lead into the own network, and AllowHTTP lets it go without TLS.
	AllowPrivate bool `mapstructure:"allow_private"`
	AllowHTTP    bool `mapstructure:"allow_http"`
}
