package imports

import (
	"slices"

	"shopclerk/internal/store"
	"shopclerk/server/imports/formats"
	"shopclerk/server/imports/tables"
)

// Kinds are all kinds, in the order in which a file that could be several is taken for one: what orders and parcels are told
// by is rarer than what products are.
func Kinds() []Kind { return []Kind{Orders, Packages, Products} }

// Encodings are those that a file can be said to be in.
func Encodings() []string { return tables.Encodings() }

// Recognising lists the kinds that a table with these columns can be of, the likeliest first: those of which a format has just
// these names come before those that any names can stand for.
func (f Formats) Recognising(columns []string) (kinds []Kind) {
	for _, any := range []bool{false, true} {
		for _, k := range Kinds() {
			if !slices.Contains(kinds, k) && f.recognises(k, columns, any) {
				kinds = append(kinds, k)
			}
		}
	}
	return kinds
}

func (f Formats) recognises(k Kind, columns []string, mappers bool) bool {
	switch k {
	case Products:
		return recognises(f.Products, columns, mappers)
	case Orders:
		return recognises(f.Orders, columns, mappers)
	}
	return recognises(f.Packages, columns, mappers)
}

func recognises[C any](list []formats.Format[C], columns []string, mappers bool) bool {
	return slices.ContainsFunc(list, func(f formats.Format[C]) bool {
		_, mapper := f.(formats.Mapper)
		return mapper == mappers && f.Recognises(columns)
	})
}

// Mapper returns the format of a kind whose columns may mean anything, "" when there is none, and what they can mean.
func (f Formats) Mapper(k Kind) (format string, fields []string) {
	switch k {
	case Products:
		return mapping(f.Products)
	case Orders:
		return mapping(f.Orders)
	}
	return mapping(f.Packages)
}

func mapping[C any](list []formats.Format[C]) (format string, fields []string) {
	f := mapperOf(list)
	if f == nil {
		return "", nil
	}
	return f.Name(), f.(formats.Mapper).Fields()
}

// mapperOf is the format of a list whose columns may mean anything; nil when there is none.
func mapperOf[C any](list []formats.Format[C]) formats.Format[C] {
	for _, f := range list {
		if _, ok := f.(formats.Mapper); ok {
			return f
		}
	}
	return nil
}

// settleKind gives an import the kind that its file's columns speak for, among those that its settings allow; products where
// they say nothing.
func (f Formats) settleKind(i store.Import, path string) store.Import {
	columns := columnsOf(path, tables.Options{Encoding: i.Settings.Encoding, Delimiter: delimiter(i.Settings.Delimiter)})
	for _, k := range append(f.Recognising(columns), Products, Orders, Packages) {
		if i.Settings.Format == "" || slices.Contains(f.Names(k), i.Settings.Format) {
			i.Kind = string(k)
			break
		}
	}
	if Kind(i.Kind) != Products { // of others nothing is mirrored
		i.Settings.Mode = ""
	}
	return i
}
