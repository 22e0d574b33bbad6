package fetch_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"shopclerk/server/imports/fetch"
)

// The two ways in which an address is refused.
const (
	open   = ""
	inside = "allow_private"
	never  = "where no file is fetched from"
)

func TestAddressesAreRefusedByWhereTheyLie(t *testing.T) {
	for _, c := range []struct{ name, address, want string }{
		{"a public address is open", "93.184.215.14", open},
		{"a public IPv6 address is open", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", open},
		{"so is the last address before the private ones", "9.255.255.255", open},
		{"and the first one after", "11.0.0.0", open},
		{"172.15 is public", "172.15.255.255", open},
		{"172.32 is public", "172.32.0.0", open},
		{"100.63 is public", "100.63.255.255", open},
		{"100.128 is public", "100.128.0.0", open},
		{"198.17 is public", "198.17.255.255", open},
		{"198.20 is public", "198.20.0.0", open},
		{"223 is public", "223.255.255.255", open},

		{"loopback", "127.0.0.1", inside},
		{"all of loopback", "127.255.255.254", inside},
		{"IPv6 loopback", "::1", inside},
		{"IPv6 loopback with a zone", "::1%lo", inside},
		{"10/8", "10.0.0.1", inside},
		{"172.16/12 from its beginning", "172.16.0.0", inside},
		{"172.16/12 to its end", "172.31.255.255", inside},
		{"192.168/16", "192.168.1.1", inside},
		{"a carrier's network", "100.64.0.1", inside},
		{"a carrier's network to its end", "100.127.255.255", inside},
		{"benchmarks", "198.19.255.255", inside},
		{"private IPv6", "fc00::1", inside},
		{"private IPv6 as it is used", "fd12:3456::1", inside},

		{"unspecified, which some systems take for loopback", "0.0.0.0", never},
		{"all of 0/8", "0.1.2.3", never},
		{"unspecified IPv6", "::", never},
		{"the clouds' metadata", "169.254.169.254", never},
		{"any link-local address", "169.254.0.1", never},
		{"link-local IPv6", "fe80::1", never},
		{"link-local IPv6 with a zone", "fe80::1%eth0", never},
		{"site-local IPv6", "fec0::1", never},
		{"metadata of a cloud in a carrier's range", "100.100.100.200", never},
		{"metadata of a cloud at a public address", "168.63.129.16", never},
		{"metadata of a cloud at a private IPv6 address", "fd00:ec2::254", never},
		{"metadata of another cloud at one", "fd20:ce::254", never},
		{"multicast", "224.0.0.1", never},
		{"multicast to its end", "239.255.255.255", never},
		{"IPv6 multicast", "ff02::1", never},
		{"broadcast", "255.255.255.255", never},
		{"reserved", "240.0.0.1", never},
		{"reserved for protocols", "192.0.0.192", never},
		{"documentation", "192.0.2.1", never},
		{"documentation, the second range", "198.51.100.1", never},
		{"documentation, the third range", "203.0.113.1", never},
		{"IPv6 documentation", "2001:db8::1", never},
		{"the new IPv6 documentation", "3fff::1", never},
		{"IPv6 benchmarks", "2001:2::1", never},
		{"a discarding address", "100::1", never},
		{"IPv6 that is not given out", "4000::1", never},
		{"the old relays of 6to4", "192.88.99.1", never},

		{"a mapped loopback address is loopback", "::ffff:127.0.0.1", inside},
		{"a mapped private address is private", "::ffff:10.0.0.1", inside},
		{"a mapped metadata address is metadata", "::ffff:169.254.169.254", never},
		{"a mapped public address is public", "::ffff:93.184.215.14", open},
		{"a compatible address is reserved", "::7f00:1", never},
		{"NAT64 of loopback is loopback", "64:ff9b::7f00:1", inside},
		{"NAT64 of a private address is private", "64:ff9b::c0a8:101", inside},
		{"NAT64 of metadata is metadata", "64:ff9b::a9fe:a9fe", never},
		{"NAT64 of a public address is public", "64:ff9b::5db8:d70e", open},
		{"NAT64 of a network's own", "64:ff9b:1::7f00:1", never},
		{"6to4 of loopback", "2002:7f00:1::1", never},
		{"6to4 of a public address", "2002:5db8:d70e::1", never},
		{"Teredo", "2001:0:4136:e378:8000:63bf:3fff:fdd2", never},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := netip.MustParseAddr(c.address)
			check(t, fetch.CheckAddress(a, false), c.want)
			check(t, fetch.Guard(false, "tcp", netip.AddrPortFrom(a, 443).String()), c.want)
			allowed := c.want
			if allowed == inside {
				allowed = open
			}
			check(t, fetch.CheckAddress(a, true), allowed)
			check(t, fetch.Guard(true, "tcp", netip.AddrPortFrom(a, 443).String()), allowed)
		})
	}
}

func check(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case want == open && err != nil:
		t.Errorf("is refused: %v", err)
	case want != open && !errors.Is(err, fetch.ErrRefused):
		t.Errorf("is not refused: %v", err)
	case want != open && !strings.Contains(err.Error(), want):
		t.Errorf("%q does not hold %q", err, want)
	}
}

func TestWhatIsNoAddressIsNotConnectedTo(t *testing.T) {
	for _, address := range []string{"", "localhost:80", "127.0.0.1", "/run/some.sock", "[::1]"} {
		if err := fetch.Guard(true, "tcp", address); !errors.Is(err, fetch.ErrRefused) {
			t.Errorf("%q: %v", address, err)
		}
	}
}
