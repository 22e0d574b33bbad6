package fetch_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopclerk/server/imports/fetch"
)

// drop is a new file with a text, last changed at noon.
func drop(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "products.csv")
	put(t, path, text)
	return path
}

func put(t *testing.T, path, text string) {
	t.Helper()
	noon := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	if err := errors.Join(os.WriteFile(path, []byte(text), 0o600), os.Chtimes(path, noon, noon)); err != nil {
		t.Fatal(err)
	}
}

func TestAFileOfThisMachineIsRead(t *testing.T) {
	path := drop(t, "sku\nA-1\n")
	got, err := fetch.Client{}.Get(context.Background(), fetch.Request{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	var text bytes.Buffer
	if _, err := io.Copy(&text, got.Body); text.String() != "sku\nA-1\n" || err != nil {
		t.Errorf("%q %v", text.String(), err)
	}
	tag := got.ETag
	got.Body, got.ETag = nil, ""
	if diff := cmp.Diff(fetch.Result{LastModified: "Sat, 31 Jan 2026 12:00:00 GMT", Name: "products.csv"}, got); diff != "" || len(tag) < 8 {
		t.Error(tag, diff)
	}
}

func TestAFileIsTakenAgainWhenItIsAnother(t *testing.T) {
	for _, c := range []struct {
		name    string
		change  func(t *testing.T, path string) error
		changed bool
	}{
		{"the same file is not", func(*testing.T, string) error { return nil }, false},
		{"nor is one that was only read", func(_ *testing.T, path string) error { _, err := os.ReadFile(path); return err }, false},
		{"another size is another file", func(t *testing.T, path string) error { put(t, path, "sku\nA-10\n"); return nil }, true},
		{"so is another time", func(_ *testing.T, path string) error {
			later := time.Date(2026, 1, 31, 12, 0, 0, 1000, time.UTC)
			return os.Chtimes(path, later, later)
		}, true},
		{"so is one that was put in its place with the same size and time", func(t *testing.T, path string) error {
			put(t, path+".new", "sku\nA-2\n")
			return os.Rename(path+".new", path)
		}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := drop(t, "sku\nA-1\n")
			first, err := fetch.Client{}.Get(context.Background(), fetch.Request{Path: path})
			if err != nil {
				t.Fatal(err)
			}
			defer first.Body.Close()
			if err := c.change(t, path); err != nil {
				t.Fatal(err)
			}
			second, err := fetch.Client{}.Get(context.Background(), fetch.Request{Path: path, ETag: first.ETag})
			if err != nil {
				t.Fatal(err)
			}
			defer second.Body.Close()
			if second.NotModified == c.changed || (second.ETag != first.ETag) != c.changed {
				t.Errorf("not modified %t, tags %s and %s", second.NotModified, first.ETag, second.ETag)
			}
		})
	}
}

func TestAFileThatIsStillWrittenIsNoFile(t *testing.T) {
	for name, text := range map[string]string{"longer": "sku\nA-1\nA-2\n", "shorter": "sku\n", "of the same length": "sku\nB-1\n"} {
		t.Run(name, func(t *testing.T) {
			path := drop(t, "sku\nA-1\n")
			got, err := fetch.Client{}.Get(context.Background(), fetch.Request{Path: path})
			if err != nil {
				t.Fatal(err)
			}
			defer got.Body.Close()
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, got.Body); err == nil || err.Error() != path+": it was changed while it was read" {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestAFileThatGrowsIsNotReadForever(t *testing.T) {
	path := drop(t, "sku\nA-1\n")
	got, err := fetch.Client{}.Get(context.Background(), fetch.Request{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	put(t, path, "sku\nA-1\nA-2\nA-3\nA-4\n")
	if _, err := io.ReadFull(got.Body, make([]byte, 8)); err != nil {
		t.Fatal(err)
	}
	if _, err := got.Body.Read(make([]byte, 1)); err == nil {
		t.Error("it is read behind its end")
	}
}

func TestWhatIsNoFileIsSaidSo(t *testing.T) {
	path, dir := drop(t, "sku\nA-1\n"), t.TempDir()
	fails(t, fetch.Client{}, fetch.Request{Path: dir}, dir+": it is a folder, not a file")
	fails(t, fetch.Client{MaxBytes: 7}, fetch.Request{Path: path}, path+": the file is larger than 7 bytes")
	if err := fails(t, fetch.Client{}, fetch.Request{Path: path + "x"}, path+"x: there is no such file"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
	if _, err := read(t, fetch.Client{}, fetch.Request{Path: os.DevNull}); err == nil || err.Error() != os.DevNull+": it is not a regular file" {
		t.Errorf("a device: %v", err)
	}
}

func TestTheContextEndsTheReadingOfAFile(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	got, err := fetch.Client{}.Get(ctx, fetch.Request{Path: drop(t, "sku")})
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	cancel()
	if _, err := io.ReadAll(got.Body); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
