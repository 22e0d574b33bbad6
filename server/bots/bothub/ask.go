package bothub

import "shopclerk/server/bots"

type request struct {
	Category string `json:"category"`
	Method   string `json:"method"`
	ID       string `json:"id"`
	PageID   string `json:"page_id"`
	Meta     string `json:"meta"`
}

// Ask writes the question as Bothub does.
func (Dialect) Ask(q bots.Question) ([]byte, error) {
	return bots.Marshal(struct {
		Request    request        `json:"request"`
		Params     bots.Texts     `json:"params"`
		Pagination map[string]any `json:"pagination,omitempty"`
	}{request{"ecommerce", q.Method, q.Method + "_ask", q.PageID, ""}, q.Params("test_token"), q.Paging()})
}
