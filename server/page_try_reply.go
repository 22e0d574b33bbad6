package server

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"shopclerk/server/bots"
)

// read takes a reply in: of whatever platform, for all put what they list under one key, and what is listed shows what it is. method is
// the question's.
func (p *tryPhone) read(method string, reply []byte) {
	var fields map[string]json.RawMessage
	if json.Unmarshal(reply, &fields) != nil {
		return
	}
	json.Unmarshal(fields["total"], &p.Total)        //nolint:errcheck // absent in some
	json.Unmarshal(fields["has_next_page"], &p.More) //nolint:errcheck // likewise
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if raw := bytes.TrimSpace(fields[name]); len(raw) > 0 && raw[0] == '[' {
			p.list(method, raw)
			return
		}
	}
	switch {
	case string(fields["success"]) != "true":
		p.Says = append(p.Says, refusalText(fields))
	default:
		p.Says = append(p.Says, p.v.t("try.says_token", "token", strings.Trim(string(fields["test_token"]), `"`)))
	}
}

// refusalText is what a refusal says, which is a text or an object with one.
func refusalText(fields map[string]json.RawMessage) string {
	var text string
	if json.Unmarshal(fields["errors"], &text) == nil && text != "" {
		return text
	}
	var inner struct{ Message string }
	json.Unmarshal(fields["error"], &inner) //nolint:errcheck // then there is none
	return inner.Message
}

// list takes what a reply lists.
func (p *tryPhone) list(method string, raw []byte) {
	var (
		cards    []bots.Card
		receipts []bots.Receipt
		parcels  []bots.Parcel
		values   []string
	)
	into := map[string]any{"products": &cards, "orders": &receipts, "packages": &parcels, "property": &values}[method]
	if into == nil || json.Unmarshal(raw, into) != nil {
		return
	}
	switch method {
	case "products":
		p.addCards(cards)
	case "packages":
		p.addParcels(parcels)
	}
	p.addReceipts(receipts)
	p.addReplies(values)
	if len(cards)+len(receipts)+len(parcels)+len(values) == 0 {
		p.Says = append(p.Says, p.v.t("try.says_nothing"))
	}
}
