//go:build !(linux || darwin || dragonfly || freebsd || netbsd || openbsd)

package main

import (
	"errors"
	"os"
)

// isTerminal takes everything for a file where typing cannot be hidden.
func isTerminal(*os.File) bool { return false }

func hideTyping(*os.File) (func(), error) { return nil, errors.ErrUnsupported }
