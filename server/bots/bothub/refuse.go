package bothub

import "shopclerk/server/bots"

// codes are the platform's own (142xx of a user and an order) and, in the same manner, ours.
var codes = map[bots.Reason]int{
	bots.UserNotFound:     14222,
	bots.OrderNotFound:    14223,
	bots.Unreadable:       14400,
	bots.InvalidRequest:   14400,
	bots.BadSignature:     14401,
	bots.PackageNotFound:  14404,
	bots.UnknownMethod:    14405,
	bots.MethodNotAllowed: 14405,
	bots.TooLarge:         14413,
	bots.TooManyRequests:  14429,
	bots.Internal:         14500,
	bots.Unavailable:      14503,
}

// Refuse writes {"success":false,"error":{"code":N,"message":"…"}}.
func (Dialect) Refuse(reason bots.Reason, words string) []byte {
	body, err := bots.Marshal(refusal{false, failure{codes[reason], words}})
	if err != nil { // a bool, a number and a string always marshal
		panic(err)
	}
	return body
}

type refusal struct {
	Success bool    `json:"success"`
	Error   failure `json:"error"`
}

type failure struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}
