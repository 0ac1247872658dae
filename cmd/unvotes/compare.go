package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"unvotes/normalize"
	"unvotes/output/view"
)

func newCompare(a *app) *cobra.Command {
	var f formFlags
	var q agreeFlags
	cmd := &cobra.Command{
		Use:   "compare A [B] | --member M --with N",
		Short: "Show who changed their vote, or how far two members agree",
		Long: `Compare A B puts two votes side by side: the totals of both, and who changed. A
and B are symbols or ids, as for show; of a text with several votes, the one on
the whole counts. Compare A alone compares the votes on parts of a text with the
vote on the whole, if the meeting record was read.

Compare --member M --with N computes how far two members agree, by year, after
Lijphart (1963): the same vote counts 1, an abstention against yes or no counts
a half, yes against no counts 0; the result is the mean over the votes in which
both voted yes, no or abstained. It counts votes of the General Assembly (--body
chooses others) in which both members had a seat. A vote counts once, however
many records it has. Votes on paragraphs, amendments, motions and parts of a
text count with --pieces only.

Name members by code (the library's, ISO 3166-1) or by name; common names and
unique beginnings work too: Russia, UK, South Korea, "united kin".`,
		Example: "  unvotes compare A/RES/77/284 A/RES/79/284\n  unvotes compare A/77/L.65\n" +
			"  unvotes compare --member CHN --with Russia --from 1992\n  unvotes compare --member FRA --with 'United Kingdom' --body SC --csv",
		Args: func(cmd *cobra.Command, args []string) error { return q.check(cmd, args, f) },
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return a.compare(cmd.Context(), args, f)
			}
			return a.agree(cmd.Context(), q, f)
		},
	}
	f.add(cmd, "a line for each member or year")
	q.add(cmd)
	return cmd
}

// agreeFlags are the question of compare --member.
type agreeFlags struct {
	member, with, body, from, to string
	pieces, join                 bool
}

func (q *agreeFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&q.member, "member", "", "code or `NAME` of a member")
	f.StringVar(&q.with, "with", "", "code or `NAME` of the member to compare it with")
	f.StringVar(&q.from, "from", "", "count votes from this `YEAR` or day on: 2014 or 2014-03-27")
	f.StringVar(&q.to, "to", "", "count votes up to this `YEAR` or day")
	f.StringVar(&q.body, "body", "GA", "count the votes of a body: `"+bodyNames+"`")
	f.BoolVar(&q.join, "join", false, "count a former state's votes for its successor: the Soviet Union's for Russia")
	f.BoolVar(&q.pieces, "pieces", false, "also count votes on paragraphs, amendments, motions and parts of a text")
}

// check refuses what is neither a comparison of votes nor one of members.
func (q *agreeFlags) check(cmd *cobra.Command, args []string, f formFlags) error {
	usage := func(why string) error {
		return fmt.Errorf("%w: %s; see '%s --help'", errUsage, why, cmd.CommandPath())
	}
	ofMembers := false
	for _, name := range []string{"member", "with", "from", "to", "body", "pieces", "join"} {
		ofMembers = ofMembers || cmd.Flags().Changed(name)
	}
	for _, arg := range args {
		if strings.TrimSpace(arg) == "" {
			return usage("an empty symbol")
		}
	}
	switch {
	case len(args) > 2:
		return usage(fmt.Sprintf("unexpected argument %q: compare takes two votes", args[2]))
	case len(args) > 0 && ofMembers:
		return usage("compare takes votes, or --member and --with, but not both")
	case len(args) == 0 && (strings.TrimSpace(q.member) == "" || strings.TrimSpace(q.with) == ""):
		return usage("compare takes one or two votes, or --member and --with")
	}
	return f.check()
}

// question reads the flags.
func (q *agreeFlags) question() (view.Question, error) {
	out := view.Question{Pieces: q.pieces, Join: q.join}
	var err error
	if out.Body, err = readBody(q.body); err != nil {
		return out, err
	}
	if out.From, err = yearOrDay("from", q.from, view.FirstDay); err != nil {
		return out, err
	}
	if out.To, err = yearOrDay("to", q.to, func(year int) view.Day { return view.FirstDay(year+1) - 1 }); err != nil {
		return out, err
	}
	if out.From != nil && out.To != nil && *out.To < *out.From {
		return out, fmt.Errorf("%w: --to %s is before --from %s", errUsage, q.to, q.from)
	}
	return out, nil
}

// bodyNames are the values of --body.
const bodyNames = "GA|SC|HRC|CHR|all"

// readBody reads --body; "" is all bodies.
func readBody(value string) (normalize.Body, error) {
	b := normalize.Body(strings.ToUpper(value))
	switch {
	case b == "" || b == "ALL":
		return "", nil
	case !slices.Contains(view.Bodies, b):
		return "", fmt.Errorf("%w: --body %q: it is GA, SC, HRC (Human Rights Council), CHR (Commission on Human Rights) or all", errUsage, value)
	}
	return b, nil
}

// yearOrDay reads a year or a day; nil for none.
func yearOrDay(flag, value string, of func(year int) view.Day) (*view.Day, error) {
	if value == "" {
		return nil, nil
	}
	if year, err := strconv.Atoi(value); err == nil && len(value) == 4 && year > 0 {
		return new(of(year)), nil
	}
	day, err := view.ParseDay(value)
	if err != nil {
		return nil, fmt.Errorf("%w: --%s %q: give a year or a day, like 2014 or 2014-03-27", errUsage, flag, value)
	}
	return &day, nil
}

func (a *app) compare(ctx context.Context, texts []string, f formFlags) error {
	s, err := a.latest()
	if err != nil {
		return err
	}
	second := ""
	if len(texts) > 1 {
		second = texts[1]
	}
	c, err := s.Compare(ctx, texts[0], second)
	if err != nil {
		return err
	}
	return f.write(a, c)
}

func (a *app) agree(ctx context.Context, q agreeFlags, f formFlags) error {
	question, err := q.question()
	if err != nil {
		return err
	}
	s, err := a.latest()
	if err != nil {
		return err
	}
	agreed, err := s.Agree(ctx, q.member, q.with, question)
	if err != nil {
		return err
	}
	return f.write(a, agreed)
}
