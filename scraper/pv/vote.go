package pv

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// begin opens a vote. Its place in the meeting is where it was taken, wherever
// its result stands.
func (w *walk) begin(page int, m Method) *Vote {
	w.seq++
	v := &Vote{Action: Action{Seq: w.seq, Page: page, Method: m}}
	w.open = append(w.open, v)
	return v
}

// vote reads a vote from the sentence that says it was taken, and gives the
// paragraph after it.
func (w *walk) vote(i int, m Method) int {
	v := w.begin(w.ps[i].page, m)
	if tail := afterSentence(w.ps[i].text); tail != "" { // the lists run on
		w.ps = slices.Insert(w.ps, i+1, paragraph{page: w.ps[i].page, text: tail})
	}
	i = w.lists(i+1, v)
	return w.outcome(i, v)
}

// afterSentence is what stands in the paragraph after the first sentence.
func afterSentence(text string) string {
	if heads := headsIn(text); len(heads) > 0 {
		return strings.TrimSpace(text[heads[0][0]:])
	}
	return ""
}

// strayLists reads lists without a sentence before them: hands were raised on the
// President's words only, or the lists of one vote stand apart.
func (w *walk) strayLists(i int) int {
	v := w.begin(w.ps[i].page, "")
	if w.rec.Meeting.Body == "SC" { // the Council has no other lists
		v.Method = ShowOfHands
	}
	v.Label = w.raised()
	i = w.lists(i, v)
	if v.InFavour.Printed == "" {
		if into := w.halfRead(); into != nil && into != v {
			into.Against, into.Abstaining, into.NotParticipating = v.Against, v.Abstaining, v.NotParticipating
			w.drop(v)
			w.seq--
			v = into
		}
	}
	return w.outcome(i, v)
}

var hands = regexp.MustCompile(`(?i)[fi]avour of (.+?),? p\S+ r\S+ (?:\S+ )?hands?`)

// raised is what the President last asked to raise hands for; "" when that was
// not said, or not read.
func (w *walk) raised() string {
	if n := len(w.put); n > 0 {
		if m := hands.FindStringSubmatch(w.put[n-1]); m != nil {
			return upperFirst(m[1])
		}
	}
	return ""
}

// halfRead is the first open vote that has only the list in favour.
func (w *walk) halfRead() *Vote {
	for _, v := range w.open {
		if v.InFavour.Printed != "" && v.Against.Printed == "" && v.Abstaining.Printed == "" {
			return v
		}
	}
	return nil
}

// listInside finds a heading inside a paragraph: lists run in, or lines that the
// layout did not part.
var listInside = regexp.MustCompile(`(?:^|[\s.])(In ?favour|Against|Abstaining|Abstentions?|Not participating|Not participating in the voting)\b([^:.,]{0,80}):\s*`)

// headsIn are the places of such headings in a text, each with its parts.
func headsIn(text string) [][]int {
	if !strings.Contains(text, ":") {
		return nil // names only
	}
	return listInside.FindAllStringSubmatchIndex(text, -1)
}

// glued finds the sentence after a list that the layout did not part from it.
var glued = regexp.MustCompile(`(?:^|[\s.])((?:Draft (?:resolution|decision)|The (?:draft|amendment|oral|motion|proposal|President|PRESIDENT|Acting|result)|(?:Operative|Preambular) paragraph|The [\w-]+ (?:preambular|operative) paragraph|\[Subsequently|\[The delegation)\b.*)$`)

// gluedAt is where that sentence stands, with its parts; nil where there is none.
func gluedAt(text string) []int {
	has := func(s string) bool { return strings.Contains(text, s) }
	if !has("Draft ") && !has("The ") && !has("paragraph") && !has("[Subsequently") {
		return nil // names only
	}
	return glued.FindStringSubmatchIndex(text)
}

// lists reads the lists of names from paragraph i on and gives the paragraph
// after them.
func (w *walk) lists(i int, v *Vote) int {
	var cur *List
	for ; i < len(w.ps); i++ {
		p := w.ps[i]
		if p.note {
			continue
		}
		if byLot.MatchString(p.text) && cur == nil {
			continue
		}
		heads := headsIn(p.text)
		if len(heads) == 0 || heads[0][0] > 0 {
			if cur == nil || !w.namesIn(p.text) {
				return i
			}
		}
		text := p.text
		if at := gluedAt(text); at != nil {
			rest := p
			rest.text = text[at[2]:]
			text = strings.TrimSpace(text[:at[2]])
			w.ps = slices.Insert(w.ps, i+1, rest)
			addLists(v, cur, text)
			return i + 1
		}
		cur = addLists(v, cur, text)
	}
	return i
}

// addLists puts a text with headings and names into the vote; what stands before
// the first heading goes on with the list before. It gives the last list.
func addLists(v *Vote, cur *List, text string) *List {
	heads := headsIn(text)
	end := len(text)
	if len(heads) > 0 {
		end = heads[0][0]
	}
	if cur != nil {
		cur.add(text[:end])
	}
	for k, h := range heads {
		to := len(text)
		if k+1 < len(heads) {
			to = heads[k+1][0]
		}
		cur = v.list(text[h[2]:h[3]])
		cur.Printed = ""
		cur.add(text[h[1]:to])
		if q := strings.TrimSpace(text[h[4]:h[5]]); q != "" && v.TargetPrinted == "" {
			v.TargetPrinted = q // the question, until the outcome is read
		}
	}
	return cur
}

