package abaha_test

import (
	"errors"
	"strings"
	"testing"

	"shopclerk/server/feeds"
	"shopclerk/server/feeds/abaha"
	"shopclerk/server/feeds/feedstest"
)

// call is one with these values of every header.
func call(event string, values ...string) feeds.Call {
	return feeds.Call{Event: event, Header: func(string) []string { return values }}
}

func TestOnlyTheMerchantsHeaderVerifies(t *testing.T) {
	for _, c := range []struct {
		name    string
		options abaha.Options
		values  []string
		ok      bool
	}{
		{"the value", abaha.Options{HeaderName: "X", HeaderValue: "12345678"}, []string{"12345678"}, true},
		{"no value", abaha.Options{HeaderName: "X", HeaderValue: "12345678"}, nil, false},
		{"an empty value", abaha.Options{HeaderName: "X", HeaderValue: "12345678"}, []string{""}, false},
		{"a beginning of it", abaha.Options{HeaderName: "X", HeaderValue: "12345678"}, []string{"1234567"}, false},
		{"more than it", abaha.Options{HeaderName: "X", HeaderValue: "12345678"}, []string{"123456789"}, false},
		{"another letter case", abaha.Options{HeaderName: "X", HeaderValue: "abcdefgh"}, []string{"abcdefgH"}, false},
		{"it twice", abaha.Options{HeaderName: "X", HeaderValue: "12345678"}, []string{"12345678", "12345678"}, false},
		{"it and another", abaha.Options{HeaderName: "X", HeaderValue: "12345678"}, []string{"12345678", "x"}, false},
		{"another and it", abaha.Options{HeaderName: "X", HeaderValue: "12345678"}, []string{"x", "12345678"}, false},
		{"both as a proxy joins them", abaha.Options{HeaderName: "X", HeaderValue: "12345678"}, []string{"12345678, 12345678"}, false},
		{"anything where the address is the secret", abaha.Options{}, []string{"x", "y"}, true},
		{"nothing where the address is the secret", abaha.Options{}, nil, true},
		{"an empty value where none is configured", abaha.Options{HeaderName: "X"}, []string{""}, false},
		{"a value without a name", abaha.Options{HeaderValue: "12345678"}, []string{"12345678"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			event, err := abaha.New(c.options).Verify(call("order", c.values...))
			if c.ok != (err == nil) || !c.ok && !errors.Is(err, feeds.ErrSignature) || c.ok != (event == "order") {
				t.Errorf("event %q, %v", event, err)
			}
			for _, value := range c.values {
				if err != nil && len(value) > 1 && strings.Contains(err.Error(), value) {
					t.Errorf("the error quotes the call: %v", err)
				}
			}
		})
	}
}

func TestTheHeaderIsAskedForByItsName(t *testing.T) {
	c := call("order")
	c.Header = func(name string) []string {
		if name != headerName {
			t.Errorf("asked for %q", name)
		}
		return []string{secret}
	}
	if _, err := feed().Verify(c); err != nil {
		t.Error(err)
	}
}

func TestAnAddressNamesAKind(t *testing.T) {
	for path, want := range map[string]string{
		"order": "order", "orders": "order", "ORDER": "order", "/Orders/": "order", "order/updated": "order", "product": "product",
		"Products": "product", "customer": "customer", "CUSTOMERS": "customer", "": "", "/": "", "reorder": "reorder", "orderss": "orderss",
		"voucher/created": "voucher/created",
	} {
		if got, err := feed().Verify(call(path, secret)); err != nil || got != want {
			t.Errorf("%q is %q, want %q; %v", path, got, want, err)
		}
	}
}

func TestRepliesHaveTheFormOfTheDocumentedOne(t *testing.T) {
	feedstest.Replies{
		Accepted:    `{"status":200,"message":"OK"}`,
		Signature:   `{"status":401,"message":"Unauthorized"}`,
		Expired:     `{"status":401,"message":"Unauthorized"}`,
		Unreadable:  `{"status":400,"message":"Bad Request"}`,
		TooLarge:    `{"status":413,"message":"Payload Too Large"}`,
		Unavailable: `{"status":503,"message":"Service Unavailable"}`,
		Other:       `{"status":500,"message":"Internal Server Error"}`,
	}.Check(t, feed())
}

func TestSetupSaysWhatToType(t *testing.T) {
	const address = "https://clerk.shop.example/feeds/main/abaha"
	text := strings.Join(feed().Setup(address+"/"), "\n")
	for _, want := range []string{address + "/order,", address + "/product,", address + "/customer,", "Cấu hình webhook", "Key " + headerName} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, secret) || strings.Contains(text, "none") {
		t.Errorf("too much is said:\n%s", text)
	}
	open := strings.Join(abaha.New(abaha.Options{}).Setup("http://clerk.shop.example/feeds/main/abaha/1a2b3c4d"), "\n")
	for _, want := range []string{"/1a2b3c4d/order", "header empty", "https addresses only"} {
		if !strings.Contains(open, want) {
			t.Errorf("there is no %q in\n%s", want, open)
		}
	}
}

func TestWhatAbahaDoesNotOfferIsNotOffered(t *testing.T) {
	f := feed()
	if f.Build != nil || f.Redact != nil || f.Pulls != nil || f.Refresh != nil || f.Probe != nil {
		t.Error("something is offered that there is not")
	}
}
