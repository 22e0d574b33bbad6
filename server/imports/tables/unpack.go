package tables

import (
	"archive/zip"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// What unpacking may yield. Texts of many like rows shrink to a fiftieth; what shrinks much more was made to fill a disk.
const (
	maxUnpacked = 8 << 30
	maxRatio    = 200
	freeUnpack  = 64 << 20 // however small the packed file is
)

var (
	gzipMagic     = []byte("\x1f\x8b")
	zipMagic      = []byte("PK\x03\x04")
	emptyZipMagic = []byte("PK\x05\x06")
)

var errTwicePacked = errors.New("the file is packed twice; unpack it once")

// unpackLimit is how many bytes a packed file of a size may yield.
func unpackLimit(size int64) int64 {
	return min(maxUnpacked, maxRatio*min(size, maxUnpacked)+freeUnpack)
}

// unpacked reads what a packed file holds, up to the limit. Its errors tell of the packing, and stay.
type unpacked struct {
	r       io.Reader
	packing string
	left    int64
	err     error
}

// Read reads.
func (u *unpacked) Read(p []byte) (int, error) {
	if u.err != nil {
		return 0, u.err
	}
	n, err := u.r.Read(p)
	u.left -= int64(n)
	switch {
	case u.left < 0:
		u.err = fmt.Errorf("the %s file unpacks to more than %d times its size or %d GiB; is it damaged?", u.packing, maxRatio, maxUnpacked>>30)
	case err != nil && !errors.Is(err, io.EOF):
		u.err = damaged(u.packing, err)
	default:
		u.err = err
	}
	return n, u.err
}

// damaged says in which way a packed file cannot be unpacked.
func damaged(packing string, err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("the %s file ends too early; it was cut off when it was copied or sent", packing)
	case errors.Is(err, zip.ErrAlgorithm):
		return errors.New("the zip file is packed in a way that is not read; pack it again as a plain zip file")
	}
	return fmt.Errorf("the %s file is damaged: %w", packing, err)
}

func gunzip(s *stored) (io.Reader, error) {
	r, err := gzip.NewReader(s.reader())
	if err != nil {
		return nil, damaged("gzip", err)
	}
	return &unpacked{r: r, packing: "gzip", left: unpackLimit(s.size)}, nil
}

// unzip reads the only file of an archive.
func unzip(archive *zip.Reader, size int64) (io.Reader, error) {
	file, err := onlyFile(archive)
	if err != nil {
		return nil, err
	}
	const locked = 1 // a flag of the format
	if file.Flags&locked != 0 {
		return nil, errors.New("the zip file is locked with a password; pack it without one")
	}
	r, err := file.Open()
	if err != nil {
		return nil, damaged("zip", err)
	}
	return &unpacked{r: r, packing: "zip", left: unpackLimit(size)}, nil
}

func onlyFile(archive *zip.Reader) (*zip.File, error) {
	var files []*zip.File
	var names []string
	for _, file := range archive.File {
		name := strings.ToValidUTF8(strings.ReplaceAll(file.Name, `\`, "/"), "?")
		switch {
		case !filepath.IsLocal(strings.TrimSuffix(name, "/")) || strings.Contains(name, ":"):
			return nil, fmt.Errorf("the zip file holds %q, a name that leads out of its folder", clip(name))
		case name == "mimetype": // which only these documents have
			return nil, errors.New("the file is a document in an open format (such as .ods); save the table as .xlsx")
		case strings.HasSuffix(name, "/") || strings.HasPrefix(name, "__MACOSX/"): // what macOS adds to each file
			continue
		}
		files = append(files, file)
		if len(names) < 5 {
			names = append(names, clip(name))
		}
	}
	switch {
	case len(files) == 0:
		return nil, errors.New("the zip file is empty")
	case len(files) > len(names):
		names = append(names, "…")
	}
	if len(files) > 1 {
		return nil, fmt.Errorf("the zip file holds %d files, not one: %s", len(files), strings.Join(names, ", "))
	}
	return files[0], nil
}

// unpackTo writes what is unpacked to a file of a folder.
func unpackTo(dir string, r io.Reader) (*os.File, int64, error) {
	file, err := os.Create(filepath.Join(dir, "unpacked"))
	if err != nil {
		return nil, 0, fmt.Errorf("no space for temporary files: %w", err)
	}
	size, err := io.Copy(file, r)
	if err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	return file, size, nil
}
