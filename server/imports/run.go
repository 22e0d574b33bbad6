package imports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"shopclerk/catalog"
	"shopclerk/config"
	"shopclerk/internal/store"
	"shopclerk/orders"
	"shopclerk/packages"
)

// maxUnknown is how many unknown names are told of; a file with more is something else.
const maxUnknown = 100

// batchBytes bounds a batch of large rows, so that one statement stays under every server's max_allowed_packet.
const batchBytes = 2 << 20

// Job is one import of one file.
type Job struct {
	Kind       Kind
	Shop       config.Shop
	Source     string // such as "file"; the rows of other sources are not touched
	DryRun     bool   // read and compare only
	UnitPrices bool   // elements[].price in the file is for one piece
}

// Sources of what no feed brings.
const (
	FileSource   = "file"
	SampleSource = "sample"
)

var sourceName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}$`)

// CheckSource refuses a source that a file must not write to: a feed owns its rows.
func CheckSource(source string, shop config.Shop) error {
	if !sourceName.MatchString(source) {
		return fmt.Errorf("%q is not a name of small letters, digits, - and _", clip(source))
	}
	for _, f := range shop.Feeds {
		if f.ID == source {
			return fmt.Errorf("%q is a feed, which keeps its rows itself", source)
		}
	}
	return nil
}

// Report is told what happens while a job runs; each function may be nil.
type Report struct {
	Refused  func(line int, reason string)
	Warning  func(line int, text string) // line 0: of the whole file
	Progress func(Counts)                // after each batch
	Format   func(name string)           // once, how the file is written
}

// ErrNotStored is a batch that the database did not take; nothing of it went in.
var ErrNotStored = errors.New("the rows could not be stored")

// Counts are the rows of a job so far.
type Counts struct{ Read, New, Changed, Unchanged, Refused int }

// Summary is the line that a job ends with: "products: 12 new, 37 changed, 1204 unchanged, 3 refused".
func (c Counts) Summary(k Kind) string {
	return fmt.Sprintf("%s: %d new, %d changed, %d unchanged, %d refused", k, c.New, c.Changed, c.Unchanged, c.Refused)
}

// Run reads a file and stores its rows, in batches. A bad row is refused and reported and does not stop the others. With
// an error the counts tell what went in before it.
func Run(ctx context.Context, s *store.Store, job Job, file io.Reader, report Report) (Counts, error) {
	if job.DryRun {
		scratch, done, err := s.Scratch(ctx)
		if err != nil {
			return Counts{}, err
		}
		defer done()
		s = scratch
	}
	switch job.Kind {
	case Products:
		return run(ctx, &runner[catalog.Change]{kind: products(), store: s, job: job, report: report}, file)
	case Orders:
		return run(ctx, &runner[orders.Change]{kind: orderList(job.UnitPrices), store: s, job: job, report: report}, file)
	}
	return run(ctx, &runner[packages.Change]{kind: parcels(), store: s, job: job, report: report}, file)
}

// runner carries one job.
type runner[C any] struct {
	kind   kind[C]
	store  *store.Store
	job    Job
	report Report

	counts  Counts
	batch   []line[C]
	size    int // of the batch, in bytes
	unknown map[string]bool
}

// line is one row of a batch: a change, or what is wrong with it.
type line[C any] struct {
	number   int
	change   C
	problem  string
	warnings []string
}

func run[C any](ctx context.Context, r *runner[C], file io.Reader) (Counts, error) {
	r.unknown = map[string]bool{}
	t, err := openTable(file)
	if err != nil {
		return r.counts, err
	}
	if r.report.Format != nil {
		r.report.Format(t.format())
	}
	if err := r.checkColumns(t); err != nil {
		return r.counts, err
	}
	for {
		row, err := t.next()
		var bad *rowError
		switch {
		case errors.Is(err, io.EOF):
			return r.counts, r.flush(ctx)
		case errors.As(err, &bad):
			r.add(line[C]{number: bad.line, problem: bad.text}, 0)
		case err != nil:
			return r.counts, errors.Join(err, r.flush(ctx))
		default:
			r.add(r.readRow(row), row.size)
		}
		if len(r.batch) >= store.BatchSize || r.size >= batchBytes {
			if err := r.flush(ctx); err != nil {
				return r.counts, err
			}
		}
	}
}

func (r *runner[C]) checkColumns(t table) error {
	columns := t.columns()
	if columns == nil {
		return nil
	}
	if r.kind.nested {
		return fmt.Errorf("%s have lists inside, which CSV cannot hold; use JSON or one JSON object a line", r.job.Kind)
	}
	for _, name := range r.kind.required {
		if !slices.Contains(columns, name) {
			return fmt.Errorf("the header row has no column %q; its columns are: %s", name, strings.Join(columns, ", "))
		}
	}
	return nil
}

func (r *runner[C]) readRow(row row) line[C] {
	r.warnUnknown(row)
	var n notes
	change := r.kind.read(fields{cells: row.cells, zone: r.job.zone(), notes: &n})
	return line[C]{number: row.line, change: change, problem: strings.Join(n.problems, "; "), warnings: n.warnings}
}

func (j Job) zone() *time.Location {
	if j.Shop.Timezone == nil {
		return time.UTC
	}
	return j.Shop.Timezone
}

// warnUnknown tells once of each name that means nothing, for it may be a misspelt one that does.
func (r *runner[C]) warnUnknown(row row) {
	var names []string
	for name := range row.cells {
		if !slices.Contains(r.kind.names, name) && !r.unknown[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names) // two runs over one file say the same
	for _, name := range names[:min(len(names), maxUnknown-len(r.unknown))] {
		r.unknown[name] = true
		r.warn(0, fmt.Sprintf("the field %q is not known and was left out", clip(name)))
	}
}

func (r *runner[C]) warn(line int, text string) {
	if r.report.Warning != nil {
		r.report.Warning(line, text)
	}
}

func (r *runner[C]) add(l line[C], size int) {
	r.batch = append(r.batch, l)
	r.size += size
}

// flush stores the batch and reports on its rows in the order of the file.
func (r *runner[C]) flush(ctx context.Context) error {
	var changes []C
	for _, l := range r.batch {
		if l.problem == "" {
			changes = append(changes, l.change)
		}
	}
	var outcomes []store.Outcome
	if len(changes) > 0 {
		write := store.Write{Shop: r.job.Shop.ID, Source: r.job.Source, Currency: r.job.Shop.Currency, Region: r.job.Shop.Region}
		var err error
		if outcomes, err = r.kind.put(ctx, r.store, write, changes); err != nil {
			return fmt.Errorf("%w: %w", ErrNotStored, err)
		}
	}
	for _, l := range r.batch {
		outcome := store.Outcome{Result: store.Refused}
		if l.problem == "" {
			outcome, outcomes = outcomes[0], outcomes[1:]
		}
		r.count(l, outcome)
	}
	r.batch, r.size = r.batch[:0], 0
	if r.report.Progress != nil {
		r.report.Progress(r.counts)
	}
	return nil
}

func (r *runner[C]) count(l line[C], outcome store.Outcome) {
	r.counts.Read++
	switch outcome.Result {
	case store.New:
		r.counts.New++
	case store.Changed:
		r.counts.Changed++
	case store.Unchanged:
		r.counts.Unchanged++
	case store.Refused:
		r.counts.Refused++
		if outcome.Err != nil {
			l.problem = outcome.Err.Error()
		}
		if r.report.Refused != nil {
			r.report.Refused(l.number, l.problem)
		}
		return
	}
	for _, text := range l.warnings {
		r.warn(l.number, text)
	}
}
