package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"shopclerk/server/bots"
)

const (
	startTimeout = time.Minute
	startEvery   = time.Millisecond
)

// measureStart starts shopclerk on the sample shop until it answers, several times, and looks at its size when idle.
func (b *bench) measureStart(ctx context.Context) error {
	b.progress("cold start")
	s, err := b.newSite(ctx, "sample", sqlite)
	if err != nil {
		return err
	}
	question, err := sign(bots.Question{Method: "products", Title: "T-shirt"})
	if err != nil {
		return err
	}
	first, _, err := s.startUntilAnswer(ctx, question, "--sample")
	if err != nil {
		return err
	}
	first.stop()
	took, size, err := b.starts(ctx, s, question)
	if err != nil {
		return err
	}
	t := table{
		title:   "Start: `shopclerk serve` on the sample shop, SQLite",
		columns: []string{"starts", "first answer, median", "fastest", "slowest", fmt.Sprintf("RSS, %s idle", b.idle())},
	}
	own := func(d time.Duration) time.Duration { return d }
	t.add(strconv.Itoa(coldStarts), milliseconds(median(took, own)),
		milliseconds(slices.Min(took)), milliseconds(slices.Max(took)), megabytes(size))
	t.print(b.out)
	return nil
}

// starts returns how long each start took and how large the last one is when it has been idle.
func (b *bench) starts(ctx context.Context, s *site, q question) (took []time.Duration, size int64, err error) {
	for i := range coldStarts {
		p, d, err := s.startUntilAnswer(ctx, q)
		if err != nil {
			return nil, 0, err
		}
		took = append(took, d)
		if i == coldStarts-1 {
			select {
			case <-ctx.Done():
			case <-time.After(b.idle()):
			}
			size = memory(strconv.Itoa(p.cmd.Process.Pid), "VmRSS")
		}
		p.stop()
	}
	return took, size, ctx.Err()
}

func (b *bench) idle() time.Duration {
	if b.short {
		return idleTime / shortPart
	}
	return idleTime
}

// startUntilAnswer starts the server and returns how long its first answer to a question took.
func (s *site) startUntilAnswer(ctx context.Context, q question, flags ...string) (*process, time.Duration, error) {
	s.started++
	log := filepath.Join(s.dir, fmt.Sprintf("serve-%d.log", s.started))
	begin := time.Now()
	p, err := start(ctx, log, func(ctx context.Context) *exec.Cmd { return s.command(ctx, append([]string{"serve"}, flags...)...) })
	if err != nil {
		return nil, 0, err
	}
	err = p.until(ctx, startEvery, startTimeout, func() error {
		_, err := (crowd{s.listen, 1}).learn(ctx, []question{q})
		return err
	})
	took := time.Since(begin)
	if err != nil {
		p.stop()
		return nil, 0, err
	}
	return p, took, nil
}
