package pv

import (
	"regexp"
	"strings"
)

var (
	laterStart = regexp.MustCompile(`(?i)^[\[*†\d ]*(?:(?:subsequently|later|after the vot(?:e|ing)),? (?:the (?:delegations?|representatives?) of |.{3,80} (?:advised|informed) )|[\[*†]+ ?the delegations? of .{3,300}(?:subsequently|later|advised|informed))`)
	delegation = regexp.MustCompile(`(?i)(?:delegations?|representatives?) of (.+?),? (?:(?:has|have|had|also|later|subsequently|has since) )*(?:advised|informed|notified|indicated|requested|had (?:intended|wished|meant))\b(.*?)(?:[;\]]|\.\]?$|, and the (?:delegation|representative)|, while the|$)`)
)

// later tells a statement of what a delegation had intended.
func later(text string) bool { return laterStart.MatchString(text) }

// statement reads a later statement. It is about the last vote, in a footnote
// about the vote whose page has its mark.
func (w *walk) statement(p paragraph) {
	if !later(p.text) {
		return
	}
	seq := w.last
	if p.note {
		seq = w.lastOnPage(p.page)
	}
	if seq == 0 {
		w.problem(StatementUnread, 0, p.page, p.text)
		return
	}
	read := false
	rest := p.text
	for {
		m := delegation.FindStringSubmatchIndex(rest)
		if m == nil {
			break
		}
		intended := intent(rest[m[4]:m[5]])
		for _, name := range w.delegations(rest[m[2]:m[3]]) {
			read = read || intended != ""
			w.rec.Statements = append(w.rec.Statements, Statement{Seq: seq, Page: p.page, Name: name, Intended: intended, Words: p.text})
		}
		rest = rest[m[5]:]
	}
	if !read {
		w.problem(StatementUnread, seq, p.page, p.text)
	}
}

// lastOnPage is the last vote on a page, or before it.
func (w *walk) lastOnPage(page int) int {
	seq := 0
	for _, v := range w.rec.Votes {
		if v.Page <= page {
			seq = max(seq, v.Seq)
		}
	}
	return seq
}

// delegations are the names in "Cuba, the Gambia and Togo".
func (w *walk) delegations(text string) []string {
	text = strings.TrimSpace(text)
	if s := segment(text, w.names); s.ways == 1 {
		return s.names
	}
	bare := strings.NewReplacer(", the ", ", ", " and the ", " and ", " and of the ", " and ", " and of ", " and ", ", of ", ", ").Replace(strings.TrimPrefix(text, "the "))
	if s := segment(bare, w.names); s.ways == 1 {
		return s.names
	}
	return []string{text}
}

// intent types what a delegation says that it had intended.
func intent(s string) string {
	s = strings.ToLower(s)
	s = s[max(0, strings.Index(s, "had ")):]
	switch {
	case strings.Contains(s, "not to participate"), strings.Contains(s, "not to vote"), strings.Contains(s, "not participate"):
		return "non_voting"
	case strings.Contains(s, "abstain"):
		return "abstain"
	case strings.Contains(s, "against"):
		return "no"
	case strings.Contains(s, "in favour"):
		return "yes"
	}
	return ""
}
