//go:build !linux

package main

// stepBack does nothing where priorities are not known to be of use.
func stepBack() {}

// askForShortTurns does nothing where turns cannot be asked for.
func askForShortTurns() {}
