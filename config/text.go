package config

import (
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"
)

var (
	idPattern       = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}$`)
	indexPattern    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)
	currencyPattern = regexp.MustCompile(`^[A-Z]{3}$`)
	hostPattern     = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$`)
	headerPattern   = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")
	segmentPattern  = regexp.MustCompile(`^[A-Za-z0-9_~-][A-Za-z0-9._~-]{7,}$`)
	digitsPattern   = regexp.MustCompile(`^[0-9]+$`)
	tokenPattern    = regexp.MustCompile(`^[!-~]+$`)
	apiPathPattern  = regexp.MustCompile(`^(/[A-Za-z0-9_-]+)+$`)
	zeekPattern     = regexp.MustCompile(`^[A-Z]{2,5}$`)
)

const idRule = "must be 1 to 64 lower-case letters, digits, - and _, beginning with a letter or a digit"

// validURL tells whether the text is an absolute http or https address. Braces may stand in its path and query.
func validURL(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" &&
		!strings.ContainsFunc(text, unicode.IsSpace)
}

// validTemplate tells whether every brace of the text belongs to a known {placeholder}.
func validTemplate(text string, known ...string) bool {
	for _, name := range known {
		text = strings.ReplaceAll(text, "{"+name+"}", "")
	}
	return !strings.ContainsAny(text, "{}")
}

// validListen tells whether the text is host:port, the host possibly empty.
func validListen(text string) bool {
	host, port, err := net.SplitHostPort(text)
	if err != nil || strings.ContainsAny(host, "/ ") {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err == nil
}

// validHost tells whether the text is host or host:port, with neither scheme nor path.
func validHost(text string) bool {
	if host, port, ok := strings.Cut(text, ":"); ok {
		return hostPattern.MatchString(host) && validListen(host+":"+port)
	}
	return hostPattern.MatchString(text)
}

// parsePrefix reads a network, or one address as the network of its full length.
func parsePrefix(text string) (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(text); err == nil {
		return p.Masked(), true
	}
	a, err := netip.ParseAddr(text)
	if err != nil || a.Zone() != "" {
		return netip.Prefix{}, false
	}
	// A request's address is unmapped before it is compared, so this one is too.
	a = a.Unmap()
	return netip.PrefixFrom(a, a.BitLen()), true
}

func validCurrency(code string) bool {
	_, err := currency.ParseISO(code)
	return err == nil && currencyPattern.MatchString(code)
}

// validRegion takes only the code itself: the library also takes UK for GB, and 158 for TW.
func validRegion(code string) bool {
	region, err := language.ParseRegion(code)
	return err == nil && region.IsCountry() && region.Canonicalize().String() == code
}

// printable tells whether a text can be sent in an HTTP header as it is.
func printable(text string) bool {
	outside := func(c rune) bool { return c < ' ' || c > '~' }
	return !strings.ContainsFunc(text, outside) && strings.TrimSpace(text) == text
}

// choice writes "a, b or c".
func choice(values []string) string {
	last := len(values) - 1
	return strings.Join(values[:last], ", ") + " or " + values[last]
}
