package pv

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
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
	announced                   // by the President
	moves     []move            // amendments as their movers describe them
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
	// adoptedWithout is a text that the Council adopted without a vote: only its
	// President's words say so.
	adoptedWithout = regexp.MustCompile(`(The [^.;:?]{3,200}?) (?:has|have) been adopted (?:by acclamation|by consensus|without (?:a )?vote)(?:,? as resolution (\d+ ?\(\d{4}\)))?`)
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
		if !p.note {
			p.text = tidySymbols(p.text)
			i = w.step(i)
			continue
		}
		if later(p.text) {
			w.statement(*p)
		}
		i++
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
	switch item := itemHead.FindStringSubmatch(p.text); {
	case later(p.text):
		next, closed := w.bracketEnd(i)
		for _, more := range w.ps[i+1 : next] {
			p.text += " " + more.text
		}
		w.statement(p)
		if !closed {
			w.problem(StatementUnread, w.last, p.page, "no bracket closes after: "+p.text)
		}
		return next
	case item != nil:
		w.item, w.report = item[1], ""
		clear(w.reports)
		w.moves, w.undecided, w.announced = nil, nil, announced{}
		w.missed()
	case !w.reportHeading(p.text):
		w.speech(p)
	}
	return i + 1
}

// bracketWithin is how many paragraphs a bracket may take.
const bracketWithin = 4

// bracketEnd returns the paragraph after the one that closes the bracket of a later
// statement. If none does before the record goes on, that is the next one: a
// bracket that was left open hides nothing that follows.
func (w *walk) bracketEnd(i int) (next int, closed bool) {
	if !strings.HasPrefix(w.ps[i].text, "[") {
		return i + 1, true
	}
	for k, p := range w.ps[i:min(len(w.ps), i+bracketWithin)] {
		if k > 0 && (p.note || strings.HasPrefix(p.text, "[") || speaker.MatchString(p.text) || itemHead.MatchString(p.text) ||
			voteTaken.MatchString(p.text) || len(headsIn(p.text)) > 0 || meetingRose.MatchString(p.text)) {
			break
		}
		if strings.Contains(p.text, "]") {
			return i + k + 1, true
		}
	}
	return i + 1, false
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

// reportHeading reads the heading of a committee's report. It returns false if the
// text is no such heading.
func (w *walk) reportHeading(text string) bool {
	m := reportHead.FindStringSubmatch(text)
	if m == nil || strings.Contains(m[1], "Secretary-General") {
		return false
	}
	w.report = strings.TrimSpace(m[2])
	w.reports[committeeKey(m[1])] = w.report
	w.announced = announced{}
	return true
}

// committeeKey returns "third committee" for "the Third Committee".
func committeeKey(s string) string {
	return strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), "the ")
}

// speech reads a paragraph of a speech, or a sentence of the record itself.
func (w *walk) speech(p paragraph) {
	if m := speaker.FindString(p.text); m != "" {
		w.speaker, w.chair = m, chairLabel.MatchString(m)
		p.text = strings.TrimPrefix(p.text, m)
	}
	w.moved(p.text)
	if !w.chair {
		return
	}
	if names, rest := w.notParticipating(p.text); len(names) > 0 && rest == "" && w.last > 0 { // it comes after the result
		v := &w.rec.Votes[slices.IndexFunc(w.rec.Votes, func(v Vote) bool { return v.Seq == w.last })]
		v.NotParticipating.add(strings.Join(names, ", "))
		v.NotParticipating.Names = append(v.NotParticipating.Names, names...)
		return
	}
	if r, ok := readOutcome(p.text); ok && w.withoutLists(r, p.page) {
		return
	}
	w.expect(p)
	w.announce(p.text)
	if m := adoptedWithout.FindStringSubmatch(p.text); m != nil && w.rec.Meeting.Body == "SC" {
		w.withoutLists(result{sentence: m[0], label: m[1], verb: "adopted", resolution: m[2]}, p.page)
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
	a := readSubject(r.label)
	if r.label != soDecided && (a.Scope == Motion || a.Scope == Other) {
		return false
	}
	w.seq++
	a.Seq, a.Page, a.Method = w.seq, page, WithoutVote
	w.decide(&a, r)
	w.rec.Adoptions = append(w.rec.Adoptions, a)
	w.settled(a)
	return true
}

// decide fills in what votes and adoptions have in common.
func (w *walk) decide(a *Action, r result) {
	a.Sentence, a.AgendaItem, a.Resolution, a.Decision = r.sentence, w.item, r.resolution, r.decision
	a.Outcome = r.outcome(a.Scope)
	switch unnamed := a.Draft+a.DraftNumber == ""; {
	case a.Scope == Amendment:
		a.Draft = cmp.Or(a.Draft, w.amendment)
		w.setAmended(a)
	case a.Scope == Whole && unnamed:
		a.Draft = w.draft
	case (a.Scope == Paragraph || a.Scope == Part) && unnamed && !w.several():
		a.Draft, a.DraftNumber = w.draft, w.number
	}
	if a.Scope != Other && a.Scope != Motion && (a.Draft == "" || a.Scope == Amendment && a.Amends == "") {
		a.CommitteeReport = w.report
	}
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

var resolutionNumber = regexp.MustCompile(`\b((?:ES-|S-)?\d+/|)(\d+)\b(?: [A-Z]\b)?(?: ?\([^()]+\))?`)

// findGaps reports missing resolutions: those of one meeting are numbered in order.
func (w *walk) findGaps() {
	numbers := map[string][]int{} // by session
	for _, a := range w.actions() {
		if strings.Contains(a.Resolution, " to ") {
			return // a range: which numbers it has is not known for sure
		}
		for _, m := range resolutionNumber.FindAllStringSubmatch(a.Resolution, -1) { // "58/1 and 58/2"
			n, _ := strconv.Atoi(m[2])
			numbers[m[1]] = append(numbers[m[1]], n)
		}
	}
	for _, session := range slices.Sorted(maps.Keys(numbers)) {
		ns := slices.Sorted(slices.Values(numbers[session]))
		for i, n := range ns[1:] {
			if from := ns[i]; n-from > 1 && n-from < 10 {
				w.problem(Incomplete, 0, 0, fmt.Sprintf("resolutions %s%d and %d were read, and none between them", session, from, n))
			}
		}
	}
}
