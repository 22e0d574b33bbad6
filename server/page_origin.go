package server

import (
	"net/http"
	"net/netip"
	"net/url"

	"shopclerk/config"
	"shopclerk/server/web"
)

// hashers is how many passwords are compared at once.
const hashers = 2

// newWeb reads the embedded page. A mistake in it is one of this program, and found by any test.
func newWeb() *web.Web {
	w, err := web.New()
	if err != nil {
		panic(err)
	}
	return w
}

// pageOrigins knows which pages may send a change: those of the host that is asked, and of public_url.
func pageOrigins(c *config.Config) *http.CrossOriginProtection {
	p := http.NewCrossOriginProtection()
	if c.PublicURL != "" {
		_ = p.AddTrustedOrigin(originOf(c.PublicURL)) // the configuration has checked it
	}
	return p
}

// trusted reports whether a request comes from a proxy that is believed.
func (s *state) trusted(r *http.Request) bool {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	for _, network := range s.config.TrustedProxies {
		if network.Contains(from.Addr().Unmap()) {
			return true
		}
	}
	return false
}

// originOf is an address without its path.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Scheme + "://" + u.Host
}
