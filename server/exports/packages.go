package exports

import (
	"shopclerk/packages"
)

func parcels() kind[packages.Package] {
	return kind[packages.Package]{
		columns: []column[packages.Package]{
			{"order_number", func(p packages.Package) string { return p.OrderNumber }, nil},
			{"package_number", func(p packages.Package) string { return p.Number }, nil},
			{"product_name", func(p packages.Package) string { return p.ProductName }, nil},
			{"carrier", func(p packages.Package) string { return p.Carrier }, nil},
			{"tracking_number", func(p packages.Package) string { return p.TrackingNumber }, nil},
			{"tracking_url", func(p packages.Package) string { return p.TrackingURL }, nil},
			{"package_status", func(p packages.Package) string { return string(p.Status) }, nil},
			{"exp_delivery", func(p packages.Package) string { return p.ExpectedOn }, nil},
			{"image_url", func(p packages.Package) string { return p.ImageURL }, nil},
			{"updated_at", func(p packages.Package) string { return moment(p.Version) }, nil},
		},
		id:     func(p packages.Package) int64 { return p.ID },
		key:    func(p packages.Package) string { return p.Key().Order + "\x00" + p.Key().Number },
		shared: "parcels with the numbers of another one, as several sources can have; an import of this file makes one of them",
		remarks: []remark[packages.Package]{{
			func(p packages.Package) bool { return p.DeliveredAt != nil },
			"parcels with a time of delivery, for which the file has no column",
		}},
	}
}
