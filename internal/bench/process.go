package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	commandTimeout = time.Hour // of an import; serving processes get it too
	endTimeout     = 15 * time.Second
)

// detached is a child in a process group of its own, so that ^C reaches this program alone, which then ends the child. A
// child never outlives this program, whatever ends it.
func detached(ctx context.Context, path string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = endTimeout
	return cmd
}

// process is a server that runs until it is stopped. Its stderr goes to a file, as a service's log does.
type process struct {
	cmd    *exec.Cmd
	log    string
	cancel context.CancelFunc
	ended  chan struct{}
}

// start starts a server whose command is made with the context that it is given.
func start(ctx context.Context, log string, command func(context.Context) *exec.Cmd) (*process, error) {
	file, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	p := &process{cmd: command(ctx), log: log, cancel: cancel, ended: make(chan struct{})}
	p.cmd.Stderr = file
	if err := p.cmd.Start(); err != nil {
		cancel()
		return nil, err
	}
	go func() { p.cmd.Wait(); close(p.ended) }()
	return p, nil
}

// stop ends the server and waits until it is gone. An error that it logged is shown: it explains replies that were wrong.
func (p *process) stop() {
	p.cancel()
	<-p.ended
	file, err := os.Open(p.log)
	if err != nil {
		return
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); { // a long log under load
		if strings.Contains(lines.Text(), "level=ERROR") {
			fmt.Fprintf(os.Stderr, "%s has errors, the first: %s\n", p.log, lines.Text())
			return
		}
	}
}

// until tries again and again until try succeeds, for as long as the server lives.
func (p *process) until(ctx context.Context, every, most time.Duration, try func() error) error {
	limit := time.After(most)
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-p.ended:
			return fmt.Errorf("%s ended: %s", filepath.Base(p.cmd.Path), p.lastWords())
		case <-limit:
			return fmt.Errorf("not ready after %s: %w: %s", most, err, p.lastWords())
		case <-time.After(every):
		}
	}
}

func (p *process) lastWords() []byte {
	text, err := os.ReadFile(p.log)
	if err != nil {
		return []byte(err.Error())
	}
	return bytes.TrimSpace(text[max(0, len(text)-2000):])
}
