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
	names *memo
	ps    []paragraph
	seq   int

	chair     bool              // the President speaks, or nobody yet
	item      string            // number of the agenda item
	report    string            // symbol of the report whose drafts are next
	reports   map[string]string // committee → symbol, of this item
	draft     string            // symbol of the draft announced last
	number    string            // or its number in the report
	amendment string            // symbol of the amendment announced last
	put       []string          // what the President said since the last outcome
	open      []*Vote           // votes of which no outcome has come
	last      int               // seq of the vote that statements are about
}

var (
	speaker     = regexp.MustCompile(`^(The (?:Acting |Temporary |Vice-)?(?i:president|chair(?:man|person|woman)?|secretary-general|rapporteur)|(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Prince|Princess|King|Queen|Sheikh|Archbishop|Monsignor|Msgr|Baroness)\b\.?|Crown Prince|(?:His|Her) (?:Royal |Serene |Imperial )*(?:Highness|Majesty|Excellency|Holiness|Eminence))\b[^:]{0,160}?: ?`)
	chairLabel  = regexp.MustCompile(`^(?i:the (?:acting |temporary |vice-)?(?:president|chair))`)
	itemHead    = regexp.MustCompile(`^(?i:agenda items?) (\d+)`)
	reportHead  = regexp.MustCompile(`(?i)^(?:\([a-z]\) )?(?:\w+ ){0,3}reports? of (?:the )?(.{0,240}?(?:committee|working group|commission|council|board|conference|panel)\b.{0,240}?) ?\((A/[^()]+(?: ?\(Part [IVX]+\))?[^()]*)\)`)
	voteTaken   = regexp.MustCompile(`(?i)^(?:at the request of .{3,200}?, )?(?:a|the) (?:separate,? )?(recorded |non-recorded |roll[- ]call )?vote was (?:then )?taken\b(?: by (show of hands|roll[- ]call))?`)
	meetingRose = regexp.MustCompile(`(?i)^the meeting rose\b`)
	byLot       = regexp.MustCompile(`drawn by lot`)
)

// read goes through the whole record.
func (w *walk) read() {
	w.chair, w.reports = true, map[string]string{}
	if w.rec.OCR {
		w.repairOCR()
	}
	for i := 0; i < len(w.ps); {
		w.rec.Ended = w.rec.Ended || meetingRose.MatchString(w.ps[i].text)
		if p := w.ps[i]; p.note {
			w.statement(p)
			i++
			continue
		}
		w.ps[i].text = tidySymbols(w.ps[i].text)
		i = max(i+1, w.step(i))
	}
	w.finish()
}

// step reads paragraph i and gives the next to read.
func (w *walk) step(i int) int {
	text := w.ps[i].text
	if m := voteTaken.FindStringSubmatch(text); m != nil {
		return w.vote(i, methodOf(m[1], m[2]))
	}
	if listHeading(text) {
		return w.strayLists(i)
	}
	if later(text) {
		w.statement(w.ps[i])
		return i + 1
	}
	if m := itemHead.FindStringSubmatch(text); m != nil {
		w.item, w.report = m[1], ""
		clear(w.reports)
		w.forget()
		return i + 1
	}
	if w.heading(text) {
		return i + 1
	}
	if m := speaker.FindString(text); m != "" {
		w.chair = chairLabel.MatchString(m)
		text = strings.TrimPrefix(text, m)
	}
	if !w.chair {
		return i + 1
	}
	if r, ok := readOutcome(text); ok && w.withoutVote(r, w.ps[i].page) {
		return i + 1
	}
	w.announce(text)
	w.councilAdoption(text, w.ps[i].page)
	return i + 1
}

// heading reads the heading of a committee's report; false when the text is none.
func (w *walk) heading(text string) bool {
	m := reportHead.FindStringSubmatch(text)
	if m == nil || strings.Contains(m[1], "Secretary-General") {
		return false
	}
	w.report = strings.TrimSpace(m[2])
	w.reports[committeeKey(m[1])] = w.report
	w.forget()
	return true
}

