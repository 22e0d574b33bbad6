package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

const (
	readyTimeout = 30 * time.Minute // for the search index of a large shop
	readyEvery   = 100 * time.Millisecond
)

// serve starts `shopclerk serve` on a site and waits until its search index is complete, which takes the processor.
func (s *site) serve(ctx context.Context) (*process, error) {
	s.started++
	log := filepath.Join(s.dir, fmt.Sprintf("serve-%d.log", s.started))
	p, err := start(ctx, log, func(ctx context.Context) *exec.Cmd { return s.command(ctx, "serve") })
	if err != nil {
		return nil, err
	}
	if err := p.until(ctx, readyEvery, readyTimeout, s.ready); err != nil {
		p.stop()
		return nil, err
	}
	return p, nil
}

func (s *site) ready() error {
	c := newClient(s.listen)
	defer c.close()
	status, body, err := c.ask([]byte("GET /readyz HTTP/1.1\r\nHost: bench\r\n\r\n"))
	if err != nil {
		return err
	}
	var state struct {
		Search map[string]struct{ Lag int64 }
	}
	if err := json.Unmarshal(body, &state); err != nil {
		return err
	}
	if status != 200 || state.Search["main"].Lag > 0 {
		return fmt.Errorf("status %d, the search index is %d changes behind", status, state.Search["main"].Lag)
	}
	return nil
}

// serveFloor makes the floor's tables in a site's database, starts the floor on it and returns its address.
func (s *site) serveFloor(ctx context.Context) (*process, string, error) {
	if err := s.createFloor(ctx); err != nil { // it prepares statements on them
		return nil, "", err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, "", err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, "", err
	}
	p, err := start(ctx, filepath.Join(s.dir, "floor.log"), func(ctx context.Context) *exec.Cmd {
		return detached(ctx, self, "floor", "-listen", address, "-driver", s.driver, "-dsn", s.dsn)
	})
	if err != nil {
		return nil, "", err
	}
	err = p.until(ctx, readyEvery, time.Minute, func() error {
		conn, err := net.DialTimeout("tcp", address, dialTimeout)
		if err != nil {
			return err
		}
		return conn.Close()
	})
	if err != nil {
		p.stop()
		return nil, "", err
	}
	return p, address, nil
}

func (s *site) createFloor(ctx context.Context) error {
	db, err := s.open()
	if err != nil {
		return err
	}
	defer db.Close()
	for _, table := range []string{createReplies, createDeliveries} {
		if _, err := db.ExecContext(ctx, table); err != nil {
			return err
		}
	}
	return nil
}

// fill puts the right replies where the floor finds them.
func (s *site) fill(ctx context.Context, questions []question) error {
	if err := s.createFloor(ctx); err != nil {
		return err
	}
	db, err := s.open()
	if err != nil {
		return err
	}
	defer db.Close()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	insert, err := tx.PrepareContext(ctx, insertReply)
	if err != nil {
		return err
	}
	defer insert.Close()
	known := map[string]bool{} // a customer's account is asked for once for each of the sampled orders
	for _, q := range questions {
		if known[q.method+q.key] {
			continue
		}
		known[q.method+q.key] = true
		if _, err := insert.ExecContext(ctx, q.method, q.key, q.want); err != nil {
			return err
		}
	}
	return errors.Join(tx.Commit(), ctx.Err())
}
