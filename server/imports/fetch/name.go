package fetch

import (
	"mime"
	"net/http"
	"path"
	"strings"
)

const maxName = 100 // characters

// fileName is what the server calls the file, or else how the last or the first address ends. One with an ending, such as
// .csv, goes first, for addresses often end in words such as "download".
func fileName(response *http.Response, t *trip) string {
	names := []string{cleanName(t.last.Path), cleanName(t.first.Path)}
	if _, parameters, err := mime.ParseMediaType(response.Header.Get("Content-Disposition")); err == nil {
		names = append([]string{cleanName(parameters["filename"])}, names...)
	}
	first := ""
	for _, name := range names {
		if path.Ext(name) != "" {
			return name
		}
		if first == "" {
			first = name
		}
	}
	return first
}

// cleanName is the last part of a path, of which too long a name keeps its end.
func cleanName(text string) string {
	name := clean(path.Base(strings.ReplaceAll(text, `\`, "/")), 1000)
	if chars := []rune(name); len(chars) > maxName {
		name = string(chars[len(chars)-maxName:])
	}
	if strings.Trim(name, "./ ") == "" {
		return ""
	}
	return name
}
