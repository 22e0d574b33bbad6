package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"
)

// Asset is a file that the browser keeps: its name holds a digest of its content, so that it never changes.
type Asset struct {
	Type string // MIME
	Body []byte
	Gzip []byte // the body compressed
}

// types are the MIME types of assets/ by ending.
var types = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png",
	".webp": "image/webp", ".woff2": "font/woff2",
}

// Asset returns a file by its name with the digest, and false when there is none.
func (w *Web) Asset(name string) (Asset, bool) {
	a, ok := w.assets[name]
	return a, ok
}

// asset is the address of a file.
func (w *Web) asset(name string) (string, error) {
	hashed, ok := w.hashed[name]
	if !ok {
		return "", fmt.Errorf("there is no asset %q", name)
	}
	return "/admin/assets/" + hashed, nil
}

func readAssets(files fs.FS) (map[string]Asset, map[string]string, error) {
	assets, hashed := map[string]Asset{}, map[string]string{}
	names, err := fs.Glob(files, "assets/*")
	if err != nil {
		return nil, nil, err
	}
	for _, file := range names {
		body, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, nil, err
		}
		ending := path.Ext(file)
		mime, ok := types[ending]
		if !ok {
			return nil, nil, fmt.Errorf("%s: no MIME type is known for it", file)
		}
		sum := sha256.Sum256(body)
		name := path.Base(file)
		long := strings.TrimSuffix(name, ending) + "." + hex.EncodeToString(sum[:6]) + ending
		packed, err := pack(body)
		if err != nil {
			return nil, nil, err
		}
		assets[long], hashed[name] = Asset{mime, body, packed}, long
	}
	return assets, hashed, nil
}

func pack(body []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(body); err != nil {
		return nil, err
	}
	err = z.Close()
	return b.Bytes(), err
}

func readIcons(files fs.FS) (map[string]template.HTML, error) {
	icons := map[string]template.HTML{}
	names, err := fs.Glob(files, "icons/*.svg")
	if err != nil {
		return nil, err
	}
	for _, file := range names {
		text, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, err
		}
		icons[strings.TrimSuffix(path.Base(file), ".svg")] = template.HTML(strings.TrimSpace(string(text))) //nolint:gosec // our own file
	}
	return icons, nil
}

// icon is a drawing of our own.
func (w *Web) icon(name string) (template.HTML, error) {
	svg, ok := w.icons[name]
	if !ok {
		return "", fmt.Errorf("there is no icon %q", name)
	}
	return svg, nil
}
