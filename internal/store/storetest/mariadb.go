package storetest

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
)

const startTimeout = 60 * time.Second

// Server is a MariaDB of the tests' own, on a socket in a temporary folder.
type Server struct {
	dir     string
	process *exec.Cmd
	ended   chan struct{}
}

var running struct {
	sync.Mutex
	server *Server
	err    error
	tried  bool
}

// Main runs a package's tests and stops the server that they started: func TestMain(m) { os.Exit(storetest.Main(m)) }.
func Main(m *testing.M) int {
	defer func() {
		if running.server != nil {
			running.server.Stop()
			os.RemoveAll(running.server.dir)
		}
	}()
	return m.Run()
}

// mariaDB returns the one server of this test process, which it starts first.
func mariaDB() (*Server, error) {
	running.Lock()
	defer running.Unlock()
	if !running.tried {
		running.tried = true
		running.server, running.err = NewServer()
	}
	return running.server, running.err
}

// NewServer makes and starts a server.
func NewServer() (*Server, error) {
	if _, err := findServer(); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "shopclerk-mariadb-*") // short: a socket's path has 107 bytes at most
	if err != nil {
		return nil, err
	}
	args := []string{"--no-defaults", "--datadir=" + filepath.Join(dir, "data"), "--auth-root-authentication-method=normal", "--skip-test-db"}
	if out, err := exec.Command("mariadb-install-db", append(args, asRoot()...)...).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("mariadb-install-db: %w: %s", err, bytes.TrimSpace(out))
	}
	s := &Server{dir: dir}
	return s, s.Start()
}

func findServer() (string, error) {
	if path, err := exec.LookPath("mariadbd"); err == nil {
		return path, nil
	}
	if path := "/usr/sbin/mariadbd"; fileExists(path) { // not on everybody's PATH
		return path, nil
	}
	return "", errors.New("mariadbd is not installed (on Debian: apt-get install mariadb-server)")
}

func fileExists(path string) bool { _, err := os.Stat(path); return err == nil }

func asRoot() []string {
	if os.Geteuid() == 0 {
		return []string{"--user=root"}
	}
	return nil
}

// Start starts a server that is stopped and waits until it answers.
func (s *Server) Start() error {
	path, err := findServer()
	if err != nil {
		return err
	}
	args := append([]string{
		"--no-defaults", "--datadir=" + filepath.Join(s.dir, "data"), "--socket=" + s.Socket(), "--skip-networking",
		"--pid-file=" + filepath.Join(s.dir, "pid"), "--tmpdir=" + s.dir,
		"--innodb-flush-log-at-trx-commit=2", "--max-connections=300",
		"--innodb-buffer-pool-size=1G", "--innodb-log-file-size=256M", "--skip-name-resolve",
	}, asRoot()...)
	s.process, s.ended = exec.Command(path, args...), make(chan struct{})
	s.process.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // never outlives the tests
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // the death signal is tied to the thread that starts the process
		err := s.process.Start()
		started <- err
		if err == nil {
			s.process.Wait()
		}
		close(s.ended)
	}()
	if err := <-started; err != nil {
		return err
	}
	return s.waitUntilReady()
}

func (s *Server) waitUntilReady() error {
	db, err := sql.Open("mysql", s.dsn())
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	for {
		err := db.PingContext(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-s.ended:
			return errors.New("mariadbd ended while starting")
		case <-ctx.Done():
			return fmt.Errorf("mariadbd does not answer: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Stop ends the server; its data stays for the next Start.
func (s *Server) Stop() {
	s.process.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.ended:
	case <-time.After(startTimeout):
		s.process.Process.Kill()
		<-s.ended
	}
}

// Remove ends the server and removes its data.
func (s *Server) Remove() { s.Stop(); os.RemoveAll(s.dir) }

// Socket is the path of the server's socket.
func (s *Server) Socket() string { return filepath.Join(s.dir, "socket") }

// Schema creates a schema of the caller's own.
func (s *Server) Schema(name string) error {
	db, err := sql.Open("mysql", s.dsn())
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec("CREATE DATABASE " + name)
	return err
}

func (s *Server) dsn() string {
	c := mysql.NewConfig()
	c.User, c.Net, c.Addr = "root", "unix", s.Socket()
	return c.FormatDSN()
}
