package server_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"shopclerk/internal/store"
	"shopclerk/internal/store/storetest"
)

// description is openapi.yaml, as its readers understand it.
var description = sync.OnceValues(func() (*openapi3.T, error) {
	doc, err := openapi3.NewLoader().LoadFromFile("openapi.yaml")
	if err != nil {
		return nil, err
	}
	return doc, doc.Validate(ctx)
})

var describedRoutes = sync.OnceValues(func() (routers.Router, error) {
	doc, err := description()
	if err != nil {
		return nil, err
	}
	return legacy.NewRouter(doc)
})

// describedClient sends what the tests send, and fails where a reply of the API is not as openapi.yaml says.
var describedClient = &http.Client{Transport: describedTransport{http.DefaultTransport}}

type describedTransport struct{ http.RoundTripper }

// RoundTrip sends a request and looks at its reply.
func (d describedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := d.RoundTripper.RoundTrip(r)
	if err != nil || !ofAPI(r.URL.Path) || response.StatusCode == http.StatusRequestHeaderFieldsTooLarge { // which net/http says by itself
		return response, err
	}
	if err := asDescribed(r, response); err != nil {
		response.Body.Close()
		return nil, fmt.Errorf("%s %s is answered with %d, but not as openapi.yaml says: %w", r.Method, r.URL.Path, response.StatusCode, err)
	}
	return response, nil
}

// ofAPI reports whether a path is one that openapi.yaml describes: all but the pages, the pictures and the metrics.
func ofAPI(path string) bool {
	return path == "/webhook" || path == "/healthz" || path == "/readyz" || strings.HasPrefix(path, "/admin/api/") || strings.HasPrefix(path, "/feeds/")
}

// asDescribed compares a reply with the description, and the request as well where it was taken: many tests send what is wrong.
func asDescribed(r *http.Request, response *http.Response) error {
	router, err := describedRoutes()
	if err != nil {
		return err
	}
	route, params, err := router.FindRoute(r)
	if err != nil {
		if slices.Contains([]int{http.StatusUnauthorized, http.StatusNotFound, http.StatusMethodNotAllowed}, response.StatusCode) {
			return nil // there is nothing at this address
		}
		return err
	}
	input := &openapi3filter.RequestValidationInput{Request: r.Clone(ctx), PathParams: params, Route: route, Options: &openapi3filter.Options{
		AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true, ExcludeRequestBody: true, SkipSettingDefaults: true,
	}}
	if response.StatusCode < http.StatusMultipleChoices {
		if err := takenAsDescribed(r, input); err != nil {
			return err
		}
	}
	return repliedAsDescribed(input, response)
}

// takenAsDescribed looks at a request that was taken. Of bodies only questions are read: all others are files of any kind.
func takenAsDescribed(r *http.Request, input *openapi3filter.RequestValidationInput) error {
	if r.URL.Path == "/webhook" && r.GetBody != nil {
		body, err := r.GetBody()
		if err != nil {
			return err
		}
		input.Request.Body, input.Options.ExcludeRequestBody = body, false
	}
	return openapi3filter.ValidateRequest(ctx, input)
}

func repliedAsDescribed(input *openapi3filter.RequestValidationInput, response *http.Response) error {
	said := response.Header.Get("Content-Type")
	media, _, err := mime.ParseMediaType(said)
	if err != nil {
		return fmt.Errorf("content type %q: %w", said, err)
	}
	operation := input.Route.Operation.Responses.Status(response.StatusCode)
	if operation == nil {
		return errors.New("the status is not described")
	}
	if operation.Value.Content.Get(media) == nil {
		return fmt.Errorf("the content type %s is not described", media)
	}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: input, Status: response.StatusCode, Header: response.Header, Options: input.Options}
	if media != "application/json" { // a file or a stream, which is read by whoever asked for it
		out.Options.ExcludeResponseBody = true
		return openapi3filter.ValidateResponse(ctx, out)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(body))
	out.SetBodyBytes(body)
	if err := openapi3filter.ValidateResponse(ctx, out); err != nil {
		return fmt.Errorf("%w: %s", err, clip(string(body)))
	}
	return nil
}

