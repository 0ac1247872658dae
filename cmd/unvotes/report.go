package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"unvotes/output"
	"unvotes/output/view/report"
)

func newReport(a *app) *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Write a page of pictures: new and close votes, who moved, blocs",
		Long: `Report writes one HTML file from the newest snapshot. It opens from disk,
prints, and loads nothing from the network. It shows the newest and the closest
votes; who moved between a paragraph and the whole text, and between a text and
that of the next session; one vote as a picture; a map of who votes with whom;
what the snapshot holds by body and year; and what is wrong in the sources.
Below each picture are its numbers and the query that returns them.

--member adds a section about one member: its agreement with the permanent five
by year. --body chooses whose votes are compared; figures of agreement never mix
bodies. --symbol chooses the vote that is shown as a picture; without it, the
report takes the text with the most changes between a paragraph and the whole,
or else the newest divided vote. --from and --to set the period of the map and
of the closest votes; without them it is the ten years up to the newest vote.

--text writes the same facts as text, in lines of at most 72 columns, to stdout
or to --out. --pictures DIR also writes each picture as an SVG file that can be
used alone: it has its title, date and credit.`,
		Example: "  unvotes report\n  unvotes report --member IND --from 2014 --out india.html\n  unvotes report --symbol A/RES/77/284 --text | mail -s votes me@example.org",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.text && !cmd.Flags().Changed("out") {
				f.out = "-"
			}
			return a.report(cmd.Context(), f)
		},
	}
	cmd.Flags().StringVar(&f.member, "member", "", "add a section about a member: code or `NAME`")
	cmd.Flags().StringVar(&f.symbol, "symbol", "", "show this vote as a picture: `SYMBOL` or id, as for show")
	cmd.Flags().StringVar(&f.body, "body", "GA", "compare the votes of a body: `GA|SC|HRC|CHR`")
	cmd.Flags().StringVar(&f.from, "from", "", "count votes from this `YEAR` or day on: 2014 or 2014-03-27")
	cmd.Flags().StringVar(&f.to, "to", "", "count votes up to this `YEAR` or day")
	cmd.Flags().StringVar(&f.out, "out", "report.html", "write to this `FILE`; - is stdout")
	cmd.Flags().StringVar(&f.pictures, "pictures", "", "also write each picture to this `DIR`, as SVG")
	cmd.Flags().BoolVar(&f.text, "text", false, "write text instead of HTML")
	return cmd
}

type reportFlags struct {
	body, member, symbol, from, to, out, pictures string
	text                                          bool
}

// mailWidth is what a mail, or a terminal that is wider, gets.
const mailWidth = 72

func (a *app) report(ctx context.Context, f reportFlags) error {
	span, err := (&agreeFlags{body: f.body, from: f.from, to: f.to}).question()
	if err != nil {
		return err
	}
	if span.Body == "" {
		return fmt.Errorf("%w: --body %q: the report compares the votes of one body: GA, SC, HRC or CHR", errUsage, f.body)
	}
	if strings.TrimSpace(f.out) == "" {
		return fmt.Errorf("%w: --out names no file", errUsage)
	}
	s, err := a.latest()
	if err != nil {
		return err
	}
	r, err := report.Make(ctx, s, report.Options{Body: span.Body, Symbol: strings.TrimSpace(f.symbol), Member: strings.TrimSpace(f.member), From: span.From, To: span.To})
	if err != nil {
		return err
	}
	if f.pictures != "" {
		if err := writePictures(r, f.pictures); err != nil {
			return err
		}
	}
	var b bytes.Buffer
	if f.text {
		err = r.WriteText(&b, min(a.style().Width, mailWidth))
	} else {
		err = r.WritePage(&b)
	}
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	if f.out == "-" {
		_, err = a.stdout.Write(b.Bytes())
		return err
	}
	if err := writeFile(f.out, b.Bytes()); err != nil {
		return fmt.Errorf("%w; --out names another file", err)
	}
	_, err = fmt.Fprintln(a.stdout, f.out)
	return err
}

// writePictures writes each picture of a report as a file of its own.
func writePictures(r *report.Report, dir string) error {
	for _, id := range r.Pictures() {
		var b bytes.Buffer
		if err := r.WritePicture(&b, id); err != nil {
			return err
		}
		if err := writeFile(filepath.Join(dir, id+".svg"), b.Bytes()); err != nil {
			return fmt.Errorf("%w; --pictures names another directory", err)
		}
	}
	return nil
}

func writeFile(path string, content []byte) error {
	return output.WriteAside(path, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}
