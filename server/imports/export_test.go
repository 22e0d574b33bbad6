package imports

// LookAt is the look at a file that lies somewhere; nil when it cannot be read at all.
func (f Formats) LookAt(path string) *Look { return f.look(&job{path: path}) }
