package server

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"

	"github.com/labstack/echo/v4"
)

const (
	csrfPurpose = "csrf"
	csrfField   = "csrf"
	csrfHeader  = "X-CSRF-Token"

	maxForm   = 1 << 20 // bytes of a form that is no upload
	firstPart = 4 << 10 // within which the first field of an upload ends
)

func randomBytes(b []byte) { rand.Read(b) } //nolint:errcheck // never fails

// sameOrigin refuses a change that another site's page sent: browsers say so in Sec-Fetch-Site, older ones in Origin. Behind a
// proxy that rewrites the Host, public_url tells what the page's own origin is.
func (s *Server) sameOrigin(r *http.Request) error {
	if err := s.state.Load().origins.Check(r); err != nil {
		return problem(http.StatusForbidden, "shared.error_origin")
	}
	return nil
}

// checkToken refuses a change that does not carry a token of this session's pages.
func checkToken(c echo.Context, open *openSession) error {
	given, err := givenToken(c)
	if err != nil {
		return err
	}
	if !hmac.Equal(unmasked(given), open.key(csrfPurpose)) {
		return problem(http.StatusForbidden, "shared.error_csrf")
	}
	return nil
}

// givenToken reads the token from the header, else from the form. Of an upload only the first field is read, for the rest of
// the body may be two gigabytes.
func givenToken(c echo.Context) (string, error) {
	r := c.Request()
	media, params, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	upload := err == nil && media == echo.MIMEMultipartForm
	if !upload {
		r.Body = http.MaxBytesReader(c.Response(), r.Body, maxForm)
	}
	if token := r.Header.Get(csrfHeader); token != "" {
		return token, nil
	}
	if upload {
		return firstField(r, params["boundary"])
	}
	if err := r.ParseForm(); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return "", echo.ErrStatusRequestEntityTooLarge
		}
		return "", problem(http.StatusBadRequest, "shared.error_refused_text")
	}
	return r.PostForm.Get(csrfField), nil
}

// firstField looks at the beginning of an upload and leaves the body as it was.
func firstField(r *http.Request, boundary string) (string, error) {
	body := bufio.NewReaderSize(r.Body, firstPart)
	start, err := body.Peek(firstPart) // an error is a body that is shorter
	if err != nil && !errors.Is(err, io.EOF) && len(start) == 0 {
		return "", problem(http.StatusBadRequest, "shared.error_refused_text")
	}
	r.Body = struct {
		io.Reader
		io.Closer
	}{body, r.Body}
	if boundary == "" {
		return "", nil
	}
	part, err := multipart.NewReader(bytes.NewReader(start), boundary).NextPart()
	if err != nil || part.FormName() != csrfField {
		return "", nil //nolint:nilerr // no token is a wrong one
	}
	token, err := io.ReadAll(part)
	if err != nil {
		return "", nil //nolint:nilerr // likewise
	}
	return string(token), nil
}
