package output

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// WriteText writes the changes for people: "+" added, "-" removed, "~" changed.
func (c Changes) WriteText(w io.Writer) error {
	votes := 0
	for _, call := range c.Changed {
		votes += len(call.Votes)
	}
	b := &strings.Builder{}
	fmt.Fprintf(b, "%s to %s: %d roll calls added, %d removed, %d changed; %d votes changed\n", c.Old, c.New, len(c.Added), len(c.Removed), len(c.Changed), votes)
	for _, r := range c.Added {
		r.write(b, "+")
	}
	for _, r := range c.Removed {
		r.write(b, "-")
	}
	for _, call := range c.Changed {
		call.write(b, "~")
		for _, x := range call.Columns {
			fmt.Fprintf(b, "    %s: %s to %s\n", x.Column, plain(x.From), plain(x.To))
		}
		for _, v := range call.Votes {
			fmt.Fprintf(b, "    %s: %s to %s\n", v.Member, v.From, v.To)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r CallRef) write(b *strings.Builder, sign string) {
	words := []string{sign, r.RollCallID}
	for _, s := range []string{r.Date, r.Resolution, r.Title} {
		if s != "" {
			words = append(words, s)
		}
	}
	if len(r.Former) > 0 {
		words = append(words, "(was "+strings.Join(r.Former, ", ")+")")
	}
	b.WriteString(strings.Join(words, "  ") + "\n")
}

// String is the vote, and the rest of the line where the vote alone would not
// tell two lines apart: "yes (line 3, Y FRANCE)".
func (v *VoteCell) String() string {
	if v == nil {
		return "not listed"
	}
	s := orElse(v.Vote, "no known vote") + fmt.Sprintf(" (line %d, %s", v.Line, strings.TrimSpace(orElse(v.VotePrinted, "")+" "+v.MemberPrinted))
	if v.Eligible != nil && !*v.Eligible {
		s += ", not entitled"
	}
	if v.Permanent != nil && *v.Permanent {
		s += ", permanent"
	}
	return s + ")"
}

func orElse(s *string, null string) string {
	if s == nil {
		return null
	}
	return *s
}

// plain is a cell in text: JSON, which tells null from "" and lists from texts.
func plain(v any) string {
	b, err := json.Marshal(v)
	if err != nil { // texts, numbers, bools and lists always marshal
		panic(err)
	}
	return string(b)
}