func (l *List) add(text string) {
	before, text := strings.TrimSpace(l.Printed), strings.TrimSpace(text)
	if strings.HasSuffix(before, "-") { // a name broken over a page
		l.Printed = before + text
		return
	}
	l.Printed = strings.TrimSpace(before + " " + text)
}

// list is the vote's list under a heading.
func (v *Vote) list(heading string) *List {
	switch strings.ToLower(heading)[:2] {
	case "in":
		return &v.InFavour
	case "ag":
		return &v.Against
	case "ab":
		return &v.Abstaining
	}
	return &v.NotParticipating
}

// namesIn tells whether a paragraph goes on with a list: half of its pieces are
// names.
func (w *walk) namesIn(text string) bool {
	if speaker.MatchString(text) || later(text) {
		return false
	}
	if at := gluedAt(text); at != nil && at[0] == 0 {
		return false
	}
	text = strings.TrimRight(text, ".")
	if isNone(text) {
		return true
	}
	pieces := commaPieces(text)
	if len(pieces) > maxPieces {
		return false
	}
	s := segment(text, w.names)
	return len(s.unknown)*2 <= len(pieces)
}

// outcomeWithin is how many paragraphs the result may take.
const outcomeWithin = 4

// outcome reads the result of a vote from paragraph i on: the record's sentence,
// or the President's words. Without one the vote stays open.
func (w *walk) outcome(i int, v *Vote) int {
	said := ""
	for k := i; k < len(w.ps) && k < i+outcomeWithin; k++ {
		p := w.ps[k]
		text := tidySymbols(p.text)
		if p.note || voteTaken.MatchString(text) || listHeading(text) {
			break
		}
		if m := speaker.FindString(text); m != "" {
			if !chairLabel.MatchString(m) {
				break
			}
			w.chair = true
			text = strings.TrimPrefix(text, m)
		}
		if r, ok := readOutcome(text); ok && (r.yes != nil || said == "") {
			w.settle(v, r, p.page)
			return k + 1
		}
		page := p.page
		if said = strings.TrimSpace(said + " " + text); said != text {
			page = w.ps[i].page
		}
		if r, ok := readSpoken(said); ok {
			w.settle(v, w.counted(r), page)
			return k + 1
		}
		if r, ok := readCouncil(said); ok {
			if r.verb == "" && k+1 < i+outcomeWithin && k+1 < len(w.ps) {
				continue // the next paragraph says what follows from the counts
			}
			w.settle(v, r, page)
			return k + 1
		}
	}
	if r, ok := readCouncil(said); ok {
		w.settle(v, r, w.ps[i].page)
	}
	return i
}

// counted fills in a misread count of a result with the length of the list, when
// the other two counts fit one open vote alone.
func (w *walk) counted(r result) result {
	if r.yes != nil || r.no == nil {
		return r
	}
	var found []*Vote
	for _, v := range w.open {
		against, _ := segmentOCR(v.Against.Printed, w.names, nil)
		abstaining, _ := segmentOCR(v.Abstaining.Printed, w.names, nil)
		if v.Against.Printed != "" && len(against.names) == *r.no && len(abstaining.names) == *r.abstain {
			found = append(found, v)
		}
	}
	if len(found) != 1 {
		r.no, r.abstain = nil, nil
		return r
	}
	s, _ := segmentOCR(found[0].InFavour.Printed, w.names, nil)
	n := len(s.names)
	r.yes = &n
	w.problem(OCRRepaired, found[0].Seq, found[0].Page, fmt.Sprintf("%q read as %d", r.unread, n))
	return r
}

// settle closes a vote with its result.
func (w *walk) settle(v *Vote, r result, page int) {
	if m := w.matching(r); m != nil {
		v = m
	}
	w.drop(v)
	question := v.TargetPrinted
	label := r.label
	if question != "" {
		label = upperFirst(strings.TrimPrefix(question, "of "))
	}
	sub := readSubject(label)
	if sub.scope == Motion && w.textRead() && !rulingWords.MatchString(label) {
		sub = subject{scope: Whole, bare: true} // "The proposal" whose text was read out
	}
	if overruling.MatchString(label) && (r.verb == "upheld" || r.verb == "maintained") {
		r.verb = "not carried" // the ruling was upheld, what was put was to overrule it
	}
	r.label = label
	a := w.action(r, sub)
	a.Seq, a.Method = v.Seq, v.Method
	if a.Page = page; page == 0 {
		a.Page = v.Page
	}
	v.Action = a
	v.Yes, v.No, v.Abstain, v.Vetoed = r.yes, r.no, r.abstain, r.vetoed
	if v.Outcome == "" {
		w.problem(OutcomeMissing, v.Seq, v.Page, "counts, and no words for what came of them: "+r.sentence)
	}
	w.complete(v)
	w.settled(a)
}

