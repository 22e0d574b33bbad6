package imports

import (
	"cmp"
	"context"
	"errors"
	"time"

	"shopclerk/catalog"
	"shopclerk/internal/store"
)

// noteEvery is how often a look at a file says how far it is.
const noteEvery = time.Second

// bring brings a file in: it says first what that would do, where there is something that it could do harm to, and then
// does it from where it stopped.
func bring[C any](ctx context.Context, q *Queue, j *job, k kind[C]) (state string, err error) {
	if j.Items == 0 && !j.Settings.Confirmed {
		needed, err := q.needsPlan(ctx, j)
		if err != nil {
			return "", notStored(err)
		}
		if needed {
			p, err := planned(ctx, q, j, k)
			if state, err := q.settle(ctx, j, p, err); err != nil || state != "" {
				return state, err
			}
		}
	}
	src, err := openSource(j, k)
	if err != nil {
		return "", err
	}
	defer src.close()
	r := &runner[C]{job: j, kind: k, store: q.Store, source: src, items: j.Items, yields: q.Yields}
	if err := q.describe(ctx, j, src.about()); err != nil {
		return "", err
	}
	if j.Items == 0 {
		if err := q.begin(ctx, j); err != nil {
			return "", err
		}
	}
	if len(j.Settings.Mapping) > 0 {
		if err := q.Store.SetMapping(ctx, j.Shop, j.Kind, src.header(), j.Settings.Mapping); err != nil {
			return "", notStored(err)
		}
	}
	if err := r.pass(ctx); err != nil {
		return "", err
	}
	known, err := src.recogniser(ctx, q, j)
	if err == nil {
		err = r.all(ctx, known)
	}
	if err != nil {
		return "", err
	}
	if j.Settings.Mode == Mirror {
		err = r.unpublish(ctx, q)
	}
	return store.ImportDone, err
}

// needsPlan reports whether a job is to be told of first, or only, or may change products that are there.
func (q *Queue) needsPlan(ctx context.Context, j *job) (bool, error) {
	if told := j.Settings.DryRun || j.Settings.Ask; told || Kind(j.Kind) != Products {
		return told, nil
	}
	return q.Store.HasSource(ctx, j.Shop, j.Source)
}

// settle keeps what a plan found and returns the state in which the job ends with it, "" when it goes on.
func (q *Queue) settle(ctx context.Context, j *job, p *plan, failed error) (state string, err error) {
	if p == nil || errors.Is(failed, ErrNotStored) || ctx.Err() != nil { // it is planned again, or it is over
		return "", failed
	}
	problem := ""
	switch {
	case j.Settings.Ask && !j.Settings.DryRun:
		if state = store.ImportWaiting; failed != nil { // other settings may mend it
			problem, failed = failed.Error(), nil
		}
	case failed != nil:
	case j.Settings.DryRun || p.nothing():
		state = store.ImportDone
	case len(p.story.Guards) > 0:
		state = store.ImportWaiting
	}
	err = q.Store.SavePlan(ctx, j.ID, store.Plan{
		Story: p.story.raw(), Rows: p.rows, Refused: p.refused, Problems: p.problems, Warnings: p.warnings, Error: problem,
		Keep: failed != nil || state == store.ImportDone || j.Settings.Ask,
	})
	if err != nil {
		return "", notStored(err)
	}
	return state, failed
}

// begin forgets what a plan counted, and the refused rows that it showed; its story stays.
func (q *Queue) begin(ctx context.Context, j *job) error {
	i, err := q.Store.ImportByID(ctx, j.ID)
	if err == nil {
		err = q.Store.SavePlan(ctx, j.ID, store.Plan{Story: i.Story})
	}
	return notStored(err)
}

// about is what a file turned out to be.
type about struct {
	format, table string
	columns       []string
	meanings      map[string]string // columns by what they were taken for, where the format leaves that open
}

func (s *source[C]) about() about {
	return about{s.format.Name(), s.table.Layout().Kind, s.columns, s.reading.Columns}
}

// describe notes what a file turned out to be.
func (q *Queue) describe(ctx context.Context, j *job, a about) error {
	if j.Format == a.format {
		return nil
	}
	_, err := q.Store.ChangeImport(ctx, j.ID, func(i *store.Import) error {
		i.Format, i.Settings.Table, i.Columns = a.format, a.table, a.columns
		if a.meanings != nil {
			i.Story = (&Story{Columns: a.meanings}).raw()
		}
		return nil
	})
	j.Format = a.format
	return notStored(err)
}

// planning returns what notes, now and then, how far a look at a file is.
func (q *Queue) planning(ctx context.Context, id string) func(bytes int64) {
	last := time.Now()
	return func(bytes int64) {
		if time.Since(last) < noteEvery {
			return
		}
		last = time.Now()
		_, err := q.Store.ChangeImport(ctx, id, func(i *store.Import) error {
			i.BytesRead, i.ProgressedAt = bytes, last.UTC()
			return nil
		})
		if err != nil {
			q.Log.Warn("the progress of an import could not be noted", "import", id, "error", err)
		}
	}
}

// pass goes over the items that an earlier process has done, and finds out again which products they were.
func (r *runner[C]) pass(ctx context.Context) error {
	var keys []string
	look := func() error {
		if len(keys) == 0 {
			return nil
		}
		ids, err := r.store.ProductIDs(ctx, r.job.Shop, r.job.Source, keys)
		for _, id := range ids {
			r.seen.there.add(id)
		}
		keys = keys[:0]
		return notStored(err)
	}
	var failed error
	err := r.source.skip(r.items, func(it item[C]) {
		if len(it.problems) > 0 {
			r.present.add(it)
			return
		}
		for _, c := range it.changes {
			if p, ok := any(c).(catalog.Change); ok {
				keys = append(keys, p.ProductKey())
			}
		}
		if len(keys) >= store.BatchSize && failed == nil {
			failed = look()
		}
	})
	if err = cmp.Or(err, failed); err == nil {
		err = look()
	}
	return err
}
