package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"unvotes/output/view"
)

func newSearch(a *app) *cobra.Command {
	var f formFlags
	var s searchFlags
	cmd := &cobra.Command{
		Use:   "search [WORD...]",
		Short: "Find votes by words, members, dates, vetoes or margin",
		Long: `Search lists the votes that have all of the WORDs in their title, agenda or
symbol, in any order; a vote on a paragraph also by the title of the whole text.
Case and accents do not matter. A year among the words can also be the year of
the vote: "ukraine 2022". If no vote has the words and they name a text, as for
show, search lists the votes on it. The newest votes come first, each with its
date, symbol, result (yes-no-abstain) and title.

Flags narrow the search, and work without words too. --member finds votes that
list a member, and --vote only those in which it voted that way. --split finds
votes in which two members voted differently, --margin finds close votes, and
--vetoed-by finds vetoes, including those known only from the library's list of
vetoes. Name members by code or name, as for compare.

--json prints a list of objects with the columns of roll_calls, --csv a line for
each vote; both print all votes unless --limit is set. A veto without a roll
call has no roll_call_id there, and its agenda item as its title.`,
		Example: "  unvotes search cuba embargo\n  unvotes search ukraine 2022 --member India --vote abstain\n" +
			"  unvotes search --split US,UK --body GA --from 2020\n  unvotes search --vetoed-by Russia --csv",
		Args: func(cmd *cobra.Command, args []string) error { return s.check(cmd, args, f) },
		RunE: func(cmd *cobra.Command, args []string) error {
			if (f.json || f.csv) && !cmd.Flags().Changed("limit") {
				s.limit = 0
			}
			return a.search(cmd.Context(), strings.Join(args, " "), s, f)
		},
	}
	f.add(cmd, "a line for each vote")
	flags := cmd.Flags()
	flags.StringVar(&s.member, "member", "", "find votes that list this member: code or `NAME`")
	flags.StringVar(&s.vote, "vote", "", "find votes in which --member voted this way: `yes|no|abstain|non_voting`")
	flags.StringSliceVar(&s.split, "split", nil, "find votes in which two members voted differently: `A,B`")
	flags.StringVar(&s.vetoedBy, "vetoed-by", "", "find vetoes of this permanent member: code or `NAME`")
	flags.IntVar(&s.margin, "margin", -1, "find votes with a difference of at most `N` between yes and no")
	flags.StringVar(&s.body, "body", "all", "find votes of a body: `"+bodyNames+"`")
	flags.StringVar(&s.from, "from", "", "find votes from this `YEAR` or day on: 2014 or 2014-03-27")
	flags.StringVar(&s.to, "to", "", "find votes up to this `YEAR` or day")
	flags.IntVar(&s.limit, "limit", 20, "show at most `N` votes; 0 shows all")
	return cmd
}

type searchFlags struct {
	member, vote, vetoedBy, body, from, to string
	split                                  []string
	margin, limit                          int
}

// check refuses a search for nothing, and one that cannot be.
func (s *searchFlags) check(cmd *cobra.Command, args []string, f formFlags) error {
	usage := func(format string, args ...any) error {
		return fmt.Errorf("%w: %s; see '%s --help'", errUsage, fmt.Sprintf(format, args...), cmd.CommandPath())
	}
	narrowed := false
	for _, name := range []string{"member", "split", "vetoed-by", "margin", "body", "from", "to"} {
		narrowed = narrowed || cmd.Flags().Changed(name)
	}
	switch {
	case s.vote != "" && s.member == "":
		return usage("--vote needs --member")
	case strings.TrimSpace(strings.Join(args, "")) == "" && !narrowed:
		return usage("give words to search for, or a flag that narrows the search")
	case len(s.split) != 0 && len(s.split) != 2:
		return usage("--split takes two members: US,UK")
	case cmd.Flags().Changed("margin") && s.margin < 0:
		return usage("--margin %d: give 0 or more", s.margin)
	case s.limit < 0:
		return usage("--limit %d: give 0 or more", s.limit)
	}
	return f.check()
}

func (a *app) search(ctx context.Context, words string, f searchFlags, form formFlags) error {
	question, err := (&agreeFlags{body: f.body, from: f.from, to: f.to}).question()
	if err != nil {
		return err
	}
	q := view.Search{Words: words, Question: question, Member: f.member, Vote: view.NotListed, Split: f.split, VetoedBy: f.vetoedBy, Margin: f.margin, Limit: f.limit}
	if f.vote != "" {
		if q.Vote, err = view.ParseChoice(f.vote); err != nil {
			return fmt.Errorf("%w: --vote %q: use yes, no, abstain or non_voting", errUsage, f.vote)
		}
	}
	s, err := a.latest()
	if err != nil {
		return err
	}
	found, err := s.Search(ctx, q)
	if err != nil {
		return err
	}
	return form.write(a, found)
}
