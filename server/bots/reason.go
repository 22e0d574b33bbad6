package bots

import "fmt"

// Reason is why a request is refused.
type Reason int

// The reasons.
const (
	Internal         Reason = iota
	Unreadable              // not JSON, or no method
	InvalidRequest          // a field is wrong; see Refusal
	BadSignature            // the bytes are not signed by a known bot
	UserNotFound            // no order and no customer carries the account
	OrderNotFound           //
	PackageNotFound         //
	UnknownMethod           //
	MethodNotAllowed        // not a POST
	TooLarge                // the body is larger than the limit
	TooManyRequests         //
	Unavailable             // the database is away
)

var reasonNames = [...]string{
	Internal: "internal", Unreadable: "unreadable", InvalidRequest: "invalid_request", BadSignature: "bad_signature",
	UserNotFound: "user_not_found", OrderNotFound: "order_not_found", PackageNotFound: "package_not_found",
	UnknownMethod: "unknown_method", MethodNotAllowed: "method_not_allowed", TooLarge: "too_large",
	TooManyRequests: "too_many_requests", Unavailable: "unavailable",
}

// String is the reason's name in metrics. Dashboards and alerts rest on it.
func (r Reason) String() string { return reasonNames[r] }

// Refusal is a request that cannot be answered as it is. Field and Problem say what is wrong where.
type Refusal struct {
	Reason  Reason
	Field   string  // in the platform's words, such as "page"
	Problem Problem // what is wrong with the field
	Detail  string  // the allowed values, where Problem names some
}

// Error tells developers what was refused; customers read Words.
func (r *Refusal) Error() string {
	return fmt.Sprintf("refused (reason %d): %s %s", r.Reason, r.Field, r.Problem.in("en", r.Detail))
}

// Problem is what is wrong with a field.
type Problem string

// The problems.
const (
	NoProblem   Problem = ""
	NotPositive Problem = "positive"  // must be a whole number from 1
	OutOfRange  Problem = "range"     // must be a whole number from 1 to 100
	NotOneOf    Problem = "one_of"    // must be one of Detail
	NotText     Problem = "text"      // must be a text or a number
	NotObject   Problem = "object"    // must be an object
	Missing     Problem = "missing"   // is required
	OnlyOneOf   Problem = "only_one"  // only one of Detail may be given
	EitherOf    Problem = "either_of" // one of Detail is required
	NotAScalar  Problem = "scalar"    // must be a single value
)

// invalid makes a Refusal of a field.
func invalid(field string, problem Problem, detail string) *Refusal {
	return &Refusal{Reason: InvalidRequest, Field: field, Problem: problem, Detail: detail}
}
