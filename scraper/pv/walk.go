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

	speaker   string            // the label before the speech
	chair     bool              // the speaker is the President, or no one has spoken yet
	item      string            // number of the agenda item
	report    string            // symbol of the report whose drafts come next
	reports   map[string]string // committee → symbol, for this item
	draft     string            // symbol of the draft announced last
	number    string            // or its number in the report
	before    []string          // symbols of the drafts that may be meant: one, or several before the meeting
	amendment string            // symbol of the amendment announced last
	moves     []move            // amendments as their movers describe them
	put       []string          // what the President said since the last outcome
	open      []*Vote           // votes whose outcome has not been read
	undecided []int             // seqs of amendments and paragraphs whose draft the next whole text decides
	last      int               // seq of the vote that statements are about
	awaited   *paragraph        // announces a decision that has not come yet
	asked     bool              // it is the question whether the meeting agrees
	ended     int               // page of the last closing sentence
	lastPage  int
}

var (
	speaker     = regexp.MustCompile(`^(The (?:Acting |Temporary |Vice-)?(?i:president|chair(?:man|person|woman)?|secretary-general|rapporteur)|(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Prince|Princess|King|Queen|Sheikh|Archbishop|Monsignor|Msgr|Baroness)\b\.?|Crown Prince|(?:His|Her) (?:Royal |Serene |Imperial )*(?:Highness|Majesty|Excellency|Holiness|Eminence))\b[^:]{0,160}?: ?`)
	chairLabel  = regexp.MustCompile(`^(?i:the (?:acting |temporary |vice-)?(?:president|chair))`)
	itemHead    = regexp.MustCompile(`^(?i:agenda items?) (\d+)`)
	reportHead  = regexp.MustCompile(`(?i)^(?:\([a-z]\) )?(?:\w+ ){0,3}reports? of (?:the )?(.{0,240}?(?:committee|working group|commission|council|board|conference|panel)\b.{0,240}?) ?\((A/[^()]+(?: ?\(Part [IVX]+\))?[^()]*)\)`)
	voteTaken   = regexp.MustCompile(`(?i)^(?:at the request of .{3,200}?, )?(?:a|the) (?:separate,? )?(recorded |non-recorded |roll[- ]call )?vote (?:by (?:a )?(show of hands|roll[- ]call) )?was (?:then )?taken\b(?: by (?:a )?(show of hands|roll[- ]call))?`)
	meetingRose = regexp.MustCompile(`(?i)(?:^|[.”)\]] )[*\W]*the meeting (?:rose|was (?:suspended|adjourned|closed))\b(.*)`)
)

// read goes through the whole record.
func (w *walk) read() {
	w.chair, w.reports = true, map[string]string{}
	if w.rec.OCR {
		w.repairOCR()
	}
	for i := 0; i < len(w.ps); {
		p := &w.ps[i]
		if m := meetingRose.FindStringSubmatch(p.text); m != nil && !strings.Contains(m[1], "resumed") {
			w.ended = p.page
		}
		w.lastPage = max(w.lastPage, p.page)
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
		return w.vote(i, methodOf(m[1], m[2]+m[3]))
	}
	if listHeading(p.text) {
		return w.listsAlone(i)
	}
	switch m := itemHead.FindStringSubmatch(p.text); {
	case later(p.text):
		for k := i + 1; k < min(len(w.ps), i+4) && strings.HasPrefix(p.text, "[") && !strings.Contains(p.text, "]"); k++ {
			p.text += " " + w.ps[k].text // the bracket has several paragraphs
			i = k
		}
		w.statement(p)
	case m != nil:
		w.item, w.report = m[1], ""
		clear(w.reports)
		w.moves, w.undecided = nil, nil
		w.missed()
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
		w.speaker, w.chair = m, chairLabel.MatchString(m)
		text = strings.TrimPrefix(text, m)
	}
	w.moved(text)
	if !w.chair {
		return
	}
	if names, rest := w.notParticipating(text); len(names) > 0 && rest == "" && w.last > 0 {
		v := w.voteOf(w.last) // the sentence comes after the result
		v.NotParticipating.add(strings.Join(names, ", "))
		v.NotParticipating.Names = append(v.NotParticipating.Names, names...)
		return
	}
	if r, ok := readOutcome(text); ok && w.withoutLists(r, p.page) {
		return
	}
	w.expect(paragraph{page: p.page, text: text})
	w.announce(text)
	if m := adoptedWithout.FindStringSubmatch(text); m != nil && w.rec.Meeting.Body == "SC" {
		w.withoutLists(result{sentence: m[0], label: m[1], verb: "adopted", resolution: m[2]}, p.page)
	}
}

// voteOf returns the vote with this seq.
func (w *walk) voteOf(seq int) *Vote {
	i := slices.IndexFunc(w.rec.Votes, func(v Vote) bool { return v.Seq == seq })
	return &w.rec.Votes[i]
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
		if a.Draft == "" && a.DraftNumber == "" && !w.several() {
			a.Draft, a.DraftNumber = w.draft, w.number
		}
	case Amendment:
		if a.Draft = sub.draft; a.Draft == "" {
			a.Draft = w.amendment
		}
		w.setAmended(&a)
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

// actions returns all votes and adoptions.
func (w *walk) actions() []*Action {
	var out []*Action
	for i := range w.rec.Votes {
		out = append(out, &w.rec.Votes[i].Action)
	}
	for i := range w.rec.Adoptions {
		out = append(out, &w.rec.Adoptions[i])
	}
	return out
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
	w.missed()
	for len(w.open) > 0 {
		w.unresolved(w.open[0])
	}
	w.rec.Ended = w.ended > 0 && w.ended >= w.lastPage-2 // annexes may follow
	if !w.rec.Ended {
		w.problem(Incomplete, 0, w.lastPage, "no sentence says that the meeting rose, was suspended or was adjourned")
	}
	w.findGaps()
	slices.SortStableFunc(w.rec.Votes, func(a, b Vote) int { return a.Seq - b.Seq })
	all := w.actions()
	slices.SortFunc(all, func(a, b *Action) int { return a.Seq - b.Seq })
	place := map[int]int{}
	for i, a := range all {
		place[a.Seq] = i + 1
		a.Seq = i + 1
	}
	for i := range w.rec.Statements {
		w.rec.Statements[i].Seq = place[w.rec.Statements[i].Seq]
	}
	for i := range w.rec.Problems {
		w.rec.Problems[i].Seq = place[w.rec.Problems[i].Seq]
	}
}
