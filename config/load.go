package config

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// maxFile is far above any real configuration, in bytes; it keeps a wrong --config from filling the memory.
const maxFile = 1 << 20

// Options says where a configuration comes from.
type Options struct {
	// File is the file the user named, or "". It is relative to Dir.
	File string
	// Env is the environment in the form of os.Environ.
	Env []string
	// Dir is the working directory, "" for the process's own. Paths from the command line and the environment are
	// relative to it; paths in the file are relative to the file.
	Dir string
}

// Load finds the file (Options.File, SHOPCLERK_CONFIG, shopclerk.yaml, data/shopclerk.yaml), reads it and checks it.
// The error is ErrNoFile when no file was named and none was found, and *Problems in every other case.
func Load(o Options) (*Config, error) {
	file, err := find(o)
	if err != nil {
		return nil, err
	}
	data, err := readLimited(file, maxFile)
	if err != nil {
		return nil, single(file, file+": "+reason(err))
	}
	o.File = file
	return Parse(data, o)
}

// Parse checks the bytes of a configuration file; Options.File only says where they stood. The error is *Problems.
func Parse(data []byte, o Options) (*Config, error) {
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, single(o.File, "the working directory is unknown")
	}
	file, base := "", dir
	if o.File != "" {
		file = absolute(dir, o.File)
		base = filepath.Dir(file)
	}
	r, env := newReport(), environment(o.Env)
	r.from = overrides(r, env, dir)
	tree := readTree(data, &reader{report: r, env: env, dir: base})
	if tree == nil {
		return nil, r.problems(file)
	}
	c := decode(r, tree).check(r, base)
	c.File, c.Warnings = file, append(unknownVariables(env), r.warnings...)
	if err := r.problems(file); err != nil {
		return nil, err
	}
	return c, nil
}

// find gives the absolute path of the configuration file, or ErrNoFile, or *Problems.
func find(o Options) (string, error) {
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return "", single(o.File, "the working directory is unknown")
	}
	set, err := variable(environment(o.Env), "SHOPCLERK_CONFIG", dir)
	if err != nil && o.File == "" {
		return "", single("", err.Error())
	}
	if strings.Contains(set.text, "\n") {
		// A whole configuration, which is not to be printed as if it were a path.
		return "", single("", "SHOPCLERK_CONFIG_FILE names a file that holds a path; SHOPCLERK_CONFIG names the configuration")
	}
	if named := cmp.Or(o.File, set.text); named != "" {
		return absolute(dir, named), nil
	}
	for _, usual := range []string{FileName, filepath.Join("data", FileName)} {
		file := filepath.Join(dir, usual)
		if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
			return file, nil
		}
	}
	return "", ErrNoFile
}

func single(file, text string) *Problems {
	return &Problems{File: file, List: []Problem{{Text: text}}}
}

func absolute(dir, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(dir, path)
}
