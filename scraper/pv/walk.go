package pv

import (
	"cmp"
	"fmt"
	"iter"
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

// move is what a speaker said of an amendment.
type move struct {
	speaker string // the label before the speech: "Mr. Nebenzia (Russian Federation)"
	draft   string // symbol of the draft that it is to
	piece   string // "paragraph 6"; "" if not said
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

var amending = regexp.MustCompile(`(?i)\bamend(?:ments?|ing)?\b[^.;]{0,120}?((?:\b(?:(?:operative|preambular|[a-z-]*(?:first|second|third|th)) ){0,2}paragraphs?(?: [\d()a-z]{1,6})?)?)(?: (?:of|to|in))? (?:the |this |that )?(?:\w+ )?draft (?:resolution|decision)\b[^.;]{0,60}$`)

// moved keeps what a speaker, or the President, says an amendment is to.
func (w *walk) moved(text string) {
	for s := range sentencesOf(text) {
		at := draftSymbol.FindAllStringIndex(s, -1)
		if len(at) == 0 || !isAmending.MatchString(s) {
			continue
		}
		for _, a := range at {
			if m := amending.FindStringSubmatch(s[:a[0]]); m != nil {
				w.moves = append(w.moves, move{w.speaker, s[a[0]:a[1]], strings.TrimSpace(m[1])})
			}
		}
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
func (w *walk) several() bool { return len(slices.Compact(slices.Sorted(slices.Values(w.before)))) > 1 }

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

// settled forgets what was announced once the whole draft is decided on. The draft
// of amendments and paragraphs put to the vote before, if it was not clear, is this one.
func (w *walk) settled(a Action) {
	w.put, w.awaited, w.asked = nil, nil, false
	switch {
	case a.Scope == Amendment && a.Amends+a.DraftNumber == "", (a.Scope == Paragraph || a.Scope == Part) && a.Draft+a.DraftNumber == "":
		w.undecided = append(w.undecided, a.Seq)
	case a.Scope == Whole:
		for _, seq := range w.undecided {
			w.decide(seq, a)
		}
		w.undecided = nil
		w.moves = slices.DeleteFunc(w.moves, func(m move) bool { return m.draft == a.Draft })
		w.forget()
	}
}

// decide gives an earlier decision the draft of the whole text.
func (w *walk) decide(seq int, whole Action) {
	set := func(a *Action) {
		switch {
		case a.Seq != seq:
		case a.Scope == Amendment:
			a.Amends, a.DraftNumber = whole.Draft, whole.DraftNumber
			a.TargetPrinted = "draft resolution " + cmp.Or(whole.Draft, whole.DraftNumber)
		default:
			a.Draft, a.DraftNumber = whole.Draft, whole.DraftNumber
		}
	}
	for _, a := range w.actions() {
		set(a)
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
	at := delegation.FindAllStringIndex(p.text, -1)
	unread := len(at) == 0 || seq == 0
	for i := range at {
		if seq == 0 {
			break
		}
		clause := p.text[at[i][1]:]
		if i+1 < len(at) {
			clause = p.text[at[i][1]:at[i+1][0]]
		}
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
		if s := segment(t, w.names); s.ways == 1 {
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
	nowDecided = regexp.MustCompile(`(?i)\b(?:shall|will) now (?:put to the vote|take (?:a decision|action)|vote|proceed to (?:take|vote|the vot)|begin the vot)`)
	mayItake   = regexp.MustCompile(`(?i)\bmay I (?:take it|consider) that .* (?:adopt|do the same|do likewise)`)
	someResult = regexp.MustCompile(`(?i)\b(?:(?:was|were|been|is) (?:thus |therefore |unanimously )?(?:adopted|rejected|retained|carried)\b|was so decided)`)
	namedText  = regexp.MustCompile(`(?i)^(?:the )?(?:draft (?:resolution|decision)|amendment|(?:operative|preambular) paragraph)s?\b.{0,200} (?:was|were) (?:adopted|rejected|retained)\b|received \w+ votes in favour|been adopted (?:unanimously )?as resolution`)
)

// expect keeps the announcement of a decision, and reports a sentence on a decision
// that was not read as one.
func (w *walk) expect(p paragraph) {
	switch {
	case namedText.MatchString(p.text):
		w.problem(Incomplete, 0, p.page, "a decision that was not read: "+p.text)
		w.awaited, w.asked = nil, false
	case someResult.MatchString(p.text):
		w.awaited, w.asked = nil, false
	case mayItake.MatchString(p.text):
		if w.asked {
			w.missed()
		}
		w.awaited, w.asked = &p, true
	case nowDecided.MatchString(p.text) && w.awaited == nil:
		w.awaited = &p
	}
}

// missed reports an announced decision that never came. Between the announcement
// and the question whether the meeting agrees, much may be said.
func (w *walk) missed() {
	if w.awaited != nil {
		w.problem(Incomplete, 0, w.awaited.page, "no decision was found after: "+w.awaited.text)
	}
	w.awaited, w.asked = nil, false
}

var resolutionNumber = regexp.MustCompile(`^(\d+/|)(\d+)(?: ?\([^()]+\))?$`)

// findGaps reports missing resolutions: those of one meeting are numbered in order.
func (w *walk) findGaps() {
	numbers := map[string][]int{}
	for _, a := range w.actions() {
		if m := resolutionNumber.FindStringSubmatch(a.Resolution); m != nil && a.Scope == Whole {
			n, _ := strconv.Atoi(m[2])
			numbers[m[1]] = append(numbers[m[1]], n)
		}
	}
	for _, session := range slices.Sorted(maps.Keys(numbers)) {
		ns := slices.Compact(slices.Sorted(slices.Values(numbers[session])))
		for i, n := range ns[1:] {
			if from := ns[i]; n-from > 1 && n-from < 10 {
				w.problem(Incomplete, 0, 0, fmt.Sprintf("resolutions %s%d and %d were read, and none between them", session, from, n))
			}
		}
	}
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
