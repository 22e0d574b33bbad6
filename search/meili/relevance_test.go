package meili_test

import (
	"testing"

	"shopclerk/search/searchtest"
)

func TestMeilisearchFindsWhatPeopleJudgedToBeRight(t *testing.T) {
	searchtest.Relevance(t, onServer(t), "../../testdata/search")
}
