package cyberbiz

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var signedAt = time.Date(2018, 8, 28, 13, 15, 33, 0, time.FixedZone("Asia/Taipei", 8*60*60))

// The vectors are those of contracts.md 3.2, with the platform's own public demo credentials.
func TestCallsAreSignedAsKongChecksThem(t *testing.T) {
	const whole = `hmac username="apidemo", algorithm="hmac-sha256", headers="x-date request-line", signature="`
	for _, c := range []struct {
		name, method, target, body string
		pathOnly                   bool
		want, digest               string
	}{
		{
			name: "a path alone", method: "GET", target: "/v1/orders",
			want: whole + `tO9qP2G4ptpXMQPRHNBYtiF29tgHjiUJNAOcfqURD1Y="`,
		},
		{
			name: "a path with a query", method: "GET", target: "/v1/orders?page=1&per_page=50&offset=0",
			want: whole + `fRTgMY9MzhMYizOfYuk15uIGkafEB/eQ0BM/s6kKZzM="`,
		},
		{
			name: "only the path of it, for gateways that look no further", method: "GET", target: "/v1/orders?page=1&per_page=50&offset=0",
			pathOnly: true, want: whole + `tO9qP2G4ptpXMQPRHNBYtiF29tgHjiUJNAOcfqURD1Y="`,
		},
		{
			name: "a body by its digest", method: "PUT", target: "/v1/orders/123/preparing", body: "{}",
			want: `hmac username="apidemo", algorithm="hmac-sha256", headers="x-date request-line digest", ` +
				`signature="Mb/J/WtU6LCMEmSFI2JuNpMWubHyNF6l/VWT2jCJMeM="`,
			digest: "SHA-256=RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := http.NewRequest(c.method, "https://api.cyberbiz.co"+c.target, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			kong("apidemo", "apidemo", c.pathOnly)(r, []byte(c.body), signedAt)
			want := http.Header{"Authorization": {c.want}, "X-Date": {"Tue, 28 Aug 2018 05:15:33 GMT"}}
			if c.digest != "" {
				want.Set("Digest", c.digest)
			}
			if diff := cmp.Diff(want, r.Header); diff != "" {
				t.Errorf("headers (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheTargetIsSignedAsItGoesOnTheWire(t *testing.T) {
	sign := func(target string) string {
		r, err := http.NewRequest("GET", "https://api.cyberbiz.co"+target, nil)
		if err != nil {
			t.Fatal(err)
		}
		kong("u", "s", false)(r, nil, signedAt)
		return r.Header.Get("Authorization")
	}
	if sign("/v1/orders?b=2&a=1") == sign("/v1/orders?a=1&b=2") {
		t.Error("two orders of a query have one signature")
	}
	if sign("/v1/orders?at=1%3A2") == sign("/v1/orders?at=1:2") {
		t.Error("two writings of a character have one signature")
	}
}
