package pv

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// begin opens a vote. Its place in the meeting is where it was taken, wherever its
// result stands.
func (w *walk) begin(page int, m Method) *Vote {
	w.seq++
	v := &Vote{Action: Action{Seq: w.seq, Page: page, Method: m}}
	w.open = append(w.open, v)
	return v
}

// vote reads a vote from the sentence that says it was taken. It returns the next
// paragraph to read.
func (w *walk) vote(i int, m Method) int {
	v := w.begin(w.ps[i].page, m)
	if heads := headsIn(w.ps[i].text); len(heads) > 0 { // the lists are in the same paragraph
		w.insert(i+1, w.ps[i].page, w.ps[i].text[heads[0][0]:])
	}
	return w.outcome(w.lists(i+1, v), v)
}

// insert inserts a paragraph at i: the layout did not separate it.
func (w *walk) insert(i, page int, text string) {
	w.ps = slices.Insert(w.ps, i, paragraph{page: page, text: strings.TrimSpace(text)})
}

// listsAlone reads lists without a sentence before them: hands were raised on the
// President's words only, or the lists of one vote are separated.
func (w *walk) listsAlone(i int) int {
	v := w.begin(w.ps[i].page, "")
	if w.rec.Meeting.Body == "SC" { // the Council has no other lists
		v.Method = ShowOfHands
	} else {
		w.problem(Incomplete, v.Seq, v.Page, "lists without the sentence that a vote was taken")
	}
	if n := len(w.put); n > 0 {
		if m := hands.FindStringSubmatch(w.put[n-1]); m != nil {
			v.Label = upperFirst(m[1])
		}
	}
	i = w.lists(i, v)
	half := slices.IndexFunc(w.open, func(o *Vote) bool {
		return o.InFavour.Printed != "" && v.InFavour.Printed == "" && o.Against.Printed+o.Abstaining.Printed == ""
	})
	if half >= 0 {
		into := w.open[half]
		into.Against, into.Abstaining, into.NotParticipating = v.Against, v.Abstaining, v.NotParticipating
		w.close(v)
		w.seq--
		v = into
	}
	return w.outcome(i, v)
}

var (
	// hands is what the President asks to raise hands for.
	hands = regexp.MustCompile(`(?i)[fi]avour of (.+?),? p\S+ r\S+ (?:\S+ )?hands?`)
	// listInside is a heading anywhere in a paragraph: lists run in, or lines that
	// the layout did not separate.
	listInside = regexp.MustCompile(`(?:^|[\s.])` + headPattern)
	// glued is the sentence after a list that the layout did not separate from it.
	glued = regexp.MustCompile(`(?:^|[\s.])((?:Draft (?:resolution|decision)|The (?:draft|amendment|oral|motion|proposal|President|PRESIDENT|Acting|result)|(?:Operative|Preambular) paragraph|The [\w-]+ (?:preambular|operative) paragraph|\[Subsequently|\[The delegation|The representatives? of|By (?:a vote of )?` + countPattern + ` votes?)\b.*)$`)
	byLot = regexp.MustCompile(`drawn by lot`)
)

// headsIn returns the places of headings in a text, each with its parts.
func headsIn(text string) [][]int { return listInside.FindAllStringSubmatchIndex(text, -1) }

// lists reads the lists of names from paragraph i on. It returns the paragraph
// after them.
func (w *walk) lists(i int, v *Vote) int {
	var cur *List
	for ; i < len(w.ps); i++ {
		p := w.ps[i]
		if p.note || byLot.MatchString(p.text) && cur == nil {
			continue
		}
		heads := headsIn(p.text)
		from := 0 // of the last list
		if len(heads) > 0 {
			from = heads[len(heads)-1][1]
		}
		text, rest := p.text, ""
		if end := w.listEnd(text[from:]); end >= 0 {
			text, rest = text[:from+end], text[from+end:]
		}
		if (len(heads) == 0 || heads[0][0] > 0) && (cur == nil || text == "" || !w.continuesList(cur, text)) {
			return i
		}
		cur = v.addLists(cur, text)
		if rest != "" {
			w.insert(i+1, p.page, rest)
			return i + 1
		}
	}
	return i
}

// addLists adds a text with headings and names to the vote. What stands before
// the first heading continues the current list. It returns the last list.
func (v *Vote) addLists(cur *List, text string) *List {
	heads := append(headsIn(text), []int{len(text)})
	if cur != nil {
		cur.add(text[:heads[0][0]])
	}
	for k, h := range heads[:len(heads)-1] {
		cur = v.list(text[h[2]:h[3]])
		cur.Printed = ""
		cur.add(text[h[1]:heads[k+1][0]])
		if q := strings.TrimSpace(text[h[4]:h[5]]); q != "" && v.TargetPrinted == "" {
			v.TargetPrinted = q // the question, until the outcome is read
		}
	}
	return cur
}

