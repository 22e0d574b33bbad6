package meili

import (
	"errors"
	"fmt"

	"github.com/meilisearch/meilisearch-go"

	"shopclerk/search"
)

// Errors of this engine; each is wrapped with what happened.
var (
	ErrRefused = errors.New("meilisearch refused") // with its code and message
	ErrGarbage = errors.New("meilisearch sent something that is not an answer")
	ErrAway    = errors.New("meilisearch cannot be reached")
)

const codeNoIndex = "index_not_found"

// refusal is an answer of Meilisearch that says no.
type refusal struct {
	Status        int // of HTTP, 0 of a task
	Code, Message string
}

// Error is in Meilisearch's words.
func (r *refusal) Error() string { return fmt.Sprintf("%v: %s (%s)", ErrRefused, r.Message, r.Code) }

// Is makes a refusal ErrRefused, and one for want of an index search.ErrNotBuilt.
func (r *refusal) Is(target error) bool {
	return target == ErrRefused || target == search.ErrNotBuilt && r.Code == codeNoIndex
}

// failure shortens an error of meilisearch-go, whose text holds whole requests and answers.
func failure(err error) error {
	var e *meilisearch.Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &e):
		return fmt.Errorf("%w: %w", ErrAway, err)
	case e.APIError.Code != "":
		return &refusal{Status: e.StatusCode, Code: string(e.APIError.Code), Message: e.APIError.Message}
	case e.StatusCode != 0:
		return fmt.Errorf("%w: status %d", ErrGarbage, e.StatusCode)
	case e.OriginError != nil:
		return fmt.Errorf("%w: %w", ErrAway, e.OriginError)
	}
	return ErrAway
}

func hasCode(err error, code string) bool {
	var r *refusal
	return errors.As(err, &r) && r.Code == code
}
