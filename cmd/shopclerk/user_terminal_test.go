//go:build linux

package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// terminal is a pair of a terminal and what stands before it.
func terminal(t *testing.T) (keyboard, screen *os.File) {
	t.Helper()
	keyboard, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("there are no terminals here: %v", err)
	}
	t.Cleanup(func() { keyboard.Close() })
	if err := unix.IoctlSetPointerInt(int(keyboard.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(keyboard.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	screen, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("there are no terminals here: %v", err)
	}
	t.Cleanup(func() { screen.Close() })
	return keyboard, screen
}

func TestOnATerminalAPasswordIsAskedTwiceAndNotShown(t *testing.T) {
	for _, c := range []struct {
		name, first, second string
		code                int
		said                string
	}{
		{"the same twice", "a password of many words", "a password of many words", 0, "mei can sign in"},
		{"two that differ", "a password of many words", "a password of many wordz", 1, "the two are not the same"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "shopclerk.yaml", shopConfig("sqlite"))
			keyboard, screen := terminal(t)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			cmd := program(ctx, dir, "user", "add", "mei")
			var out locked
			cmd.Stdin, cmd.Stdout, cmd.Stderr = screen, &out, &out
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			out.await(t, "Password, 12 characters or more: ")
			fmt.Fprintln(keyboard, c.first)
			out.await(t, "Once more: ")
			fmt.Fprintln(keyboard, c.second)
			_ = cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != c.code || !strings.Contains(out.text(), c.said) {
				t.Errorf("exit code %d: %s", code, out.text())
			}
			if flags, err := unix.IoctlGetTermios(int(screen.Fd()), unix.TCGETS); err != nil || flags.Lflag&unix.ECHO == 0 {
				t.Errorf("the terminal shows nothing any more (%v)", err)
			}
			echo := make([]byte, 1000)
			fmt.Fprintln(keyboard, "end")
			n, err := keyboard.Read(echo)
			if err != nil || strings.Contains(string(echo[:n]), "password") {
				t.Errorf("the terminal showed %q (%v)", echo[:n], err)
			}
		})
	}
}

// locked is what a process prints, read while it runs. The buffer is no embedded field: io.Copy would go by its ReadFrom.
type locked struct {
	mu  sync.Mutex
	out bytes.Buffer
}

// Write keeps what is printed.
func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.Write(p)
}

func (l *locked) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.String()
}

func (l *locked) await(t *testing.T, text string) {
	t.Helper()
	for range 600 {
		if strings.Contains(l.text(), text) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%q is not asked: %s", text, l.text())
}
