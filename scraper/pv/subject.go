package pv

import (
	"fmt"
	"regexp"
	"strings"
)

// Symbols of what is voted on, and numbers of drafts in reports. Blanks that the
// text layer has in a symbol are taken out before (see tidySymbols).
var (
	draftSymbol = regexp.MustCompile(`\b(?:A/(?:[A-Z0-9][A-Z0-9.()-]*/)*L\.\d+(?:/(?:Rev|Add)\.\d+)*|S/\d{4}/\d+(?:/(?:Rev|Add)\.\d+)*|S/\d{4,5}(?:/(?:Rev|Add)\.\d+)*)(?:,? (?:and|as corrected by) (?:Corr|Add)\.\d+)*`)
	draftNumber = regexp.MustCompile(`\b[Dd]raft (?:resolution|decision)s? ([IVXL]+(?: [A-Z])?|[A-Z]|\d{1,2})\b`)
	brokenSlash = regexp.MustCompile(`\b([AS]) ?/ ?(\d+|[A-Z]{1,2}-?\d+|C\.\d|PV|L)( ?/ ?(?:[A-Z]{1,2} ?\.)? ?\d*)?`)
)

// tidySymbols takes stray blanks out of symbols: "A /76/PV.102".
func tidySymbols(s string) string {
	if !strings.Contains(s, "/") {
		return s // most text: looking for the pattern takes longer
	}
	return brokenSlash.ReplaceAllStringFunc(s, func(m string) string {
		return strings.ReplaceAll(m, " ", "")
	})
}

// subject is what the sentence of an outcome is about.
type subject struct {
	scope   Scope
	draft   string // a symbol in the subject itself
	number  string // the number of a draft in a report
	target  string
	printed string
	bare    bool // "The draft resolution": which one, the announcement says
}

// numberOfDraft is the III of "draft resolution III", not the A of a symbol.
func numberOfDraft(s string) string {
	if !strings.Contains(s, "raft ") {
		return ""
	}
	for _, m := range draftNumber.FindAllStringSubmatchIndex(s, -1) {
		if m[3] == len(s) || s[m[3]] != '/' {
			return s[m[2]:m[3]]
		}
	}
	return ""
}

var (
	aWhole     = regexp.MustCompile(`^(?:The )?(?:revised |final |oral |joint )?(?:[Dd]raft|text of the draft) \pL+`)
	aParagraph = regexp.MustCompile(`(?i)\b(?:sub-?)?paragraphs?\b`)
	somePart   = regexp.MustCompile(`(?i)^(?:the )?(?:(?:first|second|third|last|final|following|\w+ last) )*(?:words?|phrases?|sentences?|sections?|parts?|chapters?|annex(?:es)?|articles?|clauses?|titles?|part)\b`)
	amendment  = regexp.MustCompile(`(?i)^(?:the |an )?(?:(?:\w+|oral(?:ly)?|proposed|draft|revised) ){0,4}(?:sub-?)?amendments?\b`)
	aMotion    = regexp.MustCompile(`(?i)\b(?:motions?|proposals?|rulings?|appeal|challenge|requests?|adjournment|agenda|recommendations?|inclusion|decisions?)\b`)
)

// readSubject types the subject of a sentence: "Operative paragraph 7 of draft
// resolution III", "The draft resolution, as amended".
func readSubject(s string) subject {
	sub := subject{draft: draftSymbol.FindString(s)}
	if sub.draft == "" {
		sub.number = numberOfDraft(s)
	}
	switch {
	case amendment.MatchString(s):
		sub.scope = Amendment
	case somePart.MatchString(s):
		sub.scope, sub.printed = Part, lowerFirst(withoutWhole(s))
	case aParagraph.MatchString(s) && !aWhole.MatchString(s):
		sub.scope, sub.printed = Paragraph, lowerFirst(withoutWhole(s))
		sub.target = paragraphTarget(sub.printed)
	case aWhole.MatchString(s):
		sub.scope = Whole
		sub.bare = sub.draft == "" && sub.number == ""
	case aMotion.MatchString(s):
		sub.scope = Motion
	default:
		sub.scope = Other
	}
	return sub
}

var ofDraft = regexp.MustCompile(`,? (?:of|in|to) (?:the )?draft (?:resolution|decision)\b.*$`)

// withoutWhole takes the draft from the words for a part: "of draft resolution III".
func withoutWhole(s string) string {
	s = ofDraft.ReplaceAllString(s, "")
	return strings.TrimPrefix(strings.TrimPrefix(s, "The "), "the ")
}

func lowerFirst(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToLower(s[:1]) + s[1:]
}

var (
	numbered = regexp.MustCompile(`\b(\d{1,3})((?: ?\([a-z0-9]{1,4}\))*)`)
	inWords  = regexp.MustCompile(`(?i)\b((?:twenty|thirty|forty|fifty)[- ]\w+|\w+)(?:,| and|\b)`)
	preamble = regexp.MustCompile(`(?i)\bpreambular\b|\bpreamble\b|\bPP ?\d`)
)

// paragraphTarget gives a paragraph's words a form to compare: PP8 and OP7;
// several paragraphs joined by "+". "" where no number is said.
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
