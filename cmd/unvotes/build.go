package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"unvotes/normalize"
	"unvotes/output"
	"unvotes/scraper/archive"
	"unvotes/scraper/libraries"
	"unvotes/scraper/undl"
)

// whatFirst is what to type where there is no data.
const whatFirst = "run 'unvotes sync' or 'unvotes import' first, or try 'unvotes demo'"

// errEmpty: there is nothing to build from.
var errEmpty = errors.New("the archive has no records yet: " + whatFirst)

func newBuild(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "build",
		Short: "Build the tables from the archive, without network",
		Long: `Build reads every document in the archive, builds the tables, and points
data/latest at the new snapshot. The same archive and version give the same
bytes; if latest has these already, no snapshot is made.`,
		Example: "  unvotes build\n  unvotes build --data /srv/unvotes",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			ctx := cmd.Context()
			if err := a.hasArchive(); err != nil {
				return err
			}
			unlock, err := a.lock()
			if err != nil {
				return err
			}
			defer unlock()
			ar, err := archive.OpenExisting(ctx, a.archivePath())
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, ar.Close()) }()
			return a.build(ctx, ar, &runFacts{})
		},
	}
}

// build makes a snapshot of the archive and says on stdout and in facts what is
// in it.
func (a *app) build(ctx context.Context, ar *archive.Archive, facts *runFacts) error {
	tables, err := a.tables(ctx, ar)
	if err != nil {
		return err
	}
	return a.snapshot(ctx, ar, tables, facts)
}

// tables makes the tables of the archive; [errEmpty] if there is nothing in them.
func (a *app) tables(ctx context.Context, ar *archive.Archive) (output.Tables, error) {
	n, err := normalize.New()
	if err != nil {
		return output.Tables{}, err
	}
	tables, err := output.Build(ctx, ar, n, output.CacheDir(a.data))
	if err == nil && tables.Documents == 0 {
		err = errEmpty
	}
	return tables, err
}

// snapshot writes the tables and switches latest.
func (a *app) snapshot(ctx context.Context, ar *archive.Archive, tables output.Tables, facts *runFacts) error {
	lists, err := ar.Slices(ctx, undl.SourceName)
	if err != nil {
		return err
	}
	runs, err := ar.Runs(ctx, 1)
	if err != nil {
		return err
	}
	m := output.ManifestFacts{BuiltAt: time.Now(), ProgramVersion: version, Coverage: tables.Coverage(lists), Accept: a.accept()}
	if len(runs) > 0 {
		m.Permission = runs[0].Permission
	}
	s, err := output.Publish(ctx, a.data, tables, m)
	if err != nil {
		return err
	}
	if err := a.prune(); err != nil {
		return err
	}
	facts.RollCalls, facts.Votes = len(tables.RollCalls), tables.Votes()
	state := "new snapshot"
	if s.Unchanged {
		state = "unchanged"
	}
	_, err = fmt.Fprintf(a.stdout, "%s: %d roll calls, %d votes, %d issues in %s\n", state, facts.RollCalls, facts.Votes, tables.IssueCount(), s.Dir)
	if err != nil || a.publishTo == "" {
		return err
	}
	return a.publish(ctx, s.Dir, a.publishTo) // unchanged too: the last time may have failed
}

// building gives the commands that end in a build the flags for what follows
// it. What cannot be meant stops them before the work.
func (a *app) building(cmds ...*cobra.Command) []*cobra.Command {
	for _, cmd := range cmds {
		cmd.Flags().IntVar(&a.keep, "keep", 0, "after the build, keep only the newest `N` snapshots and the latest; 0 keeps all")
		a.acceptFlag(cmd.Flags())
		cmd.Flags().StringVar(&a.publishTo, "publish", "", "then copy the snapshot to this `URL`; see 'unvotes help publish'")
		cmd.PreRunE = func(cmd *cobra.Command, _ []string) error {
			if a.keep < 0 {
				return fmt.Errorf("%w: --keep %d: give a number of snapshots, or 0 for all", errUsage, a.keep)
			}
			if err := a.checkAccept(); err != nil || a.publishTo == "" {
				return err
			}
			return checkDestination(cmd.Context(), a.publishTo)
		}
	}
	return cmds
}

// acceptAll is the value of --accept-loss without an id.
const acceptAll = "all"

func (a *app) acceptFlag(f *pflag.FlagSet) {
	f.StringArrayVar(&a.acceptLoss, "accept-loss", nil, "accept that there are fewer roll calls or votes than before: for the record `ID` (repeatable), or for all")
	f.Lookup("accept-loss").NoOptDefVal = acceptAll
}

// lostID is how a roll call is named to --accept-loss.
var lostID = regexp.MustCompile(`^((` + libraries.Prefixes("|") + `)-)?[0-9]+$|^pv:.+`)

// withLostIDs joins an id behind --accept-loss to it: a flag whose value may be left
// out takes one only behind "=".
func withLostIDs(args []string) (out []string) {
	for i, arg := range args {
		if i > 0 && args[i-1] == "--accept-loss" && lostID.MatchString(arg) {
			out[len(out)-1] += "=" + arg
			continue
		}
		out = append(out, arg)
	}
	return out
}

func (a *app) checkAccept() error {
	for _, id := range a.acceptLoss {
		if id != acceptAll && !lostID.MatchString(id) {
			return fmt.Errorf("%w: --accept-loss %q: give the id of a roll call, like undl-4029442, or nothing for all", errUsage, id)
		}
	}
	return nil
}

func (a *app) accept() output.Accept {
	return output.Accept{All: slices.Contains(a.acceptLoss, acceptAll), IDs: a.acceptLoss}
}

// prune removes the snapshots that --keep leaves out.
func (a *app) prune() error {
	if a.keep == 0 {
		return nil
	}
	removed, err := output.Prune(a.data, a.keep)
	if len(removed) > 0 {
		a.log.Info("snapshots removed", slog.Int("kept", a.keep), slog.String("removed", strings.Join(removed, " ")))
	}
	return err
}