// matching is the open vote whose list in favour is as long as the sentence
// says, when the last one's is not: results may come in another order.
func (w *walk) matching(r result) *Vote {
	if r.yes == nil || len(w.open) < 2 {
		return nil
	}
	var found []*Vote
	for _, v := range w.open {
		if s, _ := segmentOCR(v.InFavour.Printed, w.names, nil); v.InFavour.Printed != "" && len(s.names) == *r.yes {
			found = append(found, v)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return nil
}

func (w *walk) drop(v *Vote) {
	w.open = slices.DeleteFunc(w.open, func(o *Vote) bool { return o == v })
}

// textRead tells whether the text of a draft was read out since the last outcome.
func (w *walk) textRead() bool {
	return slices.ContainsFunc(w.put, func(s string) bool {
		return strings.Contains(s, "“The Security Council") || strings.Contains(s, `"The Security Council,`)
	})
}

// unresolved closes a vote that has no sentence of an outcome.
func (w *walk) unresolved(v *Vote) {
	w.drop(v)
	if v.InFavour.Printed+v.Against.Printed+v.Abstaining.Printed == "" {
		w.problem(ListMissing, 0, v.Page, "a vote was taken, and neither lists nor a result were read")
		return
	}
	question := v.TargetPrinted
	a := w.action(result{}, subject{scope: Motion})
	a.Seq, a.Page, a.Method, a.Label = v.Seq, v.Page, v.Method, cmp.Or(upperFirst(strings.TrimPrefix(question, "of ")), v.Label)
	v.Action = a
	w.complete(v)
	w.tooFew(v)
	w.problem(OutcomeMissing, v.Seq, v.Page, "lists without a sentence of the outcome")
}

// tooFew settles a vote of the Council whose result nobody told: what fewer
// members are for than Article 27 asks for, is not carried. Of the Assembly's
// nothing follows.
func (w *walk) tooFew(v *Vote) {
	needed := 9
	if w.rec.Meeting.Date < "1965-08-31" { // the Charter's amendment came into force
		needed = 7
	}
	r := &w.rec.Votes[len(w.rec.Votes)-1]
	if w.rec.Meeting.Body == "SC" && v.InFavour.Printed != "" && len(v.InFavour.Names) < needed {
		r.Outcome = NotCarried
	}
}

// complete parts the lists into names and compares them with the counts.
func (w *walk) complete(v *Vote) {
	w.last = v.Seq
	printed := []*List{&v.InFavour, &v.Against, &v.Abstaining, &v.NotParticipating}
	words := []string{"in favour", "against", "abstaining", "not participating"}
	seen := map[string]string{}
	for k, l := range printed {
		s := w.segment(l.Printed, v, seen)
		l.Names = s.names
		for _, u := range s.unknown {
			w.problem(UnknownName, v.Seq, v.Page, fmt.Sprintf("%s: %q", words[k], u))
		}
		if s.ways > 1 {
			w.problem(AmbiguousList, v.Seq, v.Page, words[k]+": "+l.Printed)
		}
		for _, n := range l.Names {
			key := w.names.key(n)
			if key == "" {
				continue
			}
			if before, ok := seen[key]; ok {
				w.problem(DuplicateName, v.Seq, v.Page, fmt.Sprintf("%q stands %s and %s", n, before, words[k]))
			}
			seen[key] = words[k]
		}
	}
	w.swap(v)
	w.compare(v)
	w.rec.Votes = append(w.rec.Votes, *v)
}

// segment parts a list, that of a scan with repairs.
func (w *walk) segment(text string, v *Vote, seen map[string]string) segmentation {
	if !w.rec.OCR {
		return segment(text, w.names)
	}
	taken := map[string]bool{}
	for k := range seen {
		taken[k] = true
	}
	s, repaired := segmentOCR(text, w.names, taken)
	for _, r := range repaired {
		w.problem(OCRRepaired, v.Seq, v.Page, r)
	}
	return s
}

// swap gives the counts of a rejection to the lists that they fit: the sentence
// has those against first, but not in every case.
func (w *walk) swap(v *Vote) {
	if v.Yes == nil || v.Outcome == Adopted || v.Outcome == Retained || v.Outcome == Carried {
		return
	}
	y, n := len(v.InFavour.Names), len(v.Against.Names)
	if *v.Yes != y && *v.Yes == n && *v.No == y {
		v.Yes, v.No = v.No, v.Yes
	}
}

func (w *walk) compare(v *Vote) {
	counts := []*int{v.Yes, v.No, v.Abstain}
	for k, l := range []List{v.InFavour, v.Against, v.Abstaining} {
		what := []string{"in favour", "against", "abstaining"}[k]
		switch n := counts[k]; {
		case n == nil:
		case l.Printed == "" && *n > 0:
			w.problem(ListMissing, v.Seq, v.Page, fmt.Sprintf("%s: %d stated, no list", what, *n))
		case len(l.Names) != *n:
			w.problem(CountMismatch, v.Seq, v.Page, fmt.Sprintf("%s: %d stated, %d names: %s", what, *n, len(l.Names), l.Printed))
		}
	}
}
