package fields

// Column is what a name is called in the file, "" when no column stands for it.
func (f Fields) Column(name string) string { return f.column(name) }
