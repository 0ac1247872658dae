package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// version of the program; part of the dataset's identity, so it is a constant
// of the source and not of the build.
const version = "0.1.0"

func newVersion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(a.stdout, "unvotes", version)
			return err
		},
	}
}
