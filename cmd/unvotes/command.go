package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/gofrs/flock"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"unvotes/scraper/archive"
)

// app is what the commands share: where results and messages go, and the values
// of the flags that every command has.
type app struct {
	stdout, stderr io.Writer
	data           string
	logFormat      string
	verbose        bool
	keep           int    // --keep
	publishTo      string // --publish of the commands that build
	acceptLoss     []string
	log            *slog.Logger
}

const defaultData = "data"

func newCommand(stdout, stderr io.Writer) *cobra.Command {
	a := &app{stdout: stdout, stderr: stderr}
	root := &cobra.Command{
		Use:   "unvotes",
		Short: "How every state voted at the United Nations, in every roll call since 1946",
		Long: `Unvotes collects how every state voted at the United Nations, in every roll call
since 1946. It checks the votes, writes them as Parquet files for DuckDB,
pandas, Polars, R and Spark, and answers questions about them here.

New? Run 'unvotes demo' first: it needs no network and ends with commands to
try. 'unvotes sync --contact you@example.org' then gets the real votes.

Every flag can be set in the environment (UNVOTES_DATA for --data); the flag
wins. Results go to stdout, messages to stderr.`,
		Version: version,

		SuggestionsMinimumDistance: 2,
		SilenceErrors:              true,
		SilenceUsage:               true,
		PersistentPreRunE:          func(cmd *cobra.Command, _ []string) error { return a.prepare(cmd) },
		Args:                       noArgs,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetUsageFunc(printUsage)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		if near := nearFlags(cmd, err); near != nil {
			return fmt.Errorf("%w: %w; did you mean %s?", errUsage, err, strings.Join(near, " or "))
		}
		return fmt.Errorf("%w: %w; see '%s --help'", errUsage, err, cmd.CommandPath())
	})
	f := root.PersistentFlags()
	f.StringVar(&a.data, "data", defaultData, "keep the archive and the snapshots in this `DIR`")
	f.StringVar(&a.logFormat, "log-format", "", "log to stderr as `text|json`; without it, plain messages on a terminal, else text")
	f.BoolVarP(&a.verbose, "verbose", "v", false, "report every request")
	root.AddCommand(a.building(newSync(a), newBackfill(a), newFetch(a), newImport(a), newBuild(a))...)
	root.AddCommand(newVerify(a), newDiff(a), newExport(a), newPublish(a), newDemo(a), newMembers(a), newStatus(a), newDoctor(a), newVersion(a))
	root.AddCommand(newSearch(a), newShow(a), newCompare(a), newReport(a))
	a.completions(root)
	addCompletion(root)
	root.SetHelpCommand(newHelp(root))
	root.AddCommand(newTopic("exit-codes", "What the exit codes mean", exitHelp()), newTopic("terms", "What the library permits", termsHelp))
	return root
}

// nearFlags returns the flags that one that does not exist may have meant.
func nearFlags(cmd *cobra.Command, err error) (near []string) {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) || len(unknown.GetSpecifiedName()) < 3 {
		return nil
	}
	typed := unknown.GetSpecifiedName()
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if levenshtein.ComputeDistance(typed, f.Name) <= cmd.Root().SuggestionsMinimumDistance || strings.HasPrefix(f.Name, typed) {
			near = append(near, "--"+f.Name)
		}
	})
	return near
}

// noArgs makes any argument a usage error.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		return fmt.Errorf("%w: %q is not a command; did you mean %s?", errUsage, args[0], strings.Join(near, " or "))
	}
	unexpected := fmt.Sprintf("unexpected argument %q", args[0])
	if !cmd.HasParent() {
		unexpected = fmt.Sprintf("%q is not a command", args[0])
	}
	return fmt.Errorf("%w: %s; see '%s --help'", errUsage, unexpected, cmd.CommandPath())
}

