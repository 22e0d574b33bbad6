package main

import (
	"shopclerk/catalog"
	"shopclerk/orders"
	"shopclerk/packages"
	"shopclerk/server/imports"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/formats/headers"
	"shopclerk/server/imports/formats/merchant"
	"shopclerk/server/imports/formats/native"
	"shopclerk/server/imports/formats/shopify"
	"shopclerk/server/imports/formats/woocommerce"
)

// importFormats are all formats of files, in the order in which they are tried: the most particular first.
func importFormats() imports.Formats {
	return imports.Formats{
		Products: []formats.Format[catalog.Change]{shopify.Products{}, woocommerce.Products{}, merchant.Products{}, native.Products{}, headers.Products{}},
		Orders:   []formats.Format[orders.Change]{native.Orders{}, shopify.Orders{}},
		Packages: []formats.Format[packages.Change]{native.Packages{}},
	}
}
