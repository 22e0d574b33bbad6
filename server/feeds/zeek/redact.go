package zeek

import "regexp"

// signatures finds the signature of a call, in a body that is cut short or is no JSON, too. An empty one or a null is none, and
// stays.
var signatures = regexp.MustCompile(`(?i)("signature"\s*:\s*)(?:"(?:[^"\\]|\\.)+"?|[^\s"{}\[\],n][^\s"{}\[\],]*)`)

// redact blanks signatures, so that a body that is shown cannot be sent again, nor the secret be guessed from it.
func redact(body []byte) []byte { return signatures.ReplaceAll(body, []byte(`$1"***"`)) }
