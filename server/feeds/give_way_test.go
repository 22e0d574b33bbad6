package feeds

import (
	"context"
	"testing"
	"time"
)

func TestWorkingOffGivesWayWhileDeliveriesWaitToBeKept(t *testing.T) {
	const took = 60 * time.Millisecond
	b := NewInbox(Options{Spool: t.TempDir()})
	waited := func(ctx context.Context, took time.Duration) time.Duration {
		began := time.Now()
		b.giveWay(ctx, took)
		return time.Since(began)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if got := waited(t.Context(), time.Hour); got >= giveWayTime {
		t.Errorf("with nobody waiting it waits %v", got)
	}
	b.keeper.waiting <- &keeping{}
	if got := waited(t.Context(), took); got < took {
		t.Errorf("after working %v it waits %v", took, got)
	}
	if got := waited(t.Context(), time.Hour); got < giveWayTime || got > time.Minute {
		t.Errorf("after working an hour it waits %v", got)
	}
	if got := waited(ended, time.Hour); got >= giveWayTime {
		t.Errorf("at the end it waits %v", got)
	}
}
