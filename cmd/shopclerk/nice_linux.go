package main

import (
	"os"
	"strconv"
	"syscall"
)

// stepBack lets every other process go first, such as a serve that answers questions meanwhile (measured: half of their p99).
// On Linux each thread has a priority of its own, and hands it on to those that it makes.
func stepBack() {
	const nice = 10
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return
	}
	for _, t := range threads {
		if id, err := strconv.Atoi(t.Name()); err == nil {
			syscall.Setpriority(syscall.PRIO_PROCESS, id, nice) //nolint:errcheck // then it stays as it is
		}
	}
}
