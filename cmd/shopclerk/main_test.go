package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"shopclerk/internal/store/storetest"
)

// asProgram makes the test binary be the program itself, so that tests run real processes without a build.
const asProgram = "SHOPCLERK_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Unsetenv(asProgram)
		main()
		return
	}
	os.Exit(storetest.Main(m))
}

// program prepares a run of the program in a folder.
func program(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Dir = dir
	cmd.Env = []string{asProgram + "=1", "PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + os.TempDir()}
	return cmd
}

type result struct {
	stdout, stderr string
	code           int
}

// execute runs the program to its end.
func execute(t *testing.T, dir string, stdin string, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := program(ctx, dir, args...)
	cmd.Stdin = strings.NewReader(stdin)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return result{out.String(), errs.String(), cmd.ProcessState.ExitCode()}
}

// expect fails unless the program ended with a code.
func (r result) expect(t *testing.T, code int) result {
	t.Helper()
	if r.code != code {
		t.Fatalf("exit code %d, want %d\nstdout: %s\nstderr: %s", r.code, code, r.stdout, r.stderr)
	}
	return r
}

// serving is a running serve.
type serving struct {
	dir, url string
	cmd      *exec.Cmd
	log      *lines
	ended    chan error
}

// lines is what a process has written so far.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// startServe starts serve in a folder, on a port of its own, and waits until it answers.
func startServe(t *testing.T, dir string, args ...string) *serving {
	t.Helper()
	address := freeAddress(t)
	s := &serving{dir: dir, url: "http://" + address, log: &lines{}, ended: make(chan error, 1)}
	s.cmd = program(context.Background(), dir, append([]string{"serve"}, args...)...)
	s.cmd.Env = append(s.cmd.Env, "SHOPCLERK_LISTEN="+address)
	s.cmd.Stderr, s.cmd.Stdout = s.log, s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { s.ended <- s.cmd.Wait() }()
	t.Cleanup(func() { s.cmd.Process.Kill() })
	waitFor(t, "serve to answer", func() bool { return s.alive() == nil })
	return s
}

// alive asks over a connection of its own, so that all that were made before it have been taken when it is answered.
func (s *serving) alive() error {
	fresh := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := fresh.Get(s.url + "/healthz")
	if err == nil {
		_, err = io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
	return err
}

// stop ends serve as systemd would and waits.
func (s *serving) stop(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-s.ended:
		if err != nil {
			t.Fatalf("serve ended with %v\n%s", err, s.log)
		}
	case <-time.After(20 * time.Second):
		t.Fatalf("serve did not end\n%s", s.log)
	}
}

// ask runs `shopclerk ask` against this serve.
func (s *serving) ask(t *testing.T, args ...string) string {
	t.Helper()
	r := execute(t, s.dir, "", append([]string{"ask", "--url", s.url + "/webhook"}, args...)...)
	return strings.TrimSpace(r.expect(t, 0).stdout)
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// waitFor waits until something is so. What a killed process had claimed is let go after 15 s, and what could not be done while the
// database was away is tried again after pauses that widen, so two minutes are no sign of a fault yet.
func waitFor(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("waited in vain for %s", what)
}

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in:\n%s", part, text)
		}
	}
}

// shopConfig is a configuration with one shop on a database.
func shopConfig(database string) string {
	return fmt.Sprintf(`
data_dir: ./data
database: %q
admin: {token: "0123456789012345678901234567890123456789"}
shops:
  - id: main
    language: en
    bots:
      - {platform: joinchat, secrets: ["joinchat-secret-1"]}
      - {platform: bothub, secrets: ["bothub-secret-1"]}
`, database)
}
