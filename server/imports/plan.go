package imports

import (
	"context"

	"shopclerk/internal/store"
)

// maxPlanned is how many refused rows of a dry run are kept to be given back.
const maxPlanned = 2000

// plan is what a run that writes nothing has found.
type plan struct {
	story    Story
	rows     store.ImportRows
	refused  []store.RefusedRow
	problems []string
	warnings int64
	progress func(bytes int64)
}

// put tries a step and counts what would come of it.
func (p *plan) put(step *store.Step, try func() ([]store.Outcome, error)) ([]store.Outcome, error) {
	outcomes, err := try()
	if err != nil {
		return nil, err
	}
	for _, o := range outcomes {
		p.story.add(o)
	}
	again := step.Warn(outcomes)
	p.warnings += int64(len(again))
	p.problems = append(p.problems, again[:min(len(again), max(0, maxProblems-len(p.problems)))]...)
	refused := step.Refusals(outcomes)
	p.rows = p.rows.Plus(store.ImportRows{Read: step.Read, Unchanged: step.Unchanged, Refused: int64(len(refused))}).Plus(store.CountOutcomes(outcomes))
	p.refused = append(p.refused, refused[:min(len(refused), maxPlanned-len(p.refused))]...)
	p.problems, p.warnings = append(p.problems, step.Problems[:min(len(step.Problems), maxProblems-len(p.problems))]...), p.warnings+step.Warnings
	p.progress(step.BytesRead)
	return outcomes, nil
}

// maxProblems is how many lines about rows are kept of an import.
const maxProblems = 100

// planned runs a job on a scratch store, which is the run itself but that nothing of it stays.
func planned[C any](ctx context.Context, q *Queue, j *job, k kind[C]) (*plan, error) {
	scratch, done, err := q.Store.Scratch(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	p := &plan{progress: q.planning(ctx, j.ID)}
	if j.Settings.Ask {
		p.story.Look = q.Formats.look(j)
	}
	src, err := openSource(j, k)
	if err != nil && j.Settings.Ask {
		return p, err // what could be seen of it helps to mend the settings
	}
	if err != nil {
		return nil, err
	}
	defer src.close()
	p.story.Columns = src.reading.Columns
	p.story.Look.mark(src.known)
	r := &runner[C]{job: j, kind: k, store: scratch, source: src, plan: p}
	if err := q.describe(ctx, j, src.about()); err != nil {
		return p, err
	}
	known, err := src.recogniser(ctx, q, j)
	if err == nil {
		err = r.all(ctx, known)
	}
	if err != nil {
		return p, err
	}
	if j.Settings.Mode == Mirror {
		unknown, failed := r.missing(ctx, q, func(ids []int64) error { p.story.Missing += len(ids); return nil })
		if err = failed; unknown > 0 {
			p.problems, p.warnings = append(p.problems, unsure(unknown)), p.warnings+1
		}
		p.story.Unpublish += p.story.Missing
	}
	if p.story.Unpublish > 0 && err == nil { // to count them takes a sixth of the time of a file that changes nothing
		p.story.Published, err = q.Store.CountPublished(ctx, j.Shop, j.Source)
		err = notStored(err)
	}
	p.story.guard()
	return p, err
}

// nothing reports whether the run would change nothing.
func (p *plan) nothing() bool {
	return p.rows.New == 0 && p.rows.Changed == 0 && p.story.Missing == 0
}
