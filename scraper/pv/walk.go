package pv

import (
	"regexp"
	"slices"
	"strings"
)

// walk goes through the paragraphs of a record and keeps what a later sentence
// needs: who speaks, under which item and report, which draft was announced.
type walk struct {
	rec   *Record
	names *lexicon
	ps    []paragraph
	seq   int

	chair     bool              // the President speaks, or nobody has spoken yet
	item      string            // number of the agenda item
	report    string            // symbol of the report whose drafts come next
	reports   map[string]string // committee → symbol, for this item
	draft     string            // symbol of the draft announced last
	number    string            // or its number in the report
	amendment string            // symbol of the amendment announced last
	put       []string          // what the President said since the last outcome
	open      []*Vote           // votes whose outcome has not been read
	last      int               // seq of the vote that statements are about
}

var (
	speaker     = regexp.MustCompile(`^(The (?:Acting |Temporary |Vice-)?(?i:president|chair(?:man|person|woman)?|secretary-general|rapporteur)|(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Prince|Princess|King|Queen|Sheikh|Archbishop|Monsignor|Msgr|Baroness)\b\.?|Crown Prince|(?:His|Her) (?:Royal |Serene |Imperial )*(?:Highness|Majesty|Excellency|Holiness|Eminence))\b[^:]{0,160}?: ?`)
	chairLabel  = regexp.MustCompile(`^(?i:the (?:acting |temporary |vice-)?(?:president|chair))`)
	itemHead    = regexp.MustCompile(`^(?i:agenda items?) (\d+)`)
	reportHead  = regexp.MustCompile(`(?i)^(?:\([a-z]\) )?(?:\w+ ){0,3}reports? of (?:the )?(.{0,240}?(?:committee|working group|commission|council|board|conference|panel)\b.{0,240}?) ?\((A/[^()]+(?: ?\(Part [IVX]+\))?[^()]*)\)`)
	voteTaken   = regexp.MustCompile(`(?i)^(?:at the request of .{3,200}?, )?(?:a|the) (?:separate,? )?(recorded |non-recorded |roll[- ]call )?vote was (?:then )?taken\b(?: by (show of hands|roll[- ]call))?`)
	meetingRose = regexp.MustCompile(`(?i)^the meeting rose\b`)
)

// read goes through the whole record.
func (w *walk) read() {
	w.chair, w.reports = true, map[string]string{}
	if w.rec.OCR {
		w.repairOCR()
	}
	for i := 0; i < len(w.ps); {
		p := &w.ps[i]
		w.rec.Ended = w.rec.Ended || meetingRose.MatchString(p.text)
		if p.note {
			if later(p.text) {
				w.statement(*p)
			}
			i++
			continue
		}
		p.text = tidySymbols(p.text)
		i = w.step(i)
	}
	w.finish()
}

// step reads paragraph i and returns the next one to read.
func (w *walk) step(i int) int {
	p := w.ps[i]
	if m := voteTaken.FindStringSubmatch(p.text); m != nil {
		return w.vote(i, methodOf(m[1], m[2]))
	}
	if listHeading(p.text) {
		return w.listsAlone(i)
	}
	switch m := itemHead.FindStringSubmatch(p.text); {
	case later(p.text):
		w.statement(p)
	case m != nil:
		w.item, w.report = m[1], ""
		clear(w.reports)
		w.forget()
	case !w.reportHeading(p.text):
		w.speech(p)
	}
	return i + 1
}

// speech reads a paragraph of a speech, or a sentence of the record itself.
func (w *walk) speech(p paragraph) {
	text := p.text
	if m := speaker.FindString(text); m != "" {
		w.chair = chairLabel.MatchString(m)
		text = strings.TrimPrefix(text, m)
	}
	if !w.chair {
		return
	}
	if r, ok := readOutcome(text); ok && w.withoutLists(r, p.page) {
		return
	}
	w.announce(text)
	if m := adoptedWithout.FindStringSubmatch(text); m != nil && w.rec.Meeting.Body == "SC" {
		w.withoutLists(result{sentence: m[0], label: m[1], verb: "adopted", resolution: m[2]}, p.page)
	}
}

// adoptedWithout is a text that the Council adopted without a vote: only its
// President's words say so.
var adoptedWithout = regexp.MustCompile(`(The [^.;:?]{3,200}?) (?:has|have) been adopted (?:by acclamation|by consensus|without (?:a )?vote)(?:,? as resolution (\d+ ?\(\d{4}\)))?`)