func (l *List) add(text string) {
	if !strings.HasSuffix(l.Printed, "-") { // otherwise a name broken over a page
		l.Printed += " "
	}
	l.Printed = strings.TrimSpace(l.Printed + strings.TrimSpace(text))
}

// finite are the verbs of sentences that may follow a list. No name has one.
var finite = regexp.MustCompile(`\b(?:was|were|is|are|has|have|had|did|does|received|obtained|voted|abstained|adopted|rejected|retained|announced|decided|said)\b|:`)

// listEnd returns where the sentence after a list begins, if the layout did not
// separate them, or -1.
func (w *walk) listEnd(text string) int {
	if !finite.MatchString(text) {
		return -1
	}
	if at := glued.FindStringSubmatchIndex(text); at != nil {
		return at[2]
	}
	end := -1
	for i := 1; i < len(text); i++ {
		begins := text[i-1] == ' ' && (text[i] == '[' || unicode.IsUpper(rune(text[i])))
		if !begins || strings.HasSuffix(text[:i], ", ") || !finite.MatchString(text[i:]) {
			continue
		}
		if w.names.segment(text[:i]).ways > 0 {
			end = i // the longest list
		}
	}
	return end
}

// list returns the vote's list under a heading.
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

// continuesList reports whether a paragraph continues the list: half of its pieces are
// names, or it ends a name that the list begins.
func (w *walk) continuesList(l *List, text string) bool {
	if speaker.MatchString(text) || later(text) {
		return false
	}
	s := w.names.segment(text)
	return s.ways > 0 || len(s.unknown)*2 <= len(commaPieces(strings.TrimRight(text, "."))) && len(s.names) < maxPieces ||
		w.names.segment(l.Printed+" "+text).ways > 0
}

// outcomeWithin is how many paragraphs the result may take.
const outcomeWithin = 4

