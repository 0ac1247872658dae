package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// Every command is in the help of the program, and every page of help fits a
// terminal of 80 columns.
func TestHelp(t *testing.T) {
	var grouped []string
	for _, g := range commandGroups {
		grouped = append(grouped, g.commands...)
	}
	var b bytes.Buffer
	root := newCommand(&b, &b)
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	var pages func(cmd *cobra.Command)
	pages = func(cmd *cobra.Command) {
		b.Reset()
		cmd.InitDefaultHelpFlag()
		if err := cmd.Help(); err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(b.String(), "\n") {
			if utf8.RuneCountInString(line) > helpWidth {
				t.Errorf("%s: %d columns: %s", cmd.CommandPath(), utf8.RuneCountInString(line), line)
			}
		}
		if cmd.HasParent() && !cmd.Parent().HasParent() {
			if !slices.Contains(grouped, cmd.Name()) {
				t.Errorf("%s is not in the help of unvotes", cmd.Name())
			}
			if cmd.Name() != "completion" {
				return
			}
		}
		for _, c := range cmd.Commands() {
			if cmd != root || c.Name() != "completion" {
				pages(c)
			}
		}
	}
	pages(root)
}
