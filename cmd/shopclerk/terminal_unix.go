//go:build linux || darwin || dragonfly || freebsd || netbsd || openbsd

package main

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// isTerminal reports whether somebody types there.
func isTerminal(f *os.File) bool {
	_, err := unix.IoctlGetTermios(int(f.Fd()), readTermios)
	return err == nil
}

// hideTyping keeps a terminal from showing what is typed, until the function that it returns is called or the program is
// interrupted.
func hideTyping(f *os.File) (shown func(), err error) {
	descriptor := int(f.Fd())
	before, err := unix.IoctlGetTermios(descriptor, readTermios)
	if err != nil {
		return nil, err
	}
	hidden := *before
	hidden.Lflag &^= unix.ECHO
	hidden.Lflag |= unix.ICANON | unix.ISIG
	if err := unix.IoctlSetTermios(descriptor, writeTermios, &hidden); err != nil {
		return nil, err
	}
	restore := func() { unix.IoctlSetTermios(descriptor, writeTermios, before) } //nolint:errcheck // nothing is left to do then
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt, syscall.SIGTERM)
	go func() {
		if _, ok := <-interrupted; ok {
			restore()
			os.Exit(1)
		}
	}()
	return func() {
		signal.Stop(interrupted)
		close(interrupted)
		restore()
	}, nil
}
