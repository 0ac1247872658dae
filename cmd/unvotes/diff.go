package main

import "github.com/spf13/cobra"

func newDiff(a *app) *cobra.Command { return &cobra.Command{Use: "diff"} }
