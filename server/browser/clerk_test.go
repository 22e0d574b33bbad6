package browser_test

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	adminToken  = "0123456789012345678901234567890123456789"
	password    = "a password of the tests"
	headerValue = "the-value-of-the-header"
	patience    = 60 * time.Second // for anything that is waited for; other tests may take the processors meanwhile
)

// clerk is a running program with the sample shop.
type clerk struct {
	program, dir, url string
	process           *os.Process
}

// startClerk starts a program of the test's own, with the users viewer, staff and owner.
func startClerk(t *testing.T) *clerk {
	t.Helper()
	needBrowser(t)
	k, err := newClerk(t.TempDir())
	if err == nil {
		err = k.serve()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.stop)
	return k
}

// newClerk prepares a program in a folder; serve starts it.
func newClerk(dir string) (*clerk, error) {
	program, err := buildProgram()
	if err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	k := &clerk{program: program, dir: dir, url: "http://" + address}
	if err := os.WriteFile(filepath.Join(dir, "shopclerk.yaml"), []byte(configuration(address)), 0o600); err != nil {
		return nil, err
	}
	for _, args := range [][]string{{"migrate"}, {"user", "add", "viewer", "--role", "viewer"}, {"user", "add", "staff"}, {"user", "add", "owner", "--role", "owner"}} {
		if err := k.run(password+"\n", args...); err != nil {
			return nil, err
		}
	}
	return k, nil
}

// configuration has one shop with a bot of each platform and a feed.
func configuration(address string) string {
	return fmt.Sprintf(`
listen: %q
public_url: "http://%s"
metrics_listen: ""
data_dir: ./data
admin: {token: %q}
shops:
  - id: main
    name: Moonlit Market
    currency: TWD
    region: TW
    timezone: Asia/Taipei
    language: en
    order_url: https://shop.example/orders/{order_number}
    bots:
      - {platform: joinchat, secrets: ["joinchat-secret-1", "joinchat-secret-2"]}
      - {platform: bothub, secrets: ["bothub-secret-1"]}
    feeds:
      - {id: abaha, platform: abaha, header: {name: X-Key, value: %q}}
      - {id: zeek, platform: zeek, appid: 1, secret_key: key-of-zeek, region: HK, signature: off, secret_path: part-of-the-address}
`, address, address, adminToken, headerValue)
}

func (k *clerk) command(args ...string) *exec.Cmd {
	cmd := exec.Command(k.program, args...)
	cmd.Dir, cmd.Env = k.dir, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + k.dir, "TMPDIR=" + os.TempDir()}
	return cmd
}

// run runs the program to its end.
func (k *clerk) run(stdin string, args ...string) error {
	cmd := k.command(args...)
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("shopclerk %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return nil
}

// serve starts the server and waits until it answers.
func (k *clerk) serve() error {
	var log written
	cmd := k.command("serve", "--sample")
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		return err
	}
	k.process = cmd.Process
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if reply, err := http.Get(k.url + "/healthz"); err == nil {
			reply.Body.Close()
			return nil
		}
		select {
		case err := <-ended:
			return fmt.Errorf("serve ended: %w\n%s", err, log.String())
		default:
		}
	}
	k.stop()
	return fmt.Errorf("serve does not answer\n%s", log.String())
}

func (k *clerk) stop() { k.process.Kill() }

// written is what a process has written so far.
type written struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write takes a part.
func (w *written) Write(part []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(part)
}

// String is all of it.
func (w *written) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
