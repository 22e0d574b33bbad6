package cyberbiz

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"shopclerk/server/feeds"
)

// perPage is the platform's largest page.
const perPage = 50

// maxPage ends a list that would never end by itself.
const maxPage = 200_000

// readList reads the objects of a page. The platform says null, or nothing with 204 and 206, when there are none. What is no
// object in the list is counted as odd: one such thing must not keep the others out for ever.
func readList(a answer) (objects []feeds.Object, odd int, err error) {
	body := bytes.Trim(a.body, " \t\r\n") // all that JSON takes for space
	switch {
	case len(body) == 0 && a.status != http.StatusOK, bytes.Equal(body, []byte("null")):
		return nil, 0, nil
	case len(body) > 0 && body[0] == '{':
		return nil, 0, errors.New("the answer is an object, where a list was asked for")
	case len(body) == 0 || body[0] != '[':
		return nil, 0, errors.New("the answer is no JSON: base_url may lead to a page for people")
	}
	var all []feeds.Object
	var wrongType *json.UnmarshalTypeError // it is told after everything was read, and the object is then nil
	if err := json.Unmarshal(body, &all); err != nil && !errors.As(err, &wrongType) {
		return nil, 0, errors.New("the answer is cut short, or no JSON") // the error of the parser would quote it
	}
	for _, o := range all {
		if o == nil {
			odd++
			continue
		}
		objects = append(objects, o)
	}
	return objects, odd, nil
}

// position is where a pull stands.
type position struct {
	page  int
	total int // the fewest objects that the list was said to have so far, -1 when nothing was said
}

// cursor writes a position, such as "7/1234", or "7" when no total is known.
func (p position) cursor() string {
	if p.total < 0 {
		return strconv.Itoa(p.page)
	}
	return fmt.Sprintf("%d/%d", p.page, p.total)
}

// parseCursor reads a position; "" is the beginning.
func parseCursor(cursor string) (position, error) {
	if cursor == "" {
		return position{1, -1}, nil
	}
	left, right, totalled := strings.Cut(cursor, "/")
	page, err := strconv.Atoi(left)
	total := -1
	if err == nil && totalled {
		total, err = strconv.Atoi(right)
	}
	if err != nil || page < 1 || page > maxPage || totalled && total < 0 {
		return position{}, errors.New("the cursor is none of this list")
	}
	return position{page, total}, nil
}

// next is the cursor after a page that had so many entries, "" after the last one.
//
// A page is a number, not a place: an object that is changed while a window is read leaves it, those behind move up, and
// one of them gets onto a page that was read before. The total tells it, and then as many pages are read again.
func (p position) next(h http.Header, entries int) (string, error) {
	total := headerCount(h, "X-Total")
	after := position{p.page + 1, p.total}
	if total >= 0 && (p.total < 0 || total < p.total) {
		after.total = total
	}
	if left := p.total - after.total; p.total >= 0 && left > 0 && p.page > 1 {
		size := pageSize(h)
		after.page = max(1, p.page-(left+size-1)/size)
		return after.cursor(), nil
	}
	more, err := p.more(h, entries)
	switch {
	case err != nil || !more:
		return "", err
	case after.page > maxPage:
		return "", fmt.Errorf("the list has no end after %d pages", maxPage)
	}
	return after.cursor(), nil
}

// more reports whether a page follows. The header of the next page is empty on the last; some gateways drop it then.
func (p position) more(h http.Header, entries int) (bool, error) {
	if entries == 0 { // whatever the headers say: there would be no end
		return false, nil
	}
	if next := headerCount(h, "X-Next-Page"); next > 0 {
		if next <= p.page {
			return false, fmt.Errorf("the platform names page %d as the one after %d", next, p.page)
		}
		return true, nil
	}
	if told := h.Values("X-Next-Page"); len(told) > 0 && told[0] == "" {
		return false, nil
	}
	if pages := headerCount(h, "X-Total-Pages"); pages >= 0 {
		return p.page < pages, nil
	}
	return entries >= pageSize(h), nil
}

// pageSize is how many entries a full page has.
func pageSize(h http.Header) int {
	if told := headerCount(h, "X-Per-Page"); told > 0 && told <= perPage {
		return told
	}
	return perPage
}

// headerCount reads a header that counts something, -1 when it does not.
func headerCount(h http.Header, name string) int {
	n, err := strconv.Atoi(strings.TrimSpace(h.Get(name)))
	if err != nil || n < 0 {
		return -1
	}
	return n
}
