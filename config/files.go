package config

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
)

// maxSecret is the largest secret file in bytes.
const maxSecret = 64 << 10

var (
	errTooLarge   = errors.New("is too large")
	errEmpty      = errors.New("is empty")
	errNotRegular = errors.New("is not a regular file")
)

// readSecret reads a file that holds one value, without the line end that editors and `echo` leave behind.
func readSecret(file string) (string, error) {
	info, err := os.Stat(file)
	if err != nil {
		return "", err
	}
	// A pipe would block, and a reload would find it empty.
	if !info.Mode().IsRegular() {
		return "", errNotRegular
	}
	data, err := readLimited(file, maxSecret)
	return strings.TrimRight(string(data), "\r\n"), err
}

func readLimited(file string, limit int64) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = errTooLarge
	}
	return data, err
}

// reason is an error of this file in words, without the path that its caller has printed already.
func reason(err error) string {
	var at *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, fs.ErrPermission):
		return "no permission to read it"
	case errors.As(err, &at):
		return at.Err.Error()
	}
	return err.Error()
}
