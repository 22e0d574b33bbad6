// Command bench measures shopclerk on this machine and prints figures; it judges none of them. It builds the binary,
// imports generated data into throwaway databases and asks over loopback as a bot would. What "fast" means is the floor:
// a bare Go server on the same database that checks the signature, reads one row and sends the same bytes.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"syscall"
)

func main() {
	runtime.LockOSThread() // children end with the thread that starts them; the main thread lasts longest, see detached
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second ^C ends this program at once
	err := run(ctx, os.Args[1:])
	if err != nil && ctx.Err() != nil {
		err = errors.New("interrupted")
	}
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) > 0 && args[0] == "floor" {
		return serveFloor(ctx, args[1:])
	}
	o, err := parseOptions(args)
	if err != nil {
		return err
	}
	b, err := newBench(ctx, o)
	if err != nil {
		return err
	}
	defer b.close()
	if err := b.measure(ctx); err != nil {
		return err
	}
	if b.wrong > 0 {
		return fmt.Errorf("%d replies were wrong, so the figures mean little", b.wrong)
	}
	return nil
}
