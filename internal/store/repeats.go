package store

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"gorm.io/gorm"
)

// repeats are the columns of a table of which rows that are written together often have the same value. SQLite is given such
// a value once, for binding each place of a statement is a good part of an import's time (measured: a twelfth of the time that new products take).
type repeats struct {
	columns []string
	alike   []int       // one value in all rows
	twins   map[int]int // in each row the value of another column, which is in neither list
	inserts *sync.Map   // the statements that were made
}

func newRepeats(columns, alike []string, twins map[string]string) repeats {
	r := repeats{columns: columns, twins: make(map[int]int, len(twins)), inserts: new(sync.Map)}
	for _, column := range alike {
		r.alike = append(r.alike, slices.Index(columns, column))
	}
	slices.Sort(r.alike)
	for column, other := range twins {
		r.twins[slices.Index(columns, column)] = slices.Index(columns, other)
	}
	return r
}

// repeated is which columns do repeat in some rows, a bit for each. A table has few such columns, and so few statements.
type repeated uint64

func (r repeated) has(column int) bool { return r&(1<<column) != 0 }

// in looks at rows, whose values stand one after the other.
func (r repeats) in(values []any) (found repeated) {
	width := len(r.columns)
	all := func(same func(row []any) bool) bool {
		for row := range slices.Chunk(values, width) {
			if !same(row) {
				return false
			}
		}
		return true
	}
	for _, c := range r.alike {
		if all(func(row []any) bool { return row[c] == values[c] }) {
			found |= 1 << c
		}
	}
	for c, other := range r.twins {
		if all(func(row []any) bool { return row[c] == row[other] }) {
			found |= 1 << c
		}
	}
	return found
}

// places is the part of an INSERT that says where the values of so many rows stand; bind returns them as they stand there.
func (r repeats) places(found repeated, rows int) string {
	var once, each int
	where := make([]string, len(r.columns))
	for c := range r.columns {
		_, twin := r.twins[c]
		switch {
		case found.has(c) && !twin:
			once++
			where[c] = "?" + strconv.Itoa(once)
		case !found.has(c):
			each++
			where[c] = "column" + strconv.Itoa(each) // as SQLite calls those of VALUES
		}
	}
	for c, other := range r.twins {
		if found.has(c) {
			where[c] = where[other]
		}
	}
	return "SELECT " + strings.Join(where, ", ") + " FROM (VALUES " + tuples(rows, each) + ")"
}

func (r repeats) bind(args []any, found repeated, values []any) []any {
	for _, c := range r.alike { // in the order of the columns, as places counts them
		if found.has(c) {
			args = append(args, values[c])
		}
	}
	for row := range slices.Chunk(values, len(r.columns)) {
		for c, v := range row {
			if !found.has(c) {
				args = append(args, v)
			}
		}
	}
	return args
}

// writeRepeating writes as many of n rows as fill whole statements, on MySQL none, and returns how many; conflict says what becomes of
// those that are there, "" where all are new. The values of the next statement are put together while one runs, where a processor
// is free.
func (s *Store) writeRepeating(tx *gorm.DB, n int, into, conflict string, r repeats, tuple tupleOf) (done int, err error) {
	if s.dialect != SQLite {
		return 0, nil
	}
	size := statementRows[0]
	fill := func(from int) func() filled {
		return func() filled {
			return r.fill(into, conflict, size, func(values []any, i int) []any { return tuple(values, from+i) })
		}
	}
	for next := fill(0); done+size <= n; done += size {
		f := next()
		if from := done + size; from+size <= n {
			next = inBackground(fill(from))
		}
		if err := s.exec(tx, f.query, f.args...); err != nil {
			return done, err
		}
		giveBack(f.args)
	}
	return done, nil
}

// filled is a statement with its values.
type filled struct {
	query string
	args  []any
}

// lists of values are used again, for each has some ten kilobytes.
var lists = sync.Pool{New: func() any { return new([]any) }}

// giveBack keeps a list, and nothing of what it holds.
func giveBack(list []any) {
	clear(list)
	list = list[:0]
	lists.Put(&list)
}

func (r repeats) fill(into, conflict string, rows int, tuple tupleOf) filled {
	values, args := *lists.Get().(*[]any), *lists.Get().(*[]any)
	for i := range rows {
		values = tuple(values, i)
	}
	found := r.in(values)
	args = r.bind(args, found, values)
	giveBack(values)
	return filled{r.insert(into, conflict, found, rows), args}
}

// insert is the statement, of which there are few.
func (r repeats) insert(into, conflict string, found repeated, rows int) string {
	type key struct {
		into, conflict string
		found          repeated
		rows           int
	}
	k := key{into, conflict, found, rows}
	query, known := r.inserts.Load(k)
	if !known {
		query, _ = r.inserts.LoadOrStore(k, "INSERT INTO "+into+" "+r.places(found, rows)+" WHERE true"+conflict) // without it ON would be taken for a join's
	}
	return query.(string)
}