func TestEveryRouteOfTheAPIIsDescribed(t *testing.T) {
	doc, err := description()
	if err != nil {
		t.Fatal(err)
	}
	if doc.OpenAPI != "3.1.0" {
		t.Error(doc.OpenAPI)
	}
	described := map[string]bool{}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			described[method+" "+path] = true
		}
	}
	// An event is the rest of the address, however many parts that has.
	same := map[string][]string{"POST /feeds/{shop}/{feed}/*": {"POST /feeds/{shop}/{feed}/{topic}", "POST /feeds/{shop}/{feed}/{topic}/{event}"}}
	routes := start(t, anyStore(t), adminConfig).APIRoutes()
	for _, route := range routes {
		method, path, _ := strings.Cut(route, " ")
		if !ofAPI(path) || path == "/webhook" && method != http.MethodPost || method == "echo_route_not_found" {
			continue
		}
		names := same[route]
		if names == nil {
			names = []string{route}
		}
		for _, name := range names {
			if !described[name] {
				t.Errorf("%s is not described", name)
			}
			delete(described, name)
		}
	}
	for name := range described {
		t.Errorf("%s is described, and there is no such route", name)
	}
}

func TestTheDescriptionIsGivenToWhoMayUseTheAPI(t *testing.T) {
	file, err := os.ReadFile("openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		k := start(t, s, adminConfig)
		got := k.admin(t, http.MethodGet, "/openapi.yaml", "", nil)
		got.is(t, http.StatusOK, string(file))
		if media := got.header.Get("Content-Type"); media != "application/yaml" {
			t.Error(media)
		}
		login(t, k, "viewer").get(t, "/admin/api/openapi.yaml").is(t, http.StatusOK, string(file))
		if got := k.get(t, "/admin/api/openapi.yaml"); got.status != http.StatusUnauthorized {
			t.Errorf("without a token it is %d", got.status)
		}
		if got := login(t, k, "viewer").get(t, "/admin/api/imports"); got.status != http.StatusUnauthorized {
			t.Errorf("a session opens the API: %d", got.status)
		}
	})
}

// A test that compares with a description says nothing unless it can fail.
func TestAReplyThatIsNotAsDescribedIsNoticed(t *testing.T) {
	reply := func(status int, media, body string) *http.Response {
		return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {media}}, Body: io.NopCloser(strings.NewReader(body))}
	}
	for name, c := range map[string]struct {
		method, path string
		reply        *http.Response
		fine         bool
	}{
		"as described":                    {"GET", "/healthz", reply(200, "application/json", `{"status":"ok"}`), true},
		"another value":                   {"GET", "/healthz", reply(200, "application/json", `{"status":"well"}`), false},
		"one field more":                  {"GET", "/healthz", reply(200, "application/json", `{"status":"ok","more":1}`), false},
		"one field less":                  {"GET", "/healthz", reply(200, "application/json", `{}`), false},
		"another status":                  {"GET", "/healthz", reply(201, "application/json", `{"status":"ok"}`), false},
		"another content type":            {"GET", "/healthz", reply(200, "text/plain", `{"status":"ok"}`), false},
		"no content type":                 {"GET", "/healthz", reply(200, "", `{"status":"ok"}`), false},
		"no JSON":                         {"GET", "/healthz", reply(200, "application/json", `status`), false},
		"a route that is not described":   {"GET", "/admin/api/secret", reply(200, "application/json", `{}`), false},
		"a route that is not there":       {"GET", "/admin/api/secret", reply(404, "application/json", `{"error":"x"}`), true},
		"a null where none may be":        {"POST", "/admin/api/deliveries/resend?feed=a", reply(200, "application/json", `{"queued":null,"without_body":0}`), false},
		"a parameter that is not taken":   {"GET", "/admin/api/deliveries?limit=0", reply(200, "application/json", `{"deliveries":[],"next":null}`), false},
		"a time that is none":             {"GET", "/admin/api/searches/empty", reply(200, "application/json", `{"searches":[{"query":"a","times":1,"last_at":"now"}]}`), false},
		"a refusal without its header":    {"GET", "/admin/api/feeds", reply(401, "application/json", `{"error":"x"}`), false},
		"an answer to a question":         {"POST", "/webhook", reply(200, "application/json", `{"success":true,"data":[]}`), true},
		"an answer that tells no success": {"POST", "/webhook", reply(200, "application/json", `{"data":[]}`), false},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := http.NewRequest(c.method, "http://clerk.example"+c.path, strings.NewReader(`{"method":"test"}`))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/json")
			if err := asDescribed(r, c.reply); (err == nil) != c.fine {
				t.Errorf("it is found to be %v", err)
			}
		})
	}
}
