package view

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"

	"unvotes/normalize"
)

// Choice is how a member voted.
type Choice uint8

// The choices, in the order in which they are shown. Unknown is a null: the list
// has no codes, or a code cannot be read.
const (
	Yes Choice = iota
	No
	Abstain
	NonVoting
	Unknown
	NotListed // the member does not stand in the list; no line has it
)

// Choices are what a line of a list can have, in order.
var Choices = [...]Choice{Yes, No, Abstain, NonVoting, Unknown}

var choiceNames = [...]string{"yes", "no", "abstain", "non_voting", "unknown", "not_listed"}

// String returns the value of the column vote, "unknown" for a null.
func (c Choice) String() string { return choiceNames[c] }

// MarshalText makes JSON say "yes".
func (c Choice) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// Voted reports whether the member said yes, no or abstained.
func (c Choice) Voted() bool { return c <= Abstain }

// ParseChoice reads the name of a choice, with a hyphen or an underscore.
func ParseChoice(name string) (Choice, error) {
	name = strings.ReplaceAll(strings.ToLower(name), "-", "_")
	if name == "" {
		return Unknown, errors.New("no choice")
	}
	return choiceOf(name)
}

// choiceOf reads a value of the column vote, "" for a null.
func choiceOf(vote string) (Choice, error) {
	if vote == "" {
		return Unknown, nil
	}
	for c, name := range choiceNames[:Unknown] {
		if name == vote {
			return Choice(c), nil
		}
	}
	return Unknown, fmt.Errorf("the vote %q is unknown to this program", vote)
}

// Vote is a row of votes: a line of a list.
type Vote normalize.VoteLine

// How returns how the member voted.
func (v *Vote) How() Choice {
	c, err := choiceOf(string(v.Choice))
	if err != nil {
		return Unknown
	}
	return c
}

// Member returns the name to show: the dictionary's, else as printed.
func (v *Vote) Member() string { return cmp.Or(v.Name, v.Label) }

// Votes reads the lists of the roll calls, by roll_call_id, each in the order as
// printed. A roll call without a list has none. Of the table only the row groups
// of their days are read, and of these only the rows from the first list to the
// last.
func (s *Snapshot) Votes(ctx context.Context, calls ...RollCall) (map[string][]Vote, error) {
	lists := make(map[string][]Vote, len(calls))
	wanted := make(map[string]bool, len(calls))
	for _, c := range calls {
		wanted[c.ID] = true
	}
	onDay := func(first, last Day, dated, undated bool) bool {
		return slices.ContainsFunc(calls, func(c RollCall) bool {
			return c.Date == nil && undated || c.Date != nil && dated && first <= *c.Date && *c.Date <= last
		})
	}
	err := s.readTable(ctx, "votes", func(f *parquet.File) error {
		groups, err := groupsOfDays(f, onDay)
		if err != nil {
			return err
		}
		for _, g := range groups {
			ids, err := readWords(f, g, "roll_call_id")
			if err != nil {
				return err
			}
			isWanted := func(code int32) bool { return code >= 0 && wanted[ids.dictionary[code]] }
			from := slices.IndexFunc(ids.codes, isWanted)
			if from < 0 {
				continue
			}
			to := len(ids.codes)
			for !isWanted(ids.codes[to-1]) {
				to--
			}
			rows, err := readSpan[Vote](g, int64(from), int64(to-from))
			if err != nil {
				return err
			}
			for _, v := range rows {
				if _, err := choiceOf(string(v.Choice)); err != nil {
					return err
				}
				if wanted[v.RollCallID] {
					lists[v.RollCallID] = append(lists[v.RollCallID], v)
				}
			}
		}
		return hasColumns[Vote](f)
	})
	if err != nil {
		return nil, err
	}
	return lists, nil
}
