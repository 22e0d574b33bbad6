package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
)

// file opens a file of this machine.
func (c Client) file(ctx context.Context, r Request) (Result, error) {
	info, err := os.Stat(r.Path) // before it is opened: opening a pipe waits for its other end
	if err != nil {
		return Result{}, fmt.Errorf("%s: %w", r.Path, fileError(err))
	}
	result := Result{
		Body: http.NoBody, Name: cleanName(filepath.Base(r.Path)),
		ETag: fileTag(info), LastModified: info.ModTime().UTC().Format(http.TimeFormat),
	}
	switch {
	case info.IsDir():
		return Result{}, fmt.Errorf("%s: it is a folder, not a file", r.Path)
	case !info.Mode().IsRegular():
		return Result{}, fmt.Errorf("%s: it is not a regular file", r.Path)
	case info.Size() > c.most():
		return Result{}, fmt.Errorf("%s: %w", r.Path, tooLarge(c.most()))
	case result.ETag == r.ETag:
		result.NotModified = true
		return result, nil
	}
	f, err := os.Open(r.Path)
	if err != nil {
		return Result{}, fmt.Errorf("%s: %w", r.Path, fileError(err))
	}
	result.Body = &fileBody{file: f, ctx: ctx, path: r.Path, tag: result.ETag, left: info.Size()}
	return result, nil
}

// fileTag is an ETag that is another one as soon as the size, the time of the last change or the file itself is.
func fileTag(info fs.FileInfo) string {
	return fmt.Sprintf(`"%x-%x-%x"`, info.Size(), info.ModTime().UnixNano(), inode(info))
}

// fileBody is an open file that must stay as it is until it is read. The file is not embedded: io.Copy would then find
// its WriteTo, and pass by Read.
type fileBody struct {
	file *os.File
	ctx  context.Context
	path string
	tag  string
	left int64 // bytes
}

// Read reads on. A file that somebody is still writing has no end worth the name: there the error takes the place of io.EOF.
func (b *fileBody) Read(p []byte) (int, error) {
	if b.ctx.Err() != nil {
		return 0, fmt.Errorf("%s: %w", b.path, context.Cause(b.ctx))
	}
	n, err := b.file.Read(p)
	b.left -= int64(n)
	switch {
	case b.left < 0 || errors.Is(err, io.EOF) && b.changed():
		return n, fmt.Errorf("%s: it was changed while it was read", b.path)
	case err == nil || errors.Is(err, io.EOF):
		return n, err
	}
	return n, fmt.Errorf("%s: %w", b.path, fileError(err))
}

func (b *fileBody) changed() bool {
	info, err := b.file.Stat()
	return err != nil || fileTag(info) != b.tag
}

// Close closes the file.
func (b *fileBody) Close() error { return b.file.Close() }

// fileError puts an error of the system in words, without the path that stands before them.
func fileError(err error) error {
	var at *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return told{"there is no such file", err}
	case errors.Is(err, fs.ErrPermission):
		return told{"this program may not read it", err}
	case errors.As(err, &at):
		return at.Err
	}
	return err
}
