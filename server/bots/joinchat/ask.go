package joinchat

import "shopclerk/server/bots"

// Ask writes the question as JoinChat does. Its test is of the older contract and names the token "token".
func (Dialect) Ask(q bots.Question) ([]byte, error) {
	params := q.Params("token")
	return bots.Marshal(struct {
		Method     string         `json:"method"`
		Params     bots.Texts     `json:"params"`
		Pagination map[string]any `json:"pagination,omitempty"`
	}{q.Method, params, q.Paging()})
}
