package pv

import (
	"cmp"
	"iter"
	"regexp"
	"slices"
	"strings"
)

// move is what a speaker said of an amendment.
type move struct {
	speaker string // the label before the speech: "Mr. Nebenzia (Russian Federation)"
	draft   string // symbol of the draft that it is to
	piece   string // "paragraph 6"; "" if not said
}

var amending = regexp.MustCompile(`(?i)\bamend(?:ments?|ing)?\b[^.;]{0,120}?((?:\b(?:(?:operative|preambular|[a-z-]*(?:first|second|third|th)) ){0,2}paragraphs?(?: [\d()a-z]{1,6})?)?)(?: (?:of|to|in))? (?:the |this |that )?(?:\w+ )?draft (?:resolution|decision)\b[^.;]{0,60}$`)

// moved keeps what a speaker, or the President, says an amendment is to.
func (w *walk) moved(text string) {
	for s := range sentencesOf(text) {
		for _, at := range draftSymbol.FindAllStringIndex(s, -1) {
			if m := amending.FindStringSubmatch(s[:at[0]]); m != nil {
				w.moves = append(w.moves, move{w.speaker, s[at[0]:at[1]], strings.TrimSpace(m[1])})
			}
		}
	}
}

// forget drops what was announced: the next item or report begins.
func (w *walk) forget() {
	w.draft, w.number, w.before, w.amendment, w.put = "", "", nil, "", nil
}

var (
	sentences   = regexp.MustCompile(`[.?!][”"’)]* +`)
	ofCommittee = regexp.MustCompile(`(?i)(?:recommended|submitted) by (?:the )?([\w ]{3,60}? Committee)\b`)
	draftBefore = regexp.MustCompile(`(?i)draft (?:resolution|decision)s?,?(?: (?:contained|issued|circulated|set out|as contained))?(?: (?:in|as))?(?: (?:the )?documents?)? ?$`)
	isDraft     = regexp.MustCompile(`(?i)\bdraft (?:resolution|decision|text)|\bproposal\b|text of a draft`)
	isAmending  = regexp.MustCompile(`(?i)\b(?:sub-?)?amend(?:ments?|ing)\b`)
	severalOf   = regexp.MustCompile(`raft (?:resolutions|decisions) `)
	putToVote   = regexp.MustCompile(`(?i)\b(?:put|vote|voting|decision|action|turn|consider)\b`)
)

func sentencesOf(text string) iter.Seq[string] {
	return strings.SplitSeq(sentences.ReplaceAllString(text, "$0\x00"), "\x00")
}

// announce takes from the President's words which draft comes next.
func (w *walk) announce(text string) {
	w.put = append(w.put, text)
	for s := range sentencesOf(text) {
		if m := ofCommittee.FindStringSubmatch(s); m != nil {
			if r, ok := w.reports[committeeKey(m[1])]; ok {
				w.report = r
			}
		}
		var drafts []string
		for _, at := range draftSymbol.FindAllStringIndex(s, -1) {
			symbol, before := s[at[0]:at[1]], s[:at[0]]
			switch {
			case isAmending.MatchString(s) && !draftBefore.MatchString(before):
				w.amendment = symbol
			case isDraft.MatchString(s):
				w.draft, w.number = symbol, ""
				drafts = append(drafts, symbol)
			}
		}
		if len(drafts) == 1 && putToVote.MatchString(s) {
			w.before = nil // this one and no other
		}
		w.before = append(w.before, drafts...)
		if n := numberOfDraft(s); n != "" && !severalOf.MatchString(s) {
			w.draft, w.number, w.before = "", n, nil
		}
	}
}

// several reports whether more than one draft may be meant by "the draft".
func (w *walk) several() bool { return distinct(w.before) > 1 }

// setAmended sets what an amendment is to: the draft that its mover named, else the
// only one that is before the meeting.
func (w *walk) setAmended(a *Action) {
	said := strings.Join(w.put, " ") + a.Label
	best := -1
	for i, m := range w.moves {
		if by := country.FindStringSubmatch(m.speaker); best < 0 || chairLabel.MatchString(m.speaker) || by == nil || strings.Contains(said, by[1]) {
			best = i
		}
	}
	switch {
	case best >= 0 && w.number == "":
		a.Amends, a.TargetPrinted = w.moves[best].draft, "draft resolution "+w.moves[best].draft
		if p := w.moves[best].piece; p != "" {
			a.TargetPrinted = p + " of " + a.Amends
		}
	case w.number != "":
		a.DraftNumber, a.TargetPrinted = w.number, "draft resolution "+w.number
	case w.draft != "" && !w.several():
		a.Amends, a.TargetPrinted = w.draft, "draft resolution "+w.draft
	}
}

var country = regexp.MustCompile(`\(([^()]+)\)`)

// settled forgets what was announced once the whole draft is decided on. The draft
// of amendments and paragraphs put to the vote before, if it was not clear, is this one.
func (w *walk) settled(a Action) {
	w.put, w.awaited, w.asked = nil, nil, false
	switch {
	case a.Scope == Amendment && a.Amends+a.DraftNumber == "", (a.Scope == Paragraph || a.Scope == Part) && a.Draft+a.DraftNumber == "":
		w.undecided = append(w.undecided, a.Seq)
	case a.Scope == Whole:
		for _, earlier := range w.actions() {
			if slices.Contains(w.undecided, earlier.Seq) {
				earlier.belongTo(a)
			}
		}
		w.undecided = nil
		w.moves = slices.DeleteFunc(w.moves, func(m move) bool { return m.draft == a.Draft })
		w.forget()
	}
}

// belongTo gives an amendment or a paragraph the draft of the whole text.
func (a *Action) belongTo(whole Action) {
	if a.Scope == Amendment {
		a.Amends, a.TargetPrinted = whole.Draft, "draft resolution "+cmp.Or(whole.Draft, whole.DraftNumber)
	} else {
		a.Draft = whole.Draft
	}
	a.DraftNumber, a.CommitteeReport = whole.DraftNumber, whole.CommitteeReport
}
