package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
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

// usage is what a command took.
type usage struct {
	took time.Duration
	peak int64 // largest resident size, in bytes
}

// measure runs a command to its end and returns what it took and its stdout.
func measure(cmd *exec.Cmd) (usage, []byte, error) {
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	own, begin := memory("self", "VmHWM"), time.Now()
	if err := cmd.Start(); err != nil {
		return usage{}, nil, err
	}
	done, seen := make(chan struct{}), make(chan int64)
	go func() { seen <- watch(cmd.Process.Pid, done) }()
	err := cmd.Wait()
	took := time.Since(begin)
	close(done)
	u := usage{took, <-seen}
	if err != nil {
		return u, out.Bytes(), fmt.Errorf("%w: %s", err, bytes.TrimSpace(problems.Bytes()))
	}
	// Linux counts the parent's peak into a child's (exec_mmap in fs/exec.c), so this tells something only above that.
	if r, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok && r.Maxrss<<10 > own {
		u.peak = r.Maxrss << 10
	}
	return u, out.Bytes(), nil
}
