package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"shopclerk/internal/store"
	"shopclerk/server/imports"
)

const (
	pollEvery = 100 * time.Millisecond
	tellEvery = 10 * time.Second // where there is no terminal to draw a bar on
	barWidth  = 24
)

// watcher works on an import, and follows it: another process may be the one that does it.
type watcher struct {
	cmd   *cobra.Command
	store *store.Store
	queue *imports.Queue
}

// untilEnd returns an import when it has ended or waits to be confirmed. An interrupt cancels it.
func (w watcher) untilEnd(id string) (store.Import, error) {
	ctx, stop := context.WithCancel(w.cmd.Context())
	worked := make(chan struct{})
	go func() { defer close(worked); w.queue.Run(ctx) }()
	defer func() { stop(); <-worked; w.queue.Wait() }()
	line := newProgressLine(w.cmd.ErrOrStderr())
	defer line.end()
	for {
		i, err := w.store.ImportByID(ctx, id)
		switch {
		case ctx.Err() != nil:
			return w.interrupted(id)
		case errors.Is(err, store.ErrUnavailable): // the queue waits for the database, too
		case err != nil:
			return i, err
		case imports.Ended(i.State) || i.State == store.ImportWaiting:
			return i, nil
		default:
			line.show(i)
		}
		select {
		case <-ctx.Done():
		case <-time.After(pollEvery):
		}
	}
}

func (w watcher) interrupted(id string) (store.Import, error) {
	ctx, cancel := context.WithTimeout(context.Background(), healthTimeout)
	defer cancel()
	i, err := w.queue.Cancel(ctx, id)
	if errors.Is(err, imports.ErrState) { // it ended just now
		return w.store.ImportByID(ctx, id)
	}
	return i, err
}

// progressLine shows how an import goes on: a bar in a terminal, a quiet line now and then elsewhere.
type progressLine struct {
	out      io.Writer
	terminal bool
	told     time.Time
	drawn    bool
}

func newProgressLine(out io.Writer) *progressLine {
	l := &progressLine{out: out, told: time.Now()}
	if f, ok := out.(*os.File); ok {
		info, err := f.Stat()
		l.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return l
}

func (l *progressLine) show(i store.Import) {
	text := progressText(i)
	switch {
	case l.terminal:
		fmt.Fprintf(l.out, "\r\x1b[K%s %s", bar(i), text)
		l.drawn = true
	case time.Since(l.told) > tellEvery:
		fmt.Fprintln(l.out, text)
		l.told = time.Now()
	}
}

func (l *progressLine) end() {
	if l.drawn {
		fmt.Fprint(l.out, "\r\x1b[K")
	}
}

func bar(i store.Import) string {
	full := 0
	if i.BytesTotal > 0 {
		full = int(min(i.BytesRead, i.BytesTotal) * barWidth / i.BytesTotal)
	}
	return "[" + strings.Repeat("#", full) + strings.Repeat(".", barWidth-full) + "]"
}

func progressText(i store.Import) string {
	switch {
	case i.State == store.ImportQueued:
		return "waits in line"
	case i.Settings.Undo:
		return fmt.Sprintf("is being undone, %d steps left", i.Chunks)
	case i.Rows.Read == 0:
		return fmt.Sprintf("looking at the file, %s of %s", size(i.BytesRead), size(i.BytesTotal))
	}
	p := imports.ProgressOf(i)
	text := fmt.Sprintf("%d rows, %s of %s, %d rows/s", i.Rows.Read, size(i.BytesRead), size(i.BytesTotal), p.Rate)
	if p.Left > time.Second {
		text += fmt.Sprintf(", %s left", p.Left.Round(time.Second))
	}
	return text
}

func size(bytes int64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/1e6) }