// committeeKey is "third committee" of "the Third Committee".
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
)

// announce takes from the President's words which draft comes next.
func (w *walk) announce(text string) {
	w.put = append(w.put, text)
	for s := range strings.SplitSeq(sentences.ReplaceAllString(text, "$0\x00"), "\x00") {
		w.announceSentence(s)
	}
}

func (w *walk) announceSentence(s string) {
	if len(w.reports) > 0 {
		if m := ofCommittee.FindStringSubmatch(s); m != nil {
			if r, ok := w.reports[committeeKey(m[1])]; ok {
				w.report = r
			}
		}
	}
	for _, at := range symbolsIn(s) {
		symbol, before := s[at[0]:at[1]], s[:at[0]]
		switch {
		case isAmending.MatchString(s) && !draftBefore.MatchString(before):
			w.amendment = symbol
		case isDraft.MatchString(s):
			w.draft, w.number = symbol, ""
		}
	}
	if !strings.Contains(s, "raft resolutions ") && !strings.Contains(s, "raft decisions ") {
		if n := numberOfDraft(s); n != "" {
			w.draft, w.number = "", n
		}
	}
}

// symbolsIn are the places of drafts' symbols in a sentence; most have none.
func symbolsIn(s string) [][]int {
	if !strings.Contains(s, "/") {
		return nil
	}
	return draftSymbol.FindAllStringIndex(s, -1)
}

// withoutVote takes an outcome that no vote came before; false when it is none
// to keep.
func (w *walk) withoutVote(r result, page int) bool {
	if r.yes != nil { // no lists: they were not printed, or not read
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

// councilAdoption takes a text that the Council adopted without a vote: only its
// President's words say so.
var adoptedWithout = regexp.MustCompile(`(The [^.;:?]{3,200}?) (?:has|have) been adopted (?:by acclamation|by consensus|without (?:a )?vote)(?:,? as resolution (\d+ ?\(\d{4}\)))?`)

func (w *walk) councilAdoption(text string, page int) {
	if w.rec.Meeting.Body != "SC" || !strings.Contains(text, " been adopted ") {
		return
	}
	m := adoptedWithout.FindStringSubmatch(text)
	if m == nil {
		return
	}
	w.withoutVote(result{sentence: m[0], label: m[1], verb: "adopted", resolution: m[2]}, page)
}

// action fills in what a vote and an adoption have in common.
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
		a.Draft = sub.draft
		if a.Draft == "" {
			a.Draft = w.amendment
		}
		a.DraftNumber, a.Amends = w.number, w.draft
		switch {
		case w.number != "":
			a.TargetPrinted = "draft resolution " + w.number
		case w.draft != "":
			a.TargetPrinted = "draft resolution " + w.draft
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

// motionTarget is what a motion is about, where its words say it.
func motionTarget(label string) string {
	if s := draftSymbol.FindString(label); s != "" {
		return "draft resolution " + s
	}
	if rulingWords.MatchString(label) {
		return "President's ruling"
	}
	return ""
}

// settled forgets the draft once the whole is decided on.
func (w *walk) settled(a Action) {
	w.put = nil
	if a.Scope == Whole {
		w.draft, w.number, w.amendment = "", "", ""
	}
}

func methodOf(kind, how string) Method {
	switch {
	case strings.HasPrefix(strings.ToLower(how), "show"):
		return ShowOfHands
	case how != "", strings.HasPrefix(strings.ToLower(kind), "roll"):
		return RollCall
	case strings.HasPrefix(strings.ToLower(kind), "non"):
		return NonRecorded
	case kind == "":
		return ""
	}
	return Recorded
}

func (w *walk) problem(code string, seq, page int, detail string) {
	w.rec.Problems = append(w.rec.Problems, Problem{Code: code, Seq: seq, Page: page, Detail: oneLine(detail)})
}

// finish closes what is still open, and counts the places again: a vote of which
// nothing was read has none.
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
