package pv

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
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
const (
	outcomeVerb   = `((?:not )?(?:adopted|rejected|retained|deleted|carried|defeated|lost|maintained|upheld|approved|overruled))`
	numberPattern = `((?:[^()]|\([^()]*\))+)\)\.?$`
	outcomeNumber = `(?: \(([Rr]esolution|[Dd]ecision)s? ` + numberPattern + `|\.?$)`
)

var (
	assemblyOutcome = regexp.MustCompile(`^(.{3,500}?),? (?:was|were|is) ` + outcomeVerb + `(?: unanimously)?` +
		`(?:,? by (?:a (?:\w+[- ])?(?:recorded |roll-call )?vote of )?(` + countPattern + `)(?: votes?)?(?: in favour)? to (` + countPattern + `)(?: votes?)?(?: against)?)?` +
		`(?:,? (?:with|and) (` + countPattern + `) (?:abstentions?|abstaining))?` + outcomeNumber)
	countsFirst = regexp.MustCompile(`^By (` + countPattern + `) votes to (` + countPattern + `)(?:,? with (` + countPattern + `) abstentions?)?,? ` +
		`(.{3,500}?),? (?:was|were) ` + outcomeVerb + outcomeNumber)
	decidedNumber = regexp.MustCompile(`^It was so decided \(decisions? ` + numberPattern)
	preface       = regexp.MustCompile(`^(?:Consequently|Accordingly|Therefore|Thus|As a result|In the (?:recorded )?vot(?:e|ing)), `)
	majority      = regexp.MustCompile(`,? (?:having|not having|failing|owing|as it) .*$`)
)

// soDecided is the label of a decision that has a number and no other subject.
const soDecided = "It was so decided"

// readOutcome reads the Assembly's sentence of an outcome, which is a paragraph of
// its own. It returns false if the text is no such sentence.
func readOutcome(text string) (result, bool) {
	if m := decidedNumber.FindStringSubmatch(text); m != nil {
		return result{sentence: text, label: soDecided, verb: "adopted", decision: m[1]}, true
	}
	r := result{sentence: text}
	text = upperFirst(preface.ReplaceAllString(text, ""))
	var kind, number string
	if m := countsFirst.FindStringSubmatch(text); m != nil {
		r.label, r.verb, kind, number = upperFirst(m[4]), m[5], m[6], m[7]
		r.setCounts(m[1], m[2], m[3])
	} else if m := assemblyOutcome.FindStringSubmatch(text); m != nil {
		r.label, r.verb, kind, number = m[1], m[2], m[6], m[7]
		r.setCounts(m[3], m[4], m[5])
	} else {
		return result{}, false
	}
	if strings.EqualFold(kind, "resolution") {
		r.resolution = strings.TrimSpace(number)
	} else {
		r.decision = strings.TrimSpace(number)
	}
	r.label = strings.TrimSpace(majority.ReplaceAllString(r.label, ""))
	return r, true
}

// setCounts sets the three numbers of a sentence. If two are stated, a missing
// third is 0. "Rejected by 70 votes to 60" has those against first; the lists
// confirm that later.
func (r *result) setCounts(first, second, abstain string) {
	yes, no := stated(first), stated(second)
	if yes == nil || no == nil {
		return
	}
	if r.verb == "rejected" || r.verb == "defeated" || r.verb == "lost" {
		yes, no = no, yes
	}
	r.yes, r.no, r.abstain = yes, no, cmp.Or(stated(abstain), new(0))
}

// outcome returns the outcome that the verb means for what it is about.
func (r result) outcome(s Scope) Outcome {
	good, bad := Adopted, Rejected
	switch s {
	case Paragraph, Part:
		good, bad = Retained, NotRetained
	case Motion:
		good, bad = Carried, NotCarried
	}
	switch r.verb {
	case "":
		return ""
	case "adopted", "retained", "carried", "maintained", "upheld", "approved":
		return good
	}
	return bad
}

// The Council's President says the result: the counts in one sentence, what follows
// from them in the next.
var (
	votesFor     = regexp.MustCompile(`(?i)\b(` + countPattern + `) (?:votes? )?in favour\b`)
	votesAgainst = regexp.MustCompile(`(?i)\b(` + countPattern + `)(?: votes?)? against\b`)
	abstentions  = regexp.MustCompile(`(?i)\b(` + countPattern + `)(?: members?)? (?:abstentions?|abstaining|abstained)\b`)
	councilVerb  = regexp.MustCompile(`((?:[Tt]he|[Tt]his) [^.;:?]{3,300}?|[Ii]t) (?:(?:has|have|is|was|were|are)(?: thus| therefore| accordingly)? )((?:not )?)(?:been )?((?:not )?)(?:thus |therefore |unanimously |duly )*(adopted|rejected|retained|carried|defeated|upheld|overruled|approved)\b[^.]{0,40}?(?:(?:,| and)? as (?:Security Council )?resolution (\d+ ?\(\d{4}\)))?(?:[,.;]|$| owing| because| in view| by | having| since)`)
	received     = regexp.MustCompile(`((?:The|This) [^.;:?]{3,200}?) (?:has )?(?:received|obtained)\b`)
	veto         = regexp.MustCompile(`(?i)negative votes? of (?:a|one|two|three|four|the)?[\w ]{0,20}permanent members?`)
)

