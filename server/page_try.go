package server

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"shopclerk/config"
	"shopclerk/search"
	"shopclerk/server/bots"
)

// tryMethods are the five questions, in the order of the form.
var tryMethods = []string{"products", "property", "orders", "packages", "test"}

// tryChoices are the values of the contracts where there are only a few.
var tryChoices = map[string][]string{
	"order_type":  {"", "title,asc", "title,desc", "created_at,asc", "created_at,desc", "updated_at,asc", "updated_at,desc"},
	"search_type": {"product_type", "vendor", "product_type|vendor"},
	"filter":      {"", "open", "unpaid", "closed", "past"},
}

// tryForm is what is asked, as it was typed.
type tryForm struct {
	As string // who asks: see askers
	bots.Question
}

// asker is a bot of the shop with one of its secrets, as whom a question can be asked. The secret itself is never shown.
type asker struct {
	Value           string // platform, bot and secret, such as "joinchat.0.1"
	Platform        string
	PageID          string
	Secret, Secrets int // the position of the secret, from 1, and how many the bot has
	Bots            int // how many bots of that platform the shop has
	Bot             int // the position of this one among them, from 1

	dialect bots.Dialect
	bot     config.Bot
}

// tryPage is what try.html shows.
type tryPage struct {
	Form    tryForm
	Askers  []asker
	Methods []string
	Choices map[string][]string // by field; "" is not sent
	Tried   *tried              // nil before something was asked
}

// tried is a question with all that is known of its answer.
type tried struct {
	Asker     asker
	Status    int // of HTTP
	Request   string
	Reply     string
	ReplySize int // in bytes, as it goes over the wire
	Phone     tryPhone
	Curl      string
	Why       explanation
}

func (s *Server) tryPages(g pageGroup) {
	g.get("/try", Viewer, s.showTry)
	g.post("/try", Viewer, s.postTry)
}

// showTry shows the form; what stands in the address is filled in, but not asked.
func (s *Server) showTry(c echo.Context, v *visitor) error {
	return s.renderTry(c, v, readTryForm(c.QueryParam), nil)
}

func (s *Server) renderTry(c echo.Context, v *visitor, form tryForm, answer *tried) error {
	page := tryPage{Form: form, Askers: s.askers(v.Shop), Methods: tryMethods, Choices: tryChoices, Tried: answer}
	return s.render(c, v, http.StatusOK, "try", page)
}

func readTryForm(value func(string) string) tryForm {
	text := func(name string) string { return strings.TrimSpace(value(name)) }
	f := tryForm{As: text("as"), Question: bots.Question{
		Method: text("method"), Title: text("title"), ProductType: text("product_type"), Vendor: text("vendor"), OrderType: text("order_type"), SearchType: text("search_type"),
		OrderNumber: text("order_number"), UserAccount: text("user_account"), Filter: text("filter"), PackageNumber: text("package_number"),
		Token: text("token"), Page: text("page"), Limit: text("limit"),
	}}
	if !slices.Contains(tryMethods, f.Method) {
		f.Method = tryMethods[0]
	}
	return f
}

// question is what is sent of what was typed: the fields of the method, as every other one stays in the form.
func (f tryForm) question() bots.Question {
	q := bots.Question{Method: f.Method}
	switch f.Method {
	case "products":
		q.Title, q.ProductType, q.Vendor, q.OrderType = f.Title, f.ProductType, f.Vendor, f.OrderType
	case "property":
		q.SearchType = f.SearchType
	case "orders":
		q.OrderNumber, q.UserAccount, q.Filter = f.OrderNumber, f.UserAccount, f.Filter
	case "packages":
		q.OrderNumber, q.PackageNumber = f.OrderNumber, f.PackageNumber
	case "test":
		q.Token = f.Token
		return q
	}
	q.Page, q.Limit = f.Page, f.Limit
	return q
}

// askers lists the shop's bots, one entry for each secret.
func (s *Server) askers(shop config.Shop) (list []asker) {
	for _, d := range s.Dialects {
		var own []config.Bot
		for _, b := range shop.Bots {
			if b.Platform == d.Platform() {
				own = append(own, b)
			}
		}
		for i, b := range own {
			for n := range b.Secrets {
				list = append(list, asker{
					Value: fmt.Sprintf("%s.%d.%d", d.Platform(), i, n), Platform: d.Platform(), PageID: b.PageID,
					Secret: n + 1, Secrets: len(b.Secrets), Bot: i + 1, Bots: len(own), dialect: d, bot: b,
				})
			}
		}
	}
	return list
}

func (s *Server) postTry(c echo.Context, v *visitor) error {
	form := readTryForm(c.FormValue)
	for _, a := range s.askers(v.Shop) {
		if a.Value != form.As {
			continue
		}
		answer, err := s.try(c, v, a, form.question())
		if err != nil {
			return err
		}
		return s.renderTry(c, v, form, answer)
	}
	return problem(http.StatusBadRequest, "try.no_such_bot")
}

// try asks as the platform would: the question is signed with the bot's own secret and goes the whole road of POST /webhook, but for the
// network.
func (s *Server) try(c echo.Context, v *visitor, a asker, q bots.Question) (*tried, error) {
	q.PageID = a.bot.PageID
	body, err := a.dialect.Ask(q)
	if err != nil {
		return nil, err
	}
	signature := a.dialect.Sign(a.bot.Secrets[a.Secret-1], body)
	trace := &search.Trace{}
	r, err := http.NewRequestWithContext(search.Traced(c.Request().Context(), trace), http.MethodPost, "/webhook", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set(a.dialect.Header(), signature)
	r.RemoteAddr = c.Request().RemoteAddr
	reply := &heldReply{header: http.Header{}}
	began := time.Now()
	if err := s.webhook(s.echo.NewContext(r, reply)); err != nil {
		return nil, err
	}
	took := time.Since(began)
	t := &tried{
		Asker: a, Status: reply.status, Request: indented(body), Reply: indented(reply.body.Bytes()), ReplySize: reply.body.Len(),
		Phone: s.newPhone(v), Curl: curlLine(cmp.Or(s.Config().PublicURL, s.Config().LocalURL())+"/webhook", a.dialect, body),
	}
	t.Phone.read(q.Method, reply.body.Bytes())
	t.Why, err = s.explain(c.Request().Context(), v, asked{asker: a, signature: signature, body: body, reply: reply.body.Bytes(), trace: *trace, took: took})
	return t, err
}

// indented is JSON as people read it; anything else stays.
func indented(raw []byte) string {
	var pretty bytes.Buffer
	if json.Indent(&pretty, raw, "", "  ") != nil {
		return string(raw)
	}
	return pretty.String()
}

// heldReply keeps a reply in memory.
type heldReply struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header returns the headers to be sent.
func (h *heldReply) Header() http.Header { return h.header }

// WriteHeader takes the status.
func (h *heldReply) WriteHeader(status int) { h.status = status }

// Write takes a part of the body.
func (h *heldReply) Write(part []byte) (int, error) { return h.body.Write(part) }
