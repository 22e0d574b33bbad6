package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"shopclerk/internal/passwords"
)

func passwordFlag(cmd *cobra.Command, file *string) {
	cmd.Flags().StringVar(file, "password-file", "", "read the password from the first line of a file, or of stdin with -")
}

// readPassword asks twice on a terminal; where there is none, or a file is named, it reads the first line. A password is never
// an argument: those are seen by every user of the machine.
func readPassword(cmd *cobra.Command, file string) (string, error) {
	password, err := "", error(nil)
	switch terminal, isFile := cmd.InOrStdin().(*os.File); {
	case file == "-", file == "" && (!isFile || !isTerminal(terminal)):
		password, err = firstLine(cmd.InOrStdin())
	case file != "":
		password, err = firstLineOf(file)
	default:
		password, err = askTwice(cmd.ErrOrStderr(), terminal)
	}
	if err != nil {
		return "", fmt.Errorf("password: %w", err)
	}
	return password, passwords.Check(password)
}

func firstLineOf(name string) (string, error) {
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	return firstLine(file)
}

func firstLine(r io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, 2*passwords.MaxBytes)).ReadString('\n')
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return strings.TrimRight(line, "\r\n"), err
}

// askTwice reads a password and once more, without showing it.
func askTwice(out io.Writer, terminal *os.File) (string, error) {
	shown, err := hideTyping(terminal)
	if err != nil {
		return "", err
	}
	defer shown()
	reader := bufio.NewReader(terminal)
	var typed [2]string
	for i, question := range []string{fmt.Sprintf("Password, %d characters or more: ", passwords.MinCharacters), "Once more: "} {
		fmt.Fprint(out, question)
		line, err := reader.ReadString('\n')
		fmt.Fprintln(out)
		if err != nil {
			return "", err
		}
		typed[i] = strings.TrimRight(line, "\r\n")
	}
	if typed[0] != typed[1] {
		return "", errors.New("the two are not the same")
	}
	return typed[0], nil
}
