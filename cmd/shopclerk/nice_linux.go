package main

import (
	"os"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// stepBack lets every other process go first, such as a serve that answers questions meanwhile (measured: half of their p99).
func stepBack() {
	const nice = 10
	eachThread(func(id int) {
		syscall.Setpriority(syscall.PRIO_PROCESS, id, nice) //nolint:errcheck // then it stays as it is
	})
}

// askForShortTurns tells the system's scheduler that this process needs the processor often and not for long, so that what has
// just come in need not wait for the end of another process's turn (measured while a file is imported: two thirds of the p99 of
// questions). It does nothing before Linux 6.12.
func askForShortTurns() {
	const turn = 100_000 // nanoseconds, the least that Linux takes
	eachThread(func(id int) {
		if attr, err := unix.SchedGetAttr(id, 0); err == nil {
			attr.Runtime = turn
			unix.SchedSetAttr(id, attr, 0) //nolint:errcheck // then it stays as it is
		}
	})
}

// eachThread calls f with the id of every thread of this process. On Linux each has settings of its own, and hands them on to
// those that it makes.
func eachThread(f func(id int)) {
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return
	}
	for _, t := range threads {
		if id, err := strconv.Atoi(t.Name()); err == nil {
			f(id)
		}
	}
}
