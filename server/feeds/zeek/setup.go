package zeek

import "strings"

// setup says what to give to Zeek, which has no settings page: its team enters all of it.
func (f *feed) setup(address string) []string {
	address = strings.TrimRight(address, "/")
	lines := []string{
		"Zeek has no settings page. Give its integration team the callback URL of each product that the shop uses:",
		"  order status callback of food delivery (API-3.9.1): " + address + "/" + string(takeaway),
		"  order status callback of Zeek2Door (2D-API-1.9): " + address + "/" + string(twoDoor),
		"  order status callback of ZeekDash parcels (PA-API-3.4): " + address + "/" + string(dash),
		"and the public IP address of this machine for its allow-list: without it no parcel that went silent can be asked about.",
		"Send the shop's own order number to Zeek as client_order_id; parcels are found by it.",
	}
	switch f.Signature {
	case SignatureOff:
		lines = append(lines, "The secret is a part of the addresses: show them to nobody else. Signatures are not looked at.")
	case VerifyIfPresent:
		lines = append(lines, "Ask whether callbacks are signed. If they are, set signature to require.")
	default:
		lines = append(lines,
			"Ask whether callbacks are signed with appid "+f.AppID+": unsigned ones are refused.",
			"If they are not, set signature to off and a secret_path, and give Zeek the new addresses.")
	}
	if (f.takeaway != nil || f.parcels != nil) && f.place(f.Region).host == "" {
		lines = append(lines, "Set region to Zeek's own code of the shop's city, such as HK: it says which of Zeek's hosts is asked.")
	}
	if !strings.HasPrefix(address, "https://") {
		lines = append(lines, "Zeek works with https addresses only, and this is none.")
	}
	return lines
}
