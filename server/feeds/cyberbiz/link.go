package cyberbiz

import (
	"encoding/json"
	"net/url"
	"strings"
	"unicode/utf8"
)

// page reads the address of a page of the shop, which may be without a scheme, or a path.
func (r reader) page(key string, most int) string {
	return r.absolute(key, clean(r.Text(key)), link{host: r.of.Domain, most: most})
}

// picture reads the address of a picture, which is mostly a path.
func (r reader) picture(key string, most int) string {
	return r.absolute(key, clean(r.Text(key)), link{host: r.of.ImageHost, most: most})
}

// firstPicture is the first of a list of addresses.
func (r reader) firstPicture(key string, most int) string {
	var list []json.RawMessage
	if r.Has(key) && json.Unmarshal(r.Object[key], &list) != nil {
		r.warn(key, "is not a list and was left out")
	}
	for _, text := range r.Texts(key) {
		if address := r.absolute(key, clean(text), link{host: r.of.ImageHost, most: most}); address != "" {
			return address
		}
	}
	return ""
}

// link is what an address has to be.
type link struct {
	host string // where a path is of
	most int    // characters
}

// absolute makes a whole address of what is written. What is none would make Messenger refuse the whole message.
func (r reader) absolute(key, text string, l link) string {
	if text == "" {
		if r.nested(key) {
			r.warn(key, "is not a web address and was left out")
		}
		return ""
	}
	text = strings.ReplaceAll(text, " ", "%20")
	switch first, _, _ := strings.Cut(text, "/"); {
	case strings.HasPrefix(text, "//"):
		text = "https:" + text
	case !strings.Contains(first, ":") && l.host != "":
		text = "https://" + l.host + "/" + strings.TrimPrefix(text, "/")
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || strings.ContainsAny(text, "\t\n<>\"") {
		r.warn(key, "is not a web address and was left out")
		return ""
	}
	if utf8.RuneCountInString(text) > l.most {
		r.warn(key, "is longer than %d characters and was left out", l.most)
		return ""
	}
	return text
}
