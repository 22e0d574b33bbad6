package fetch

import (
	"context"
	"fmt"
	"net/netip"
	"syscall"
)

// block is a range of addresses that no shop's file comes from over the internet.
type block struct {
	prefix netip.Prefix
	what   string
	own    bool // a file server of the own network may be there
}

// blocks follow the registries of special addresses; of several that hold an address the first one counts.
// https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry
//
// The clouds tell a machine its keys at link-local addresses and at the single ones named here, so that these stay shut
// even for those who have a file server inside.
var blocks = []block{
	{netip.MustParsePrefix("0.0.0.0/8"), "an unspecified address", false},
	{netip.MustParsePrefix("10.0.0.0/8"), "a private address", true},
	{netip.MustParsePrefix("100.100.100.200/32"), "an address of a cloud's own services", false},
	{netip.MustParsePrefix("100.64.0.0/10"), "an address inside a carrier's network", true},
	{netip.MustParsePrefix("127.0.0.0/8"), "this machine itself", true},
	{netip.MustParsePrefix("168.63.129.16/32"), "an address of a cloud's own services", false},
	{netip.MustParsePrefix("169.254.0.0/16"), "a link-local address", false},
	{netip.MustParsePrefix("172.16.0.0/12"), "a private address", true},
	{netip.MustParsePrefix("192.0.0.0/24"), "a reserved address", false},
	{netip.MustParsePrefix("192.0.2.0/24"), "an address for documentation", false},
	{netip.MustParsePrefix("192.88.99.0/24"), "an address of 6to4 relays", false},
	{netip.MustParsePrefix("192.168.0.0/16"), "a private address", true},
	{netip.MustParsePrefix("198.18.0.0/15"), "an address for benchmarks", true},
	{netip.MustParsePrefix("198.51.100.0/24"), "an address for documentation", false},
	{netip.MustParsePrefix("203.0.113.0/24"), "an address for documentation", false},
	{netip.MustParsePrefix("224.0.0.0/4"), "a multicast address", false},
	{netip.MustParsePrefix("240.0.0.0/4"), "a reserved address", false}, // broadcast, too
	{netip.MustParsePrefix("::1/128"), "this machine itself", true},
	{netip.MustParsePrefix("2001::/23"), "a reserved address", false}, // Teredo and benchmarks, too
	{netip.MustParsePrefix("2001:db8::/32"), "an address for documentation", false},
	{netip.MustParsePrefix("2002::/16"), "a 6to4 address", false},
	{netip.MustParsePrefix("3fff::/20"), "an address for documentation", false},
	{netip.MustParsePrefix("fd00:ec2::254/128"), "an address of a cloud's own services", false},
	{netip.MustParsePrefix("fd20:ce::254/128"), "an address of a cloud's own services", false},
	{netip.MustParsePrefix("fc00::/7"), "a private address", true},
	{netip.MustParsePrefix("fe80::/10"), "a link-local address", false},
	{netip.MustParsePrefix("ff00::/8"), "a multicast address", false},
}

var (
	global = netip.MustParsePrefix("2000::/3")     // all of IPv6 that is given out to the internet
	nat64  = netip.MustParsePrefix("64:ff9b::/96") // how networks without IPv4 write an IPv4 address
)

// CheckAddress refuses an address that lies inside a network, or that no server has; the error is ErrRefused.
// allowPrivate opens loopback (127/8, ::1), private (RFC 1918, RFC 4193), carriers' (100.64/10) and benchmark (198.18/15)
// addresses, and nothing else.
func CheckAddress(a netip.Addr, allowPrivate bool) error {
	a = a.Unmap().WithZone("") // a prefix holds no address with a zone
	if nat64.Contains(a) {
		bytes := a.As16()
		a = netip.AddrFrom4([4]byte(bytes[12:]))
	}
	for _, b := range blocks {
		if !b.prefix.Contains(a) {
			continue
		}
		if !b.own {
			return refused(fmt.Sprintf("%s is %s, where no file is fetched from", a, b.what))
		}
		if !allowPrivate {
			return refused(fmt.Sprintf("%s is %s; allow_private in the config file lets it be reached", a, b.what))
		}
		return nil
	}
	if !a.Is4() && !global.Contains(a) {
		return refused(fmt.Sprintf("%s is a reserved address, where no file is fetched from", a))
	}
	return nil
}

// control is what a dialer asks before each connection.
type control func(ctx context.Context, network, address string, c syscall.RawConn) error

// guard checks the address that a connection is about to be made to. It is the last step before the connection, after the
// name was looked up, so that a name that answers differently a second time gains nothing.
func guard(allowPrivate bool) control {
	return func(_ context.Context, _, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return refused("the address of the host cannot be read")
		}
		return CheckAddress(to.Addr(), allowPrivate)
	}
}
