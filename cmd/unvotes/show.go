package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"unvotes/normalize"
	"unvotes/output"
	"unvotes/output/view"
)

func newShow(a *app) *cobra.Command {
	var f formFlags
	cmd := &cobra.Command{
		Use:   "show SYMBOL|ID|URL",
		Short: "Show every vote on a text: totals, and who voted how",
		Long: `Show prints all votes on a text in the order in which they were taken, parts
before the whole: what was voted on, the outcome, the totals, who voted how,
what is odd about the record, and where to read it.

SYMBOL is the symbol of a resolution, a draft, a committee report or a meeting
record in any spelling: A/RES/77/284, a-res-77-284, 77/284, "resolution 2448",
or an address at docs.un.org. ID is a roll_call_id (old ones work too), or the
number or address of a record in the library. For a meeting record or a
committee report, show lists the votes without names.

The text fits the terminal, or COLUMNS, or 80 columns. NO_COLOR turns colours
off.`,
		Example: "  unvotes show A/RES/77/284\n  unvotes show 'S/RES/2448 (2018)' --json\n  unvotes show 4009707 --csv",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 || strings.TrimSpace(args[0]) == "" {
				return fmt.Errorf("%w: show takes one symbol, id or address, in quotes if it has blanks; 'unvotes search' finds votes by words; see '%s --help'", errUsage, cmd.CommandPath())
			}
			return f.check()
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.show(cmd.Context(), args[0], f) },
	}
	f.add(cmd, "a line for each member's vote")
	return cmd
}

func (a *app) show(ctx context.Context, query string, f formFlags) error {
	s, err := a.latest()
	if err != nil {
		return err
	}
	shown, err := s.Show(ctx, query)
	if err != nil {
		return unknownText(err, query)
	}
	return f.write(a, shown)
}

// unknownText adds to ErrUnknown what to do next.
func unknownText(err error, query string) error {
	switch sym, _, e := normalize.ParseDocument(view.FromAddress(query)); {
	case !errors.Is(err, view.ErrUnknown):
		return err
	case e == nil && sym.Kind == normalize.Document && sym.Body == normalize.SC:
		return fmt.Errorf("%w; vetoed drafts come with 'unvotes sync --vetoes'", err)
	case strings.ContainsAny(query, "0123456789"):
		return fmt.Errorf("%w; 'unvotes fetch' asks the sources for it", err)
	}
	return fmt.Errorf("%w; 'unvotes search' finds words in titles", err)
}

// latest opens the latest snapshot.
func (a *app) latest() (*view.Snapshot, error) {
	dir, err := a.find("latest")
	if err != nil {
		return nil, err
	}
	return view.Open(dir)
}

// find returns the directory of a snapshot. If there is none yet, the error says
// what makes one.
func (a *app) find(name string) (string, error) {
	dir, err := output.Find(a.data, name)
	if !errors.Is(err, output.ErrNoSnapshot) || name != "latest" {
		return dir, err
	}
	if _, e := output.Latest(demoData); e == nil && a.data != demoData {
		return "", fmt.Errorf("%w; add '--data %s' to use the demo's, or run 'unvotes sync' for all votes", err, demoData)
	}
	return "", fmt.Errorf("%w; run 'unvotes demo' for 28 sample records in %s, 'unvotes sync' for all votes, or name another directory with --data", err, demoData)
}

// formFlags say in which form a view is written; text without them.
type formFlags struct{ json, csv bool }

func (f *formFlags) add(cmd *cobra.Command, lines string) {
	cmd.Flags().BoolVar(&f.json, "json", false, "print JSON")
	cmd.Flags().BoolVar(&f.csv, "csv", false, "print CSV: "+lines)
}

func (f *formFlags) check() error {
	if f.json && f.csv {
		return fmt.Errorf("%w: --json or --csv, not both", errUsage)
	}
	return nil
}

// write writes what was found in the form that was asked for.
func (f *formFlags) write(a *app, v interface {
	Text(st view.Style) string
	WriteCSV(w io.Writer) error
}) error {
	switch {
	case f.json:
		return view.WriteJSON(a.stdout, v)
	case f.csv:
		return v.WriteCSV(a.stdout)
	}
	_, err := io.WriteString(a.stdout, v.Text(a.style()))
	return err
}

// style is that of stdout.
func (a *app) style() view.Style {
	_, width, ok := terminal(a.stdout)
	return styleOf(ok, width, os.Getenv)
}

// terminal returns w as a file with its width in columns, 0 if unknown, if it is a
// terminal.
func terminal(w io.Writer) (f *os.File, width int, ok bool) {
	if f, ok = w.(*os.File); !ok || !term.IsTerminal(int(f.Fd())) {
		return nil, 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		width = 0
	}
	return f, width, true
}

// defaultWidth is for a stdout that is no terminal.
const defaultWidth = 80

// styleOf is the width of the terminal, or COLUMNS, which goes before it, or 80;
// with colours for a terminal, if the environment has nothing against them; with
// Unicode, unless it names a locale of another encoding. A name without an encoding ("C",
// or none at all) says nothing.
func styleOf(terminal bool, width int, env func(string) string) view.Style {
	st := view.Style{Width: defaultWidth, Colour: terminal && env("NO_COLOR") == "" && env("TERM") != "dumb"}
	if width > 0 {
		st.Width = width
	}
	if w, err := strconv.Atoi(env("COLUMNS")); err == nil && w > 0 {
		st.Width = w
	}
	locale := cmp.Or(env("LC_ALL"), env("LC_CTYPE"), env("LANG"))
	_, encoding, named := strings.Cut(strings.ToUpper(locale), ".")
	st.ASCII = named && !strings.HasPrefix(encoding, "UTF-8") && !strings.HasPrefix(encoding, "UTF8")
	return st
}
