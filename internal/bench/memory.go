package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"time"
)

// memory reads a size out of /proc/PID/status, in bytes: VmRSS is resident now, VmHWM the most so far. 0 when the process
// is gone.
func memory(pid, name string) int64 {
	file, err := os.Open("/proc/" + pid + "/status")
	if err != nil {
		return 0
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		value, ok := strings.CutPrefix(lines.Text(), name+":")
		if !ok {
			continue
		}
		var kilobytes int64
		if _, err := fmt.Sscan(value, &kilobytes); err != nil {
			return 0
		}
		return kilobytes << 10
	}
	return 0
}

// watch returns the peak of a process as last seen before done.
func watch(pid int, done <-chan struct{}) (most int64) {
	for {
		most = max(most, memory(fmt.Sprint(pid), "VmHWM"))
		select {
		case <-done:
			return most
		case <-time.After(20 * time.Millisecond):
		}
	}
}
