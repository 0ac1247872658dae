package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"unvotes/output/view"
	"unvotes/scraper/pv"
	"unvotes/scraper/source"
)

func newFetch(a *app) *cobra.Command {
	var f fetchFlags
	cmd := &cobra.Command{
		Use:   "fetch SYMBOL|ID|URL...",
		Short: "Fetch the records or meeting records that you name, then build",
		Long: `Fetch downloads the records that you name, even if the archive has them already,
builds the tables, and prints the commands that show them. You can name

  A/77/PV.69, S/PV.8422             a meeting record, for all votes in it
  A/RES/77/284, S/RES/2202(2015),
  "resolution 2202"                 a resolution, found in the catalogue
  undl-4029442 or 4029442           a record of the Digital Library
  dhl-1390624                       a record of the library's catalogue
  ohchr-35381                       a record of OHCHR's library

or paste an address of one of these from docs.un.org, undocs.org,
documents.un.org, digitallibrary.un.org or searchlibrary.ohchr.org. Fetch takes
only the symbol or number from an address. It asks no hosts other than those in
the flags below.

` + termsHint,
		Example: "  unvotes fetch A/77/PV.69 --contact you@example.org\n  unvotes fetch A/RES/77/284 S/PV.8422 --contact you@example.org",
		Args: func(cmd *cobra.Command, args []string) (err error) {
			if len(args) == 0 {
				return fmt.Errorf("%w: name symbols, ids or addresses; see '%s --help'", errUsage, cmd.CommandPath())
			}
			f.wanted, err = readWanted(args)
			return err
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.meetings = f.keys(pv.SourceName) != nil
			err := a.fetch(cmd.Context(), "fetch", f, source.Plan{})
			return errors.Join(a.printFetched(cmd.Context(), f.wanted), err)
		},
	}
	f.addSite(cmd.Flags())
	f.addForm(cmd.Flags())
	f.addPermission(cmd.Flags())
	f.addLimits(cmd.Flags())
	return cmd
}

// keys returns what fetch is to ask a source for.
func (f *fetchFlags) keys(of string) (keys []string) {
	for _, w := range f.wanted {
		if w.source == of {
			keys = append(keys, w.keys...)
		}
	}
	return keys
}

// printFetched prints what came, with the command that shows it.
func (a *app) printFetched(ctx context.Context, all []wanted) error {
	var x *view.Index
	for _, w := range all {
		if !w.kept {
			continue
		}
		if x == nil {
			s, err := a.latest()
			if err != nil {
				return err
			}
			if x, err = s.Index(ctx); err != nil {
				return err
			}
		}
		found := false
		for _, name := range w.names {
			t, err := x.Text(name)
			if err != nil && !errors.Is(err, view.ErrAmbiguous) { // which show lists
				continue
			}
			found = true
			if _, err := fmt.Fprintf(a.stdout, "fetched %s: %s; to see it: %s\n", name, decided(t), a.commandLine("show", name)); err != nil {
				return err
			}
		}
		if !found {
			if _, err := fmt.Fprintf(a.stdout, "fetched %s: no vote was read from it\n", w.arg); err != nil {
				return err
			}
		}
	}
	return nil
}

// decided counts the votes on a text and what was adopted without one.
func decided(t view.Text) string {
	count := func(n int, one string) string {
		if n == 1 {
			return "1 " + one
		}
		return fmt.Sprintf("%d %ss", n, one)
	}
	switch votes, adoptions := len(t.Votes), len(t.Adoptions); {
	case t.Symbol == "":
		return "several texts"
	case adoptions == 0:
		return count(votes, "vote")
	case votes == 0:
		return count(adoptions, "adoption") + " without a vote"
	default:
		return count(votes, "vote") + ", " + count(adoptions, "adoption") + " without a vote"
	}
}

// commandLine returns a command to type into a shell, for this data directory.
func (a *app) commandLine(words ...string) string {
	if a.data != defaultData {
		words = append(words, "--data", a.data)
	}
	for i, w := range words {
		if strings.ContainsAny(w, " ()[]'\"$&;|<>*?`\\~#") {
			words[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
	}
	return "unvotes " + strings.Join(words, " ")
}
