// Package shopclerk carries the sample shop inside the binary: the files that `serve --sample` imports.
package shopclerk

import "embed"

// Sample holds testdata/sample/products.json, orders.json and packages.json, in the shop's own file formats.
//
//go:embed testdata/sample/*.json
var Sample embed.FS
