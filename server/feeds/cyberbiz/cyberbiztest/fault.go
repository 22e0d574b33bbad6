package cyberbiztest

import (
	"io"
	"net/http"
	"strconv"
)

// Fault is what goes wrong when a page is asked for.
type Fault struct {
	List  string // "orders", "products" or "customers"; "" is all of them
	Page  int    // 0 is all of them
	Times int    // how often; once when 0, and always when negative
	// Cut breaks the connection off in the middle of the page. Without it Status, Header and Body are the answer.
	Cut    bool
	Status int
	Header map[string]string
	Body   string
}

// What Kong's hmac says with 401, and the platform in the place of an empty list.
const (
	NoCredentials  = `{"message":"Unauthorized"}`
	WrongDate      = `{"message":"HMAC signature cannot be verified, a valid date or x-date header is required for HMAC Authentication"}`
	UnknownUser    = `{"message":"HMAC signature cannot be verified"}`
	WrongSignature = `{"message":"HMAC signature does not match"}`
	Null           = "null"
	Empty          = "[]" // with 206
)

// Break makes something go wrong from now on.
func (s *Shop) Break(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faults...)
}

// fault finds what is to go wrong with a call, and counts it.
func (s *Shop) fault(list string, r *http.Request) *Fault {
	page, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil {
		page = 1
	}
	for i := range s.faults {
		f := &s.faults[i]
		if f.List != "" && f.List != list || f.Page != 0 && f.Page != page {
			continue
		}
		found := *f
		if f.Times >= 0 {
			if f.Times--; f.Times <= 0 {
				s.faults = append(s.faults[:i], s.faults[i+1:]...)
			}
		}
		return &found
	}
	return nil
}

func (f *Fault) write(w http.ResponseWriter) {
	for name, value := range f.Header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(f.Status)
	io.WriteString(w, f.Body) //nolint:errcheck // the client went away
}

// cut sends half of a body whose length was told, and breaks off.
func cut(w http.ResponseWriter, body []byte) {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	w.Write(body[:len(body)/2])           //nolint:errcheck // the client went away
	http.NewResponseController(w).Flush() //nolint:errcheck // a recorder cannot
	panic(http.ErrAbortHandler)
}
