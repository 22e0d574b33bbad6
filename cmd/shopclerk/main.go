// Command shopclerk answers the questions that chat bots ask a shop.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// run is the whole program but for the process around it; it returns the exit code.
func run(ctx context.Context, args []string) int {
	root := newRoot()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var exit exitError
	if errors.As(err, &exit) {
		return exit.code
	}
	if err != nil {
		fmt.Fprintln(root.ErrOrStderr(), "shopclerk:", err)
		return 1
	}
	return 0
}

// exitError ends the program with a code of its own; what there is to say has been said.
type exitError struct{ code int }

// Error names the code.
func (e exitError) Error() string { return fmt.Sprintf("exit %d", e.code) }

func newRoot() *cobra.Command {
	app := &app{}
	root := &cobra.Command{
		Use:           "shopclerk",
		Short:         "Answers the questions that JoinChat and Bothub bots ask a shop",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.PersistentFlags().StringVar(&app.configFile, "config", "", "configuration file (default ./shopclerk.yaml, else ./data/shopclerk.yaml)")
	root.PersistentFlags().StringVar(&app.shop, "shop", "main", "the shop that is meant")
	root.AddCommand(newServe(app), newImport(app), newExport(app), newDelete(app), newReindex(app), newSync(app), newDeliveries(app), newForget(app),
		newAsk(app), newUser(app), newMigrate(app), newDoctor(app), newVersion())
	return root
}
