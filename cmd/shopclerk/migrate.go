package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"shopclerk/internal/store"
)

func newMigrate(app *app) *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database to the schema of this version; safe to run twice, and at once from two places",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			log := newLog(os.Stderr)
			c, err := app.load(log)
			if err != nil {
				return err
			}
			s, err := connect(cmd.Context(), c, log)
			if err != nil {
				return err
			}
			defer s.Close()
			before, target, err := s.Versions(cmd.Context())
			if err != nil {
				return err
			}
			if before < target && s.Dialect() == store.SQLite {
				lock, err := lockServe(c.DataDir)
				if err != nil {
					return err
				}
				defer lock.Unlock()
			}
			steps, err := s.Migrate(cmd.Context())
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "migrated: %d steps, now at version %d\n", steps, target)
			return nil
		},
	}
}
