package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"shopclerk/server/imports"
)

func newDelete(app *app) *cobra.Command {
	var source string
	cmd := &cobra.Command{
		Use:   "delete products|orders|packages --source NAME",
		Short: "Take everything of one source out again",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			kind, err := imports.ParseKind(args[0])
			if err != nil {
				return err
			}
			s, shop, err := app.openShop(cmd.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			remove := s.DeletePackages
			switch kind {
			case imports.Products:
				remove = s.DeleteProducts
			case imports.Orders:
				remove = s.DeleteOrders
			}
			n, err := remove(cmd.Context(), shop.ID, source)
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %d deleted\n", kind, n)
			return err
		},
	}
	cmd.Flags().StringVar(&source, "source", "", "whose rows, such as file or sample")
	must(cmd.MarkFlagRequired("source"))
	return cmd
}

// must is for settings that are constants of this program.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
