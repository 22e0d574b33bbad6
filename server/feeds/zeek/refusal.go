package zeek

import (
	"fmt"
	"net/http"
)

// refusal is an answer of the platform that is none of success.
type refusal struct{ code int64 }

// Error says what to do.
func (r *refusal) Error() string { return fmt.Sprintf("%s (%d)", r.advice(), r.code) }

func (r *refusal) advice() string {
	switch r.code {
	case codeNoOrder:
		return "the platform has no such order"
	case codeSignature:
		return "the platform finds the signature wrong: check secret_key"
	case codeNoAccount:
		return "the platform does not know the appid: check appid, and that it is not of its sandbox"
	case codeTime:
		return "the platform does not take the time of the call: set this machine's clock"
	case codeRepeated:
		return "the platform was asked the same within a minute"
	case codeMissing, codeParameters:
		return "the platform does not take the parameters: check region"
	}
	return "the platform does not take the call"
}

// statusError is the HTTP status of an answer that is not the platform's own, but of what stands before it.
type statusError int

// Error says what to do.
func (e statusError) Error() string {
	status := int(e)
	advice := "the platform does not answer as it should"
	switch {
	case status == http.StatusForbidden || status == http.StatusUnauthorized:
		advice = "the platform does not let this machine in: its address has to be on Zeek's allow-list"
	case status == http.StatusNotFound:
		advice = "the platform does not know this call"
	case status/100 == 3:
		advice = "the platform sends us to another address, which is not followed"
	case status >= 500:
		advice = "the platform has a problem of its own"
	}
	return fmt.Sprintf("%s (%d)", advice, status)
}
