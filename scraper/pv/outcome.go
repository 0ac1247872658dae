package pv

import (
	"regexp"
	"slices"
	"strings"
)

// result is what a sentence says about a vote or an adoption.
type result struct {
	sentence         string
	label            string
	verb             string // "adopted", "not adopted", "rejected", ...
	yes, no, abstain *int
	resolution       string
	decision         string
	vetoed           bool
	unread           string // a count that is misread
}

// The Assembly's sentence: "Draft resolution I was adopted by 123 votes to 1, with
// 55 abstentions (resolution 65/195)."
var (
	outcomeVerbs = []string{"adopted", "rejected", "retained", "deleted", "carried", "defeated", "lost", "maintained", "upheld", "approved", "overruled"}
	outcomeVerb  = `((?:not )?(?:` + strings.Join(outcomeVerbs, "|") + `))`
	outcomeEnd   = `(?: unanimously)?` +
		`(?:,? by (?:a (?:\w+[- ])?(?:recorded |roll-call )?vote of )?(` + countPattern + `)(?: votes?)?(?: in favour)? to (` + countPattern + `)(?: votes?)?(?: against)?)?` +
		`(?:,? (?:with|and) (` + countPattern + `) (?:abstentions?|abstaining))?` +
		`(?: \(([Rr]esolution|[Dd]ecision)s? ([^()]+(?:\(\d{4}\))?)\))?\.?$`
	assemblyOutcome = regexp.MustCompile(`^(.{3,500}?),? (?:was|were|is) ` + outcomeVerb + outcomeEnd)
	byFirst         = regexp.MustCompile(`^By (` + countPattern + `) votes to (` + countPattern + `)(?:,? with (` + countPattern + `) abstentions?)?,? (.{3,500}?),? (?:was|were) ` + outcomeVerb +
		`(?: \(([Rr]esolution|[Dd]ecision)s? ([^()]+)\))?\.?$`)
	decidedNumber = regexp.MustCompile(`^It was so decided \(decisions? ([^()]+)\)\.?$`)
	majority      = regexp.MustCompile(`,? (?:having|not having|failing|owing|as it) .*$`)
)

// readOutcome reads the Assembly's sentence of an outcome, which stands alone in
// its paragraph; false when the text is no such sentence.
func readOutcome(text string) (result, bool) {
	if m := decidedNumber.FindStringSubmatch(text); m != nil {
		return result{sentence: text, label: "It was so decided", verb: "adopted", decision: m[1]}, true
	}
	if m := byFirst.FindStringSubmatch(text); m != nil {
		r := result{sentence: text, label: upperFirst(m[4]), verb: m[5]}
		r.setCounts(m[1], m[2], m[3])
		r.setNumber(m[6], m[7])
		return r.clean(), true
	}
	if !slices.ContainsFunc(outcomeVerbs, func(verb string) bool { return strings.Contains(text, verb) }) {
		return result{}, false // most speeches: the pattern takes longer to say so
	}
	m := assemblyOutcome.FindStringSubmatch(text)
	if m == nil {
		return result{}, false
	}
	r := result{sentence: text, label: m[1], verb: m[2]}
	r.setCounts(m[3], m[4], m[5])
	r.setNumber(m[6], m[7])
	return r.clean(), true
}

func (r result) clean() result {
	r.label = strings.TrimSpace(majority.ReplaceAllString(r.label, ""))
	return r
}

// setCounts takes the three numbers of a sentence. With two of them said, the
// third that is not there is none. "Rejected by 70 votes to 60" has those against
// first; which it is, the lists confirm later.
func (r *result) setCounts(first, second, abstain string) {
	a, okA := count(first)
	b, okB := count(second)
	if !okA || !okB {
		return
	}
	c, _ := count(abstain)
	if r.verb == "rejected" || r.verb == "defeated" || r.verb == "lost" {
		a, b = b, a
	}
	r.yes, r.no, r.abstain = &a, &b, &c
}

func (r *result) setNumber(kind, number string) {
	switch strings.ToLower(kind) {
	case "resolution":
		r.resolution = strings.TrimSpace(number)
	case "decision":
		r.decision = strings.TrimSpace(number)
	}
}

