package formats

import "shopclerk/server/imports/fields"

// Surveyor is a format that can only tell which rows belong together once it has seen all of them, as the same thing has
// two names in its files. An import of such a format begins with Survey, and goes on with what that returns.
type Surveyor[C any] interface {
	Format[C]
	// Survey begins the survey of one file. The format itself does not change.
	Survey() Survey[C]
}

// Survey is a format that learns from the rows of one file.
type Survey[C any] interface {
	Format[C]
	Grouper
	// See is called once with every row that can be read, in the order of the file, before the first Group. It says
	// nothing in the row's notes.
	See(row fields.Fields)
}