// readCouncil reads the result as the President states it. It returns false if
// the text has no counts.
func readCouncil(text string) (result, bool) {
	m := votesFor.FindStringSubmatch(text)
	if m == nil {
		return result{}, false
	}
	r := result{sentence: text, yes: stated(m[1]), no: new(0), abstain: new(0)}
	if m := votesAgainst.FindStringSubmatch(text); m != nil {
		r.no = stated(m[1])
	}
	if m := abstentions.FindStringSubmatch(text); m != nil {
		r.abstain = stated(m[1])
	}
	if m := received.FindStringSubmatch(text); m != nil {
		r.label = m[1]
	}
	if m := councilVerb.FindStringSubmatch(text); m != nil {
		r.verb = m[4]
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

// spoken is a result in the President's words with all counts in one sentence:
// "... has been adopted by 7 votes to 2, with one abstention." The loose letters
// are those that scans misread.
var spoken = regexp.MustCompile(`([^.;?]{3,400}?) (?:has|have) [bh]een ((?:not )?(?:adopted|rejected|carried|defeated|retained)) [bh]y (\S{1,8}) votes to (` + countPattern + `)[,.]? \S{1,3}ith (` + countPattern + `) abstentions?`)

// readSpoken reads such a sentence. If the count in favour is misread, yes is nil
// and unread has the word.
func readSpoken(text string) (result, bool) {
	m := spoken.FindStringSubmatch(text)
	if m == nil {
		return result{}, false
	}
	label := m[1][strings.LastIndex(": "+m[1], ": "):]
	r := result{sentence: strings.TrimSpace(m[0]), label: strings.TrimSpace(label), verb: m[2]}
	if r.setCounts(m[3], m[4], m[5]); r.yes == nil {
		r.no, r.abstain, r.unread = stated(m[4]), stated(m[5]), m[3]
	}
	return r, true
}

// Symbols of what is voted on, and numbers of drafts in reports. Stray blanks in
// symbols are removed first (see tidySymbols).
var (
	draftSymbol = regexp.MustCompile(`\b(?:A/(?:[A-Z0-9][A-Z0-9.()-]*/)*L\.\d+(?:/(?:Rev|Add)\.\d+)*|S/\d{4}/\d+(?:/(?:Rev|Add)\.\d+)*|S/\d{4,5}(?:/(?:Rev|Add)\.\d+)*)(?:,? (?:and|as corrected by) (?:Corr|Add)\.\d+)*`)
	draftNumber = regexp.MustCompile(`\b[Dd]raft (?:resolution|decision)s? ([IVXL]+(?: [A-Z])?|[A-Z]|\d{1,2})\b`)
	brokenSlash = regexp.MustCompile(`\b([AS]) ?/ ?(\d+|[A-Z]{1,2}-?\d+|C\.\d|PV|L)( ?/ ?(?:[A-Z]{1,2} ?\.)? ?\d*)?`)
)

// tidySymbols removes stray blanks from symbols: "A /76/PV.102".
func tidySymbols(s string) string {
	return brokenSlash.ReplaceAllStringFunc(s, func(m string) string { return strings.ReplaceAll(m, " ", "") })
}

// numberOfDraft returns the III of "draft resolution III", but not the A of a
// symbol.
func numberOfDraft(s string) string {
	for _, m := range draftNumber.FindAllStringSubmatchIndex(s, -1) {
		if m[3] == len(s) || s[m[3]] != '/' {
			return s[m[2]:m[3]]
		}
	}
	return ""
}

var (
	aWhole     = regexp.MustCompile(`^(?:The )?(?:revised |final |oral |joint )?(?:(?:[Dd]raft|text of the draft) \pL+|resolution\b)`)
	aParagraph = regexp.MustCompile(`(?i)\b(?:sub-?)?paragraphs?\b`)
	aPart      = regexp.MustCompile(`(?i)^(?:the )?(?:(?:first|second|third|last|final|following|\w+ last) )*(?:words?|phrases?|sentences?|sections?|parts?|chapters?|annex(?:es)?|articles?|clauses?|titles?|part)\b`)
	amendment  = regexp.MustCompile(`(?i)^(?:the |an )?(?:(?:\w+|oral(?:ly)?|proposed|draft|revised) ){0,4}(?:sub-?)?amendments?\b`)
	aMotion    = regexp.MustCompile(`(?i)\b(?:motions?|proposals?|rulings?|appeal|challenge|requests?|adjournment|agenda|recommendations?|inclusion|decisions?)\b`)
	ruling     = regexp.MustCompile(`(?i)\b(?:ruling|President['’]s decision|overruling)\b`)
)

// readSubject reads the subject of a sentence: "Operative paragraph 7 of draft
// resolution III", "The draft resolution, as amended". The action has the draft only
// if the subject names it.
func readSubject(s string) Action {
	a := Action{Label: s, Draft: draftSymbol.FindString(s)}
	switch {
	case amendment.MatchString(s):
		a.Scope = Amendment
		return a
	case aPart.MatchString(s):
		a.Scope, a.TargetPrinted = Part, withoutDraft(s)
	case aWhole.MatchString(s):
		a.Scope = Whole
	case aParagraph.MatchString(s):
		a.Scope, a.TargetPrinted = Paragraph, withoutDraft(s)
		a.Target = paragraphTarget(a.TargetPrinted)
	case aMotion.MatchString(s):
		about := ""
		if a.Draft != "" {
			about = "draft resolution " + a.Draft
		} else if ruling.MatchString(s) {
			about = "President's ruling"
		}
		return Action{Label: s, Scope: Motion, TargetPrinted: about}
	default:
		return Action{Label: s, Scope: Other}
	}
	if a.Draft == "" {
		a.DraftNumber = numberOfDraft(s)
	}
	return a
}

var ofDraft = regexp.MustCompile(`,? (?:of|in|to) (?:the )?draft (?:resolution|decision)\b.*$`)

// withoutDraft removes the article and "of draft resolution III" from the words for a
// part.
func withoutDraft(s string) string {
	s = ofDraft.ReplaceAllString(s, "")
	return lowerFirst(strings.TrimPrefix(strings.TrimPrefix(s, "The "), "the "))
}

var (
	numbered = regexp.MustCompile(`\b(\d{1,3})((?: ?\([a-z0-9]{1,4}\))*)`)
	inWords  = regexp.MustCompile(`(?i)\b((?:twenty|thirty|forty|fifty)[- ]\w+|\w+)(?:,| and|\b)`)
	preamble = regexp.MustCompile(`(?i)\bpreambular\b|\bpreamble\b|\bPP ?\d`)
)

// paragraphTarget returns the paragraph's number in a form that can be compared,
// PP8 or OP7, several joined by "+"; "" if the words have no number.
func paragraphTarget(words string) string {
	kind := "OP"
	if preamble.MatchString(words) {
		kind = "PP"
	}
	var out []string
	for _, m := range numbered.FindAllStringSubmatch(words, -1) {
		out = append(out, kind+m[1]+strings.ReplaceAll(m[2], " ", ""))
	}
	if len(out) == 0 {
		for _, m := range inWords.FindAllStringSubmatch(words, -1) {
			if n := ordinal(m[1]); n > 0 {
				out = append(out, fmt.Sprintf("%s%d", kind, n))
			}
		}
	}
	return strings.Join(out, "+")
}

var numberWords = []string{
	"none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen",
}

// countPattern matches what stated reads.
var countPattern = `(?:\d{1,3}|no|nil|zero|` + strings.Join(numberWords, "|") + `)`

// stated reads a number of votes in digits or, as the Council prints it, in words;
// it returns nil for anything else.
func stated(s string) *int {
	s = strings.ToLower(s)
	if s == "no" || s == "nil" || s == "zero" {
		return new(0)
	}
	if i := slices.Index(numberWords, s); i >= 0 {
		return &i
	}
	if n, err := strconv.Atoi(s); err == nil && n >= 0 && n < 1000 {
		return &n
	}
	return nil
}

var ordinals = []string{
	"", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
	"eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
}

// ordinal reads "eighth", "twenty-first" or "21st"; it returns 0 for anything else.
func ordinal(s string) int {
	s = strings.ToLower(s)
	if n, err := strconv.Atoi(strings.TrimRight(s, "stndrh")); err == nil {
		return n
	}
	if i := slices.Index(ordinals, s); i > 0 {
		return i
	}
	tens, unit, _ := strings.Cut(strings.ReplaceAll(s, " ", "-"), "-")
	for i, t := range []string{"twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet"} {
		if s == t+"ieth" {
			return 20 + 10*i
		}
		if n := slices.Index(ordinals, unit); tens == t+"y" && n > 0 && n < 10 {
			return 20 + 10*i + n
		}
	}
	return 0
}

func upperFirst(s string) string { return withFirst(s, unicode.ToUpper) }

func lowerFirst(s string) string { return withFirst(s, unicode.ToLower) }

// withFirst changes the first character of a text.
func withFirst(s string, change func(rune) rune) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 || first == utf8.RuneError {
		return s
	}
	return string(change(first)) + s[size:]
}
