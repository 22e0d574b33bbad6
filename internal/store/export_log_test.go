package store

// WithoutValues is what is logged of an error.
var WithoutValues = withoutValues
