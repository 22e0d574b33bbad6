package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
)

func newReindex(app *app) *cobra.Command {
	return &cobra.Command{
		Use:   "reindex",
		Short: "Let every process build the shop's search index anew, beside the one that answers",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			log := newLog(os.Stderr)
			c, shop, err := app.loadShop(log)
			if err != nil {
				return err
			}
			s, err := openStore(cmd.Context(), c, log, false)
			if err != nil {
				return err
			}
			defer s.Close()
			generation, err := s.RaiseGeneration(cmd.Context(), shop.ID)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "asked for generation %d of the search index of shop %s; each running serve builds it now, the old one answers meanwhile\n", generation, shop.ID)
			return nil
		},
	}
}