// outcome reads the result of a vote from paragraph i on: the record's sentence,
// or the President's words. Without one the vote stays open. It returns the next
// paragraph to read.
func (w *walk) outcome(i int, v *Vote) int {
	said, last := "", min(len(w.ps), i+outcomeWithin)-1
	for k := i; k <= last; k++ {
		p := w.ps[k]
		text := tidySymbols(p.text)
		if p.note || voteTaken.MatchString(text) || listHeading(text) {
			break
		}
		if m := speaker.FindString(text); m != "" {
			if !chairLabel.MatchString(m) {
				break
			}
			w.speaker, w.chair = m, true
			text = strings.TrimPrefix(text, m)
		}
		if names, rest := w.notParticipating(text); len(names) > 0 {
			v.NotParticipating.add(strings.Join(names, ", "))
			if text = rest; text == "" {
				continue
			}
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
			if r.verb == "" && k < last {
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

// counted replaces a misread count of a result by the length of the list, if the
// other two counts fit a single open vote.
func (w *walk) counted(r result) result {
	if r.yes != nil || r.no == nil {
		return r
	}
	v := w.onlyOpen(func(v *Vote) bool {
		return v.Against.Printed != "" && w.length(v.Against) == *r.no && w.length(v.Abstaining) == *r.abstain
	})
	if v == nil {
		r.no, r.abstain = nil, nil
		return r
	}
	r.yes = new(w.length(v.InFavour))
	w.problem(OCRRepaired, v.Seq, v.Page, fmt.Sprintf("%q read as %d", r.unread, *r.yes))
	return r
}

// matching returns the only open vote with as many names in favour as the sentence
// says: results may come in another order than votes.
func (w *walk) matching(r result) *Vote {
	if r.yes == nil || len(w.open) < 2 {
		return nil
	}
	return w.onlyOpen(func(v *Vote) bool { return v.InFavour.Printed != "" && w.length(v.InFavour) == *r.yes })
}

// onlyOpen returns the open vote that fits, or nil if there is not exactly one.
func (w *walk) onlyOpen(fits func(*Vote) bool) *Vote {
	var found *Vote
	for _, v := range w.open {
		if fits(v) {
			if found != nil {
				return nil
			}
			found = v
		}
	}
	return found
}

// length returns how many names a list has.
func (w *walk) length(l List) int {
	s, _ := w.names.segmentOCR(l.Printed, nil)
	return len(s.names)
}

// settle closes a vote with its result.
func (w *walk) settle(v *Vote, r result, page int) {
	if m := w.matching(r); m != nil {
		v = m
	}
	w.close(v)
	a := readSubject(cmp.Or(v.question(), r.label))
	if a.Scope == Motion && w.textRead() && !ruling.MatchString(a.Label) {
		a = Action{Label: a.Label, Scope: Whole} // "The proposal" whose text was read out
	}
	if overruling.MatchString(a.Label) && (r.verb == "upheld" || r.verb == "maintained") {
		r.verb = "not carried" // the ruling was upheld; what was put was to overrule it
	}
	a.Seq, a.Method, a.Page = v.Seq, v.Method, page
	w.decide(&a, r)
	v.Action = a
	v.Yes, v.No, v.Abstain, v.Vetoed = r.yes, r.no, r.abstain, r.vetoed
	if v.Outcome == "" {
		w.problem(OutcomeMissing, v.Seq, v.Page, "counts, and no words for what came of them: "+r.sentence)
	}
	if a.Scope == Whole && a.Draft == "" && w.rec.Meeting.Body == "SC" {
		w.problem(Incomplete, v.Seq, v.Page, "no draft is named before: "+a.Sentence)
	}
	w.complete(v)
	w.settled(a)
}

// overruling is what is put when a ruling is challenged.
var overruling = regexp.MustCompile(`(?i)\b(?:overr\w+|challenge|appeal)\b`)

func (w *walk) close(v *Vote) {
	w.open = slices.DeleteFunc(w.open, func(o *Vote) bool { return o == v })
}

// unresolved closes a vote without a sentence of an outcome.
func (w *walk) unresolved(v *Vote) {
	w.close(v)
	if v.InFavour.Printed+v.Against.Printed+v.Abstaining.Printed == "" {
		w.problem(ListMissing, 0, v.Page, "a vote was taken, and neither lists nor a result were read")
		return
	}
	v.Action = Action{Seq: v.Seq, Page: v.Page, Method: v.Method, Scope: Motion, AgendaItem: w.item, Label: cmp.Or(v.question(), v.Label)}
	w.complete(v)
	// By Article 27 the Council carries nothing with fewer; for the Assembly nothing
	// follows from the counts.
	needed := 9
	if w.rec.Meeting.Date < "1965-08-31" { // the Charter's amendment came into force
		needed = 7
	}
	if w.rec.Meeting.Body == "SC" && v.InFavour.Printed != "" && len(v.InFavour.Names) < needed {
		w.rec.Votes[len(w.rec.Votes)-1].Outcome = NotCarried
	}
	w.problem(OutcomeMissing, v.Seq, v.Page, "lists without a sentence of the outcome")
}

// question returns what was put to the vote, if a heading of the lists says it.
func (v *Vote) question() string { return upperFirst(strings.TrimPrefix(v.TargetPrinted, "of ")) }

// complete divides the lists into names, compares them with the counts, and adds
// the vote to the record.
func (w *walk) complete(v *Vote) {
	w.last = v.Seq
	words := []string{"in favour", "against", "abstaining", "not participating"}
	lists := []*List{&v.InFavour, &v.Against, &v.Abstaining, &v.NotParticipating}
	seen := map[string]string{} // member → list
	for k, l := range lists {
		s := w.names.segment(l.Printed)
		if w.rec.OCR {
			var repaired []string
			s, repaired = w.names.segmentOCR(l.Printed, seen)
			for _, r := range repaired {
				w.problem(OCRRepaired, v.Seq, v.Page, r)
			}
		}
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
	v.swapCounts()
	for k, n := range []*int{v.Yes, v.No, v.Abstain} {
		switch l := lists[k]; {
		case n == nil:
		case l.Printed == "" && *n > 0:
			w.problem(ListMissing, v.Seq, v.Page, fmt.Sprintf("%s: %d stated, no list", words[k], *n))
		case len(l.Names) != *n:
			w.problem(CountMismatch, v.Seq, v.Page, fmt.Sprintf("%s: %d stated, %d names: %s", words[k], *n, len(l.Names), l.Printed))
		}
	}
	w.rec.Votes = append(w.rec.Votes, *v)
}

// swapCounts exchanges the counts of a rejection if the lists fit only then: the
// sentence usually has those against first.
func (v *Vote) swapCounts() {
	if v.Yes == nil || v.Outcome == Adopted || v.Outcome == Retained || v.Outcome == Carried {
		return
	}
	y, n := len(v.InFavour.Names), len(v.Against.Names)
	if *v.Yes != y && *v.Yes == n && *v.No == y {
		v.Yes, v.No = v.No, v.Yes
	}
}