// prepare sets flags from the environment and makes the log.
func (a *app) prepare(cmd *cobra.Command) error {
	var err error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		name := "UNVOTES_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		if v, ok := os.LookupEnv(name); ok && !f.Changed && err == nil {
			if e := cmd.Flags().Set(f.Name, v); e != nil {
				err = fmt.Errorf("%w: %s=%q: %w", errUsage, name, v, e)
			}
		}
	})
	if err != nil {
		return err
	}
	level := slog.LevelInfo
	if a.verbose {
		level = slog.LevelDebug
	}
	switch o := (&slog.HandlerOptions{Level: level}); a.logFormat {
	case "":
		if _, _, ok := terminal(a.stderr); ok {
			m := messages{out: a.stderr, level: level}
			if os.Getenv("TERM") != "dumb" {
				m.clear = clearLine
			}
			a.log = slog.New(m)
			return nil
		}
		a.log = slog.New(slog.NewTextHandler(a.stderr, o))
	case "text":
		a.log = slog.New(slog.NewTextHandler(a.stderr, o))
	case "json":
		a.log = slog.New(slog.NewJSONHandler(a.stderr, o))
	default:
		return fmt.Errorf("%w: --log-format %q: use text or json", errUsage, a.logFormat)
	}
	return nil
}

// archivePath returns the path of the archive in the data directory.
func (a *app) archivePath() string { return filepath.Join(a.data, "archive.db") }

// hasArchive returns an error that says what to do if there is no archive.
func (a *app) hasArchive() error {
	switch _, err := os.Stat(a.archivePath()); {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("no archive at %s: %s", a.archivePath(), whatFirst)
	case err != nil:
		return fmt.Errorf("cannot read the archive: %w", err)
	}
	return nil
}

// spaceNeeded is how much must be free in the data directory before work begins:
// a snapshot and some nights of records.
const spaceNeeded = 16 << 20

// checkSpace writes a file of spaceNeeded bytes and removes it, so that a full disk
// or a directory without write permission is found before any host is asked. The
// caller holds the lock: the file of a killed run is overwritten and removed.
func (a *app) checkSpace() (err error) {
	f, err := os.Create(filepath.Join(a.data, ".space"))
	if err != nil {
		return fmt.Errorf("cannot write to the data directory: %w; name another with --data", err)
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	if _, err = io.CopyN(f, zeros{}, spaceNeeded); err == nil {
		err = f.Sync()
	}
	if err != nil {
		return fmt.Errorf("the disk of the data directory is full or nearly full: %w; %d MB are needed", err, spaceNeeded>>20)
	}
	return nil
}

// zeros is an endless reader of zeros.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// lock takes the data directory's lock. The kernel releases it when the program
// ends, however it ends.
func (a *app) lock() (unlock func(), err error) {
	if err := os.MkdirAll(a.data, 0o755); err != nil {
		return nil, fmt.Errorf("cannot make the data directory: %w; name another with --data", err)
	}
	l := flock.New(filepath.Join(a.data, "lock"))
	ok, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("cannot lock the data directory: %w; name another with --data", err)
	}
	if !ok {
		return nil, fmt.Errorf("%w: another run is using %s; wait until it ends, or name another directory with --data", errLocked, a.data)
	}
	if err := a.checkSpace(); err != nil {
		return nil, errors.Join(err, l.Unlock())
	}
	return func() {
		if err := l.Unlock(); err != nil {
			a.log.Warn("unlock the data directory", slog.Any("error", err))
		}
	}, nil
}

// claim returns a usage error if the demo's data and others would mix.
func (a *app) claim(ctx context.Context, ar *archive.Archive, demo bool) error {
	ok, err := ar.Claim(ctx, demo)
	switch {
	case err != nil:
		return err
	case !ok && demo:
		return fmt.Errorf("%w: %s has real data, which the demo must not mix with; name another directory with --data", errUsage, a.data)
	case !ok:
		return fmt.Errorf("%w: %s has the demo's data, which real data must not mix with; name another directory with --data", errUsage, a.data)
	}
	return nil
}

// openLocked opens the archive under the data directory's lock, and makes it if
// there is none. release closes it and releases the lock.
func (a *app) openLocked(ctx context.Context) (ar *archive.Archive, release func() error, err error) {
	unlock, err := a.lock()
	if err != nil {
		return nil, nil, err
	}
	if ar, err = archive.Open(ctx, a.archivePath()); err != nil {
		unlock()
		return nil, nil, err
	}
	return ar, func() error {
		defer unlock()
		return ar.Close()
	}, nil
}