// outcome types the verb for what it is about.
func (r result) outcome(s Scope) Outcome {
	good := false
	switch r.verb {
	case "adopted", "retained", "carried", "maintained", "upheld", "approved":
		good = true
	case "":
		return ""
	}
	switch s {
	case Paragraph, Part:
		return either(good, Retained, NotRetained)
	case Motion:
		return either(good, Carried, NotCarried)
	}
	return either(good, Adopted, Rejected)
}

func either(good bool, a, b Outcome) Outcome {
	if good {
		return a
	}
	return b
}

func upperFirst(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// The Council's President says the result: counts in one sentence, what follows
// from them in the next.
var (
	votesFor     = regexp.MustCompile(`(?i)\b(` + countPattern + `) (?:votes? )?in favour\b`)
	votesAgainst = regexp.MustCompile(`(?i)\b(` + countPattern + `)(?: votes?)? against\b`)
	abstentions  = regexp.MustCompile(`(?i)\b(` + countPattern + `)(?: members?)? (?:abstentions?|abstaining|abstained)\b`)
	councilVerb  = regexp.MustCompile(`((?:[Tt]he|[Tt]his) [^.;:?]{3,300}?|[Ii]t) (?:(?:has|have|is|was|were|are)(?: thus| therefore| accordingly)? )((?:not )?)(?:been )?((?:not )?)(?:thus |therefore |unanimously |duly )*(adopted|rejected|retained|carried|defeated|upheld|overruled|approved)\b[^.]{0,40}?(?:(?:,| and)? as (?:Security Council )?resolution (\d+ ?\(\d{4}\)))?(?:[,.;]|$| owing| because| in view| by | having| since)`)
	received     = regexp.MustCompile(`((?:The|This) [^.;:?]{3,200}?) (?:has )?(?:received|obtained)\b`)
	veto         = regexp.MustCompile(`(?i)negative votes? of (?:a|one|two|three|four|the)?[\w ]{0,20}permanent members?`)
)

// readCouncil reads the result that the President tells; false when the text has
// no counts.
func readCouncil(text string) (result, bool) {
	m := votesFor.FindStringSubmatch(text)
	if m == nil {
		return result{}, false
	}
	r := result{sentence: text}
	r.yes = number3(m)
	r.no = number3(votesAgainst.FindStringSubmatch(text))
	r.abstain = number3(abstentions.FindStringSubmatch(text))
	if m := received.FindStringSubmatch(text); m != nil {
		r.label = m[1]
	}
	if m := councilVerb.FindStringSubmatch(text); m != nil {
		r.verb = strings.TrimSpace(m[2]+m[3]+" ") + m[4]
		if m[2]+m[3] != "" {
			r.verb = "not " + m[4]
		}
		if r.label == "" && !strings.EqualFold(m[1], "it") {
			r.label = upperFirst(m[1])
		}
		r.resolution = m[5]
	}
	r.vetoed = veto.MatchString(text) && strings.HasPrefix(r.verb, "not")
	return r, true
}

// spoken is a result in the President's words with both counts in one sentence:
// "... has been adopted by 7 votes to 2, with one abstention." The loose letters
// are those that scans misread.
var spoken = regexp.MustCompile(`([^.;?]{3,400}?) (?:has|have) [bh]een ((?:not )?(?:adopted|rejected|carried|defeated|retained)) [bh]y (\S{1,8}) votes to (` + countPattern + `)[,.]? \S{1,3}ith (` + countPattern + `) abstentions?`)

// readSpoken reads such a sentence; a count in favour that is misread stays nil
// and is kept in unread.
func readSpoken(text string) (result, bool) {
	m := spoken.FindStringSubmatch(text)
	if m == nil {
		return result{}, false
	}
	label := m[1]
	if i := strings.LastIndex(label, ": "); i >= 0 {
		label = label[i+2:]
	}
	r := result{sentence: strings.TrimSpace(m[0]), label: strings.TrimSpace(label), verb: m[2]}
	r.setCounts(m[3], m[4], m[5])
	if r.yes == nil {
		no, _ := count(m[4])
		abstain, _ := count(m[5])
		r.no, r.abstain, r.unread = &no, &abstain, m[3]
	}
	return r, true
}

// overruling is what is put when a ruling is challenged.
var overruling = regexp.MustCompile(`(?i)\b(?:overr\w+|challenge|appeal)\b`)

// number3 is the count in a match; 0 when the sentence leaves it out.
func number3(m []string) *int {
	n := 0
	if m != nil {
		n, _ = count(m[1])
	}
	return &n
}
