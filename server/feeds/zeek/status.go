package zeek

import "shopclerk/packages"

// states are the codes of order_status, of all families together: none of them means two things. Along a parcel's way they
// rise by packages.Status.Rank, which is what keeps a late callback from moving a parcel back.
var states = map[int64]packages.Status{
	9033: packages.Pending,        // parcel: to be published
	9034: packages.Pending,        // parcel: to be assigned
	9035: packages.Pending,        // parcel: assigned ahead of time
	9001: packages.Pending,        // takeaway: created
	9005: packages.Pending,        // a courier has accepted it, and goes to fetch it
	9010: packages.Pending,        // takeaway: the courier is near the shop
	9011: packages.Pending,        // takeaway: the courier is at the shop
	8012: packages.PickedUp,       // takeaway: the courier has left the shop
	9015: packages.InTransit,      // it is being delivered
	9017: packages.OutForDelivery, // takeaway: the courier is near the destination
	9021: packages.Delivered,      // completed
	9025: packages.Cancelled,      // takeaway: before it was fetched; parcel: without charges
	9026: packages.Cancelled,      // takeaway: after it was fetched; parcel: with charges
	9041: packages.Returned,       // parcel
	9044: packages.Exception,      // parcel; it may still go on
	8001: packages.Pending,        // another courier is assigned
}

// reassigned starts a parcel over: what its former courier did counts no longer.
const reassigned = 8001

// ends reports whether nothing can follow on a code.
func ends(code int64) bool { return states[code].Rank() >= packages.Delivered.Rank() }

// family is one of the platform's products.
type family string

const (
	takeaway family = "takeaway" // API-3.9.1
	twoDoor  family = "2door"    // 2D-API-1.9
	dash     family = "parcel"   // PA-API-3.4
)

// families are the codes of only one family's way. What can go wrong may do so in another family, too.
var families = map[int64]family{
	9010: takeaway, 9011: takeaway, 8012: takeaway, 9017: takeaway,
	9033: dash, 9034: dash, 9035: dash,
}
