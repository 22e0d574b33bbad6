package bothub

import "shopclerk/server/bots"

// methods are the platform's test, orders and packages, and those that only JoinChat documents.
var methods = map[string]bots.Read{
	"test":     bots.ReadTest("test_token", "token"),
	"orders":   bots.ReadOrders,
	"packages": bots.ReadPackages,
	"products": bots.ReadProducts,
	"property": bots.ReadProperty,
}

// Decode reads {"request":{"method","id","page_id",…},"params","pagination"}. category and meta say nothing that an
// answer depends on.
func (Dialect) Decode(body []byte) (bots.Request, error) {
	envelope, err := bots.ReadBody(body)
	if err != nil {
		return bots.Request{}, err
	}
	head, err := envelope.Object("request")
	if err != nil {
		return bots.Request{}, &bots.Refusal{Reason: bots.Unreadable}
	}
	return bots.DecodeMethod(head, envelope, methods)
}
