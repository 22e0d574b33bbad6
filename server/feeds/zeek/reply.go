package zeek

import (
	"encoding/json"
	"errors"
	"fmt"

	"shopclerk/server/feeds"
)

// The platform's codes, in what it answers and in what it is answered. The others say why an order cannot be made.
// https://www.zeek.technology/zh-HK/food-delivery/api.html
const (
	codeOK         = 0
	codeTime       = 261002 // the timestamp is too far from now
	codeMissing    = 261003 // a parameter is missing
	codeParameters = 261004 // a parameter is wrong
	codeRepeated   = 261005 // the same call within 60 s
	codeDatabase   = 261103
	codeNoAccount  = 262001 // there is no such appid
	codeSignature  = 262002
	codeNoOrder    = 263001 // there is no such order
)

// Which of the platform's codes says best what is wrong with a signature. Both are of feeds.ErrSignature.
var (
	errUnsigned = fmt.Errorf("%w: auth has no signature, appid or timestamp", feeds.ErrSignature)
	errStranger = fmt.Errorf("%w: the appid is another", feeds.ErrSignature)
)

func accepted() feeds.Reply { return reply(200, codeOK, "") }

// refused answers in the form of the platform's own answers, with the code that it would use itself.
func refused(err error) feeds.Reply {
	switch {
	case errors.Is(err, errUnsigned):
		return reply(401, codeMissing, "missing parameters: auth")
	case errors.Is(err, errStranger):
		return reply(401, codeNoAccount, "unknown appid")
	case errors.Is(err, feeds.ErrSignature):
		return reply(401, codeSignature, "incorrect signature")
	case errors.Is(err, feeds.ErrExpired):
		return reply(401, codeTime, "incorrect timestamp")
	case errors.Is(err, feeds.ErrUnreadable):
		return reply(400, codeParameters, "incorrect parameters")
	case errors.Is(err, feeds.ErrTooLarge):
		return reply(413, codeParameters, "incorrect parameters: the body is too large")
	case errors.Is(err, feeds.ErrUnavailable):
		return reply(503, codeDatabase, "database error")
	}
	return reply(500, codeDatabase, "internal error")
}

func reply(status, code int, message string) feeds.Reply {
	body, err := json.Marshal(struct {
		Error   int    `json:"error"`
		Message string `json:"err_msg"`
	}{code, message})
	if err != nil { // a number and a text always marshal
		panic(err)
	}
	return feeds.Reply{Status: status, ContentType: "application/json", Body: body}
}
