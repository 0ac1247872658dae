package undl

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// newVoteLine splits a line of the row "Vote" as ^([YNAyna]) (.+)$ would: "y
// UNITED STATES". A line without a code is a member that did not vote, or a line
// that cannot be read ("AN PAKISTAN"): which of them is not decided here.
func newVoteLine(printed string) VoteLine {
	code, label, _ := strings.Cut(printed, " ")
	label = strings.TrimSpace(label)
	if len(code) == 1 && strings.Contains("YNAyna", code) && label != "" {
		return VoteLine{Printed: printed, Code: code, Label: label}
	}
	return VoteLine{Printed: printed, Label: printed}
}

// voteLines are the lines of the row "Vote".
func voteLines(row pageRow) ([]VoteLine, error) {
	vs := row.value
	if tag := joins(row.node); tag != "" {
		return nil, refuse(Layout, "the list of votes has <%s>: where its lines end is not known", tag)
	}
	if len(vs) == 0 {
		return nil, refuse(Layout, "the row %q has no lines", rowVote)
	}
	out := make([]VoteLine, 0, len(vs))
	for _, v := range vs {
		if strings.ContainsAny(v, "\r\n") {
			return nil, refuse(Layout, "a line of the list of votes has a line break in it: %q", v)
		}
		out = append(out, newVoteLine(v))
	}
	return out, nil
}

// joins is the first element under n that might glue two lines into one.
func joins(n *html.Node) string {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		if c.DataAtom != atom.Br && !blocks[c.DataAtom] {
			return c.Data
		}
		if tag := joins(c); tag != "" {
			return tag
		}
	}
	return ""
}
