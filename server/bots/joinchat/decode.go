package joinchat

import "shopclerk/server/bots"

// methods are the questions of today's contract, and test and packages of the older one.
var methods = map[string]bots.Read{
	"products": bots.ReadProducts,
	"property": readProperty,
	"orders":   bots.ReadOrders,
	"packages": bots.ReadPackages,
	"test":     bots.ReadTest("token", "test_token"),
}

// Decode reads {"method","params","pagination"}.
func (Dialect) Decode(body []byte) (bots.Request, error) {
	envelope, err := bots.ReadBody(body)
	if err != nil {
		return bots.Request{}, err
	}
	return bots.DecodeMethod(envelope, envelope, methods)
}

// readProperty never pages: the reply has no word for a next page, so a part would be taken for the whole.
func readProperty(p bots.Params) (any, error) {
	p.Pagination = bots.Fields{}
	return bots.ReadProperty(p)
}