// reportHeading reads the heading of a committee's report. It returns false if the
// text is no such heading.
func (w *walk) reportHeading(text string) bool {
	m := reportHead.FindStringSubmatch(text)
	if m == nil || strings.Contains(m[1], "Secretary-General") {
		return false
	}
	w.report = strings.TrimSpace(m[2])
	w.reports[committeeKey(m[1])] = w.report
	w.forget()
	return true
}

// committeeKey returns "third committee" for "the Third Committee".
func committeeKey(s string) string {
	return strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), "the ")
}

// forget drops what was announced: the next item or report begins.
func (w *walk) forget() {
	w.draft, w.number, w.amendment, w.put = "", "", "", nil
}

var (
	sentences   = regexp.MustCompile(`[.?!][”"’)]* +`)
	ofCommittee = regexp.MustCompile(`(?i)(?:recommended|submitted) by (?:the )?([\w ]{3,60}? Committee)\b`)
	draftBefore = regexp.MustCompile(`(?i)draft (?:resolution|decision)s?,?(?: (?:contained|issued|circulated|set out|as contained))?(?: (?:in|as))?(?: (?:the )?documents?)? ?$`)
	isDraft     = regexp.MustCompile(`(?i)\bdraft (?:resolution|decision|text)|\bproposal\b|text of a draft`)
	isAmending  = regexp.MustCompile(`(?i)\b(?:sub-?)?amendments?\b`)
	severalOf   = regexp.MustCompile(`raft (?:resolutions|decisions) `)
)

// announce takes from the President's words which draft comes next.
func (w *walk) announce(text string) {
	w.put = append(w.put, text)
	for s := range strings.SplitSeq(sentences.ReplaceAllString(text, "$0\x00"), "\x00") {
		if m := ofCommittee.FindStringSubmatch(s); m != nil {
			if r, ok := w.reports[committeeKey(m[1])]; ok {
				w.report = r
			}
		}
		for _, at := range draftSymbol.FindAllStringIndex(s, -1) {
			symbol, before := s[at[0]:at[1]], s[:at[0]]
			switch {
			case isAmending.MatchString(s) && !draftBefore.MatchString(before):
				w.amendment = symbol
			case isDraft.MatchString(s):
				w.draft, w.number = symbol, ""
			}
		}
		if n := numberOfDraft(s); n != "" && !severalOf.MatchString(s) {
			w.draft, w.number = "", n
		}
	}
}

// withoutLists takes an outcome that follows no list: an adoption without a vote, or
// a vote whose lists are elsewhere. It returns false for what is not kept.
func (w *walk) withoutLists(r result, page int) bool {
	if r.yes != nil {
		v := w.matching(r)
		if v == nil {
			v = w.begin(page, "")
		}
		w.settle(v, r, page)
		return true
	}
	sub := readSubject(r.label)
	if r.label == "It was so decided" {
		sub.scope = Other
	} else if sub.scope == Motion || sub.scope == Other {
		return false
	}
	w.seq++
	a := w.action(r, sub)
	a.Seq, a.Page, a.Method = w.seq, page, WithoutVote
	w.rec.Adoptions = append(w.rec.Adoptions, a)
	w.settled(a)
	return true
}

// action fills in what votes and adoptions have in common.
func (w *walk) action(r result, sub subject) Action {
	a := Action{
		Sentence: r.sentence, Label: r.label, AgendaItem: w.item,
		Resolution: r.resolution, Decision: r.decision,
		Scope: sub.scope, Target: sub.target, TargetPrinted: sub.printed, Outcome: r.outcome(sub.scope),
	}
	switch sub.scope {
	case Whole:
		a.Draft, a.DraftNumber = sub.draft, sub.number
		if sub.bare {
			a.Draft = w.draft
		}
	case Paragraph, Part:
		a.Draft, a.DraftNumber = sub.draft, sub.number
		if a.Draft == "" && a.DraftNumber == "" {
			a.Draft, a.DraftNumber = w.draft, w.number
		}
	case Amendment:
		if a.Draft = sub.draft; a.Draft == "" {
			a.Draft = w.amendment
		}
		a.DraftNumber, a.Amends = w.number, w.draft
		if of := w.number + w.draft; of != "" { // only one of them is set
			a.TargetPrinted = "draft resolution " + of
		}
	case Motion:
		a.TargetPrinted = motionTarget(r.label)
	}
	if a.Scope != Other && a.Scope != Motion && (a.Draft == "" || a.Scope == Amendment && a.Amends == "") {
		a.CommitteeReport = w.report
	}
	return a
}

