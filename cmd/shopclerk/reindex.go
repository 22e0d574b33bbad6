package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func newReindex(app *app) *cobra.Command {
	return &cobra.Command{
		Use:   "reindex",
		Short: "Let every process build the shop's search index anew, beside the one that answers",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, shop, err := app.openShop(cmd.Context())
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
