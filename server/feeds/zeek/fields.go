package zeek

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"shopclerk/internal/fold"
	"shopclerk/packages"
	"shopclerk/server/feeds"
)

// maxID is the longest order_id, in bytes: it is a part of the name of a group.
const maxID = 100

// idOf is the platform's own number of a parcel.
func idOf(data feeds.Object) (string, error) {
	text, ok := scalar(data["order_id"])
	text = strings.TrimSpace(text)
	switch {
	case !ok || text == "":
		return "", fmt.Errorf("%w: order_id is missing", feeds.ErrUnreadable)
	case len(text) > maxID || !printable(text) || fold.Number(text) == "":
		return "", fmt.Errorf("%w: order_id is not an id", feeds.ErrUnreadable)
	}
	return text, nil
}

func printable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError })
}

// codeOf is the status, which some callbacks write as a number and some as a text.
func codeOf(data feeds.Object) (int64, error) {
	code, ok, err := data.Int("order_status")
	switch {
	case err != nil || ok && (code < 1 || code > 999999):
		return 0, fmt.Errorf("%w: order_status is not a code", feeds.ErrUnreadable)
	case !ok:
		return 0, fmt.Errorf("%w: order_status is missing", feeds.ErrUnreadable)
	}
	return code, nil
}

// regionOf is the region that a callback names, "" when it is none that is known: it is not signed, and goes into calls.
func regionOf(data feeds.Object) string {
	region := data.Object("meta").Text("region")
	if hostOf(region) == "" {
		return ""
	}
	return region
}

// orderOf is the shop's own number of the order: client_order_id, which 2Door calls the merchant's order. The parcel family
// writes it as client.order_id in its calls. That is nested and so not signed, and is believed where nothing else is, either.
func orderOf(e envelope) (number, warning string) {
	key, number := "client_order_id", e.data.Text("client_order_id")
	if client := e.data.Object("client"); number == "" && !signed(e.auth) {
		key, number = "client.order_id", client.Text("order_id")
	}
	return shown(key, number)
}

// shipmentOf is the shop's own number of a 2Door shipment, which stands in for an order's that is missing.
func shipmentOf(data feeds.Object) (number, warning string) {
	return shown("client_shipment_code", data.Text("client_shipment_code"))
}

// shown checks a number that is shown to customers.
func shown(key, number string) (text, warning string) {
	switch {
	case number == "":
		return "", ""
	case utf8.RuneCountInString(number) > packages.MaxNumber || !printable(number) || fold.Number(number) == "":
		return "", key + ": is not a number of an order and was left out"
	}
	return number, ""
}

// timeOf is when a callback was made, which is when it was signed; zero when it does not say. A time that cannot be
// is left out. It counts without a signature, too: then as much as all the rest.
func timeOf(auth feeds.Object, arrival time.Time) (at time.Time, warning string) {
	text, ok := scalar(auth["timestamp"])
	if !ok || text == "" {
		return time.Time{}, ""
	}
	at, ok = seconds(text)
	if !ok {
		return time.Time{}, "auth.timestamp: is not a Unix time in seconds and was left out"
	}
	if why := feeds.Impossible(at, arrival); why != "" {
		return time.Time{}, "auth.timestamp: " + why + " and was left out"
	}
	return at, ""
}