var rulingWords = regexp.MustCompile(`(?i)\b(?:ruling|President['’]s decision|overruling)\b`)

// motionTarget returns what a motion is about, if its words say it.
func motionTarget(label string) string {
	if s := draftSymbol.FindString(label); s != "" {
		return "draft resolution " + s
	}
	if rulingWords.MatchString(label) {
		return "President's ruling"
	}
	return ""
}

// settled forgets what was announced once the whole draft is decided on.
func (w *walk) settled(a Action) {
	w.put = nil
	if a.Scope == Whole {
		w.forget()
	}
}

func methodOf(kind, how string) Method {
	kind, how = strings.ToLower(kind), strings.ToLower(how)
	switch {
	case strings.HasPrefix(how, "show"):
		return ShowOfHands
	case how != "", strings.HasPrefix(kind, "roll"):
		return RollCall
	case strings.HasPrefix(kind, "non"):
		return NonRecorded
	case kind == "":
		return ""
	}
	return Recorded
}

func (w *walk) problem(code string, seq, page int, detail string) {
	w.rec.Problems = append(w.rec.Problems, Problem{Code: code, Seq: seq, Page: page, Detail: oneLine(detail)})
}

// finish closes what is still open, and numbers the decisions again: a vote of
// which nothing was read has no place.
func (w *walk) finish() {
	for len(w.open) > 0 {
		w.unresolved(w.open[0])
	}
	slices.SortStableFunc(w.rec.Votes, func(a, b Vote) int { return a.Seq - b.Seq })
	var all []*int
	for i := range w.rec.Votes {
		all = append(all, &w.rec.Votes[i].Seq)
	}
	for i := range w.rec.Adoptions {
		all = append(all, &w.rec.Adoptions[i].Seq)
	}
	slices.SortFunc(all, func(a, b *int) int { return *a - *b })
	place := map[int]int{}
	for i, seq := range all {
		place[*seq] = i + 1
		*seq = i + 1
	}
	for i := range w.rec.Statements {
		w.rec.Statements[i].Seq = place[w.rec.Statements[i].Seq]
	}
	for i := range w.rec.Problems {
		w.rec.Problems[i].Seq = place[w.rec.Problems[i].Seq]
	}
}

var (
	laterStart = regexp.MustCompile(`(?i)^[\[*†\d ]*(?:(?:subsequently|later|after the vot(?:e|ing)),? (?:the (?:delegations?|representatives?) of |.{3,80} (?:advised|informed) )|[\[*†]+ ?the delegations? of .{3,300}(?:subsequently|later|advised|informed))`)
	delegation = regexp.MustCompile(`(?i)(?:delegations?|representatives?) of (.+?),? (?:(?:has|have|had|also|later|subsequently|has since) )*(?:advised|informed|notified|indicated|requested|had (?:intended|wished|meant))\b(.*?)(?:[;\]]|\.\]?$|, and the (?:delegation|representative)|, while the|$)`)
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
	read := false
	for rest := p.text; seq > 0; {
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

var articles = strings.NewReplacer(", the ", ", ", " and the ", " and ", " and of the ", " and ", " and of ", " and ", ", of ", ", ")

// delegations returns the names in "Cuba, the Gambia and Togo".
func (w *walk) delegations(text string) []string {
	text = strings.TrimSpace(text)
	for _, t := range []string{text, articles.Replace(strings.TrimPrefix(text, "the "))} {
		if s := segment(t, w.names); s.ways == 1 {
			return s.names
		}
	}
	return []string{text}
}

// intent returns the vote that a delegation says it had intended.
func intent(s string) string {
	s = strings.ToLower(s)
	s = s[max(0, strings.Index(s, "had ")):]
	for _, i := range []struct{ words, vote string }{
		{"not to participate", "non_voting"}, {"not to vote", "non_voting"}, {"not participate", "non_voting"},
		{"abstain", "abstain"}, {"against", "no"}, {"in favour", "yes"},
	} {
		if strings.Contains(s, i.words) {
			return i.vote
		}
	}
	return ""
}
