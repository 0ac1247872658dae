package pv

import (
	"regexp"
	"slices"
	"strings"
)

// What a delegation later said that it had intended. "and that of Peru" continues
// the sentence before.
var (
	laterStart = regexp.MustCompile(`(?i)^[\[*†\d ]*(?:(?:subsequently|later|after the vot(?:e|ing)),? (?:the (?:delegations?|representatives?) of |.{3,80} (?:advised|informed) )|[\[*†]+ ?the delegations? of .{3,300}(?:subsequently|later|advised|informed))`)
	delegation = regexp.MustCompile(`(?i)\b(?:the (?:delegations?|representatives?) of |and th(?:at|ose) of )`)
	saidLater  = regexp.MustCompile(`(?i),? (?:that (?:it|they) )?(?:(?:has|have|had|also|later|subsequently|since|then) )*(?:(?:advised|informed|notified|indicated|requested|stated|had|to vote|in favour|against|to abstain|abstain(?:ed|ing)?)\b)`)
	insteadOf  = regexp.MustCompile(`(?i),? (?:instead of|rather than|and not|not)\b (?:(?:to )?vot(?:e|ing)|in favour|against|(?:to )?abstain(?:ing)?)[^;.]*`)
)

// later reports whether the text is a statement of what a delegation had intended.
func later(text string) bool { return laterStart.MatchString(text) }

// statement reads a later statement. It is about the last vote; in a footnote, about
// the last vote on that page or before.
func (w *walk) statement(p paragraph) {
	seq := w.last
	if p.note {
		seq = 0
		for _, v := range w.rec.Votes {
			if v.Page <= p.page {
				seq = max(seq, v.Seq)
			}
		}
	}
	var at [][]int
	if seq > 0 {
		at = delegation.FindAllStringIndex(p.text, -1)
	}
	unread := len(at) == 0
	at = append(at, []int{len(p.text)})
	for i := range at[1:] {
		clause := p.text[at[i][1]:at[i+1][0]]
		said := saidLater.FindStringIndex(clause)
		if said == nil {
			continue // "the delegation of" is part of what another said
		}
		intended := intentions(clause[said[0]:])
		names := w.delegations(clause[:said[0]])
		for k, name := range names {
			s := Statement{Seq: seq, Page: p.page, Name: name, Words: p.text}
			switch {
			case len(intended) == 1:
				s.Intended = intended[0]
			case len(intended) == len(names) && strings.Contains(clause, "respectively"):
				s.Intended = intended[k]
			}
			unread = unread || s.Intended == ""
			w.rec.Statements = append(w.rec.Statements, s)
		}
	}
	if unread {
		w.problem(StatementUnread, seq, p.page, p.text)
	}
}

var articles = strings.NewReplacer(", the ", ", ", " and the ", " and ", " and of the ", " and ", " and of ", " and ", ", of ", ", ")

// delegations returns the names in "Cuba, the Gambia and Togo".
func (w *walk) delegations(text string) []string {
	text = strings.TrimSpace(text)
	for _, t := range []string{text, articles.Replace(strings.TrimPrefix(text, "the "))} {
		if s := w.names.segment(t); s.ways == 1 {
			return s.names
		}
	}
	return []string{text}
}

var intents = regexp.MustCompile(`(?i)\bnot (?:to )?(?:participate|vote|take part)|\babstain|\bagainst\b|\bin favour\b`)

// intentions returns the votes that a clause says were intended, in order and each once.
func intentions(s string) []string {
	var out []string
	for _, m := range intents.FindAllString(insteadOf.ReplaceAllString(s, ""), -1) {
		vote := map[string]string{"i": "yes", "a": "no", "n": "non_voting"}[strings.ToLower(m[:1])]
		if strings.EqualFold(m, "abstain") {
			vote = "abstain"
		}
		if !slices.Contains(out, vote) {
			out = append(out, vote)
		}
	}
	return out
}

var (
	didNot    = regexp.MustCompile(`(?i)^(.*?[.”] )?((?:the )?(?:representatives?|delegations?) of )?([^.]{3,300}?) did not (?:participate|take part) in (?:the |this )?vot(?:e|ing)\b[^.]*\.? ?`)
	oneMember = regexp.MustCompile(`(?i)^(?:\w+ )?(?:members?|delegations?|representatives?) \((.+)\)$`)
)

// notParticipating finds the sentence that names who did not participate in the
// vote. It returns the names and the text without the sentence.
func (w *walk) notParticipating(text string) (names []string, rest string) {
	m := didNot.FindStringSubmatch(text)
	if m == nil {
		return nil, text
	}
	who := m[3]
	if in := oneMember.FindStringSubmatch(who); in != nil {
		who = in[1]
	}
	names = w.delegations(who)
	for _, n := range names {
		if !w.names.known(n) {
			return nil, text
		}
	}
	return names, strings.TrimSpace(m[1] + text[len(m[0]):])
}
