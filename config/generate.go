package config

import (
	"crypto/rand"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"text/template"
	"unicode/utf8"
)

// FileName is the name of the file that Generate writes and Load looks for.
const FileName = "shopclerk.yaml"

//go:embed generated.yaml.tmpl
var generated string

// Generate makes the data directory (mode 0700, when it is not there) and writes shopclerk.yaml into it (mode 0600):
// one sample shop with fresh secrets, every path absolute. It gives the absolute path of the file. When the file is
// there already it stays as it is, and the error is fs.ErrExist with the path still given.
func Generate(dataDir string) (string, error) {
	dir, err := filepath.Abs(dataDir)
	if err != nil {
		return "", err
	}
	if !utf8.ValidString(dir) {
		return "", fmt.Errorf("data directory %q: its path is not valid UTF-8", dir)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	file := filepath.Join(dir, FileName)
	if _, err := os.Lstat(file); err == nil {
		return file, fmt.Errorf("%s: %w", file, fs.ErrExist)
	}
	return file, writeNew(file, firstFile(dir))
}

// firstFile is the text of the first configuration.
func firstFile(dir string) string {
	// Go's quoting is a subset of YAML's, and ${ would be expanded when the file is read.
	quoted := strconv.Quote(strings.ReplaceAll(dir, "${", "$${"))
	var out strings.Builder
	data := map[string]string{"DataDir": quoted, "Token": newSecret(), "JoinChat": newSecret(), "Bothub": newSecret()}
	template.Must(template.New(FileName).Parse(generated)).Execute(&out, data)
	return out.String()
}

// newSecret is 24 random bytes as 48 hexadecimal digits, which no shell and no YAML parser reads as anything else.
func newSecret() string {
	var b [24]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// writeNew writes the whole file or nothing, and never over another: of two first starts at once one wins, and the
// secrets it prints are those that stay.
func writeNew(file, text string) error {
	temp, err := os.CreateTemp(filepath.Dir(file), ".shopclerk-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.WriteString(text)
	err = errors.Join(err, temp.Sync(), temp.Close())
	if err != nil {
		return err
	}
	err = os.Link(temp.Name(), file)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = os.Rename(temp.Name(), file) // a file system without hard links
	}
	if err != nil {
		return err
	}
	return syncDir(filepath.Dir(file))
}

// syncDir makes the new name durable. Some systems cannot sync a directory, which is no reason to stop.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = d.Sync()
	return d.Close()
}
