package view

import (
	"fmt"
	"strings"

	"unvotes/normalize"
)

// The words for the values of the tables. Other values are shown as they are.
var (
	bodyWords    = map[normalize.Body]string{"GA": "General Assembly", "SC": "Security Council", "HRC": "Human Rights Council", "CHR": "Commission on Human Rights"}
	kindWords    = map[TextKind]string{Resolution: "resolution", Draft: "draft", Report: "committee report", Meeting: "meeting record", RollCallID: "roll call", AdoptionID: "adoption without a vote", VetoID: "veto"}
	methodWords  = map[normalize.Method]string{"recorded": "recorded vote", "non_recorded": "non-recorded vote", "roll_call": "vote by roll call", "show_of_hands": "vote by show of hands", "voting_by_mail": "vote by mail", "without_vote": "without a vote"}
	scopeWords   = map[normalize.Scope]string{"whole": "the whole", "part": "part", "paragraph": "paragraph", "amendment": "amendment", "motion": "motion", "other": "another decision"}
	outcomeWords = map[normalize.Outcome]string{"not_retained": "not retained", "not_carried": "not carried"}
	choiceWords  = [...]string{"yes", "no", "abstain", "not voting", "vote not known", "not listed"}
	choiceColour = [...]string{blue, red, yellow, faint, faint, faint}
)

// Bodies are those that vote, in the order in which they are shown.
var Bodies = []normalize.Body{normalize.GA, normalize.SC, normalize.HRC, normalize.CHR}

// BodyName returns the name of a body, "All bodies" for "".
func BodyName(b normalize.Body) string {
	if b == "" {
		return "All bodies"
	}
	return wordFor(bodyWords, b)
}

var intentions = map[normalize.Choice]string{"yes": "to vote in favour", "no": "to vote against", "abstain": "to abstain", "non_voting": "not to take part"}

// wordFor returns the word for a value, or the value.
func wordFor[K ~string](words map[K]string, k K) string {
	if w, ok := words[k]; ok {
		return w
	}
	return string(k)
}

// whatVoted returns "paragraph PP9 (ninth preambular paragraph)", "the whole".
func (c *RollCall) whatVoted() string {
	what := wordFor(scopeWords, c.Scope)
	if what == "" {
		what = "what was voted on is not known"
	}
	if c.Part != "" && c.Target == "" && c.Scope != "whole" {
		what += " " + c.Part
	}
	if c.Target != "" {
		what += " " + c.Target
	}
	if c.TargetPrinted != "" {
		what += " (" + c.TargetPrinted + ")"
	}
	return what
}

// where returns "2023-04-26, General Assembly, session 77, meeting A/77/PV.69".
func (c *RollCall) where() string {
	parts := []string{onDay(c.Date)}
	if c.Body != "" {
		parts = append(parts, wordFor(bodyWords, c.Body))
	}
	if c.Session != "" && c.Body != "SC" { // the Council's session is the year
		parts = append(parts, "session "+c.Session)
	}
	if len(c.MeetingRecords) > 0 {
		parts = append(parts, "meeting "+strings.Join(c.MeetingRecords, ", "))
	}
	return strings.Join(parts, ", ")
}

// outcome returns ", adopted", or "" if it is not known.
func (c *RollCall) outcome(separator string) string {
	if c.Outcome == "" {
		return ""
	}
	return separator + wordFor(outcomeWords, c.Outcome)
}

func onDay(d *Day) string {
	if d == nil {
		return "no date"
	}
	return d.String()
}

// counted returns "1 vote", "2 votes".
func counted(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// words returns "yes 122, no 5, abstain 18, not voting 48".
func (t Tally) words() string {
	s := fmt.Sprintf("yes %d, no %d, abstain %d", t.Yes, t.No, t.Abstain)
	if t.NonVoting != nil {
		s += fmt.Sprintf(", not voting %d", *t.NonVoting)
	}
	return s
}
