package undl

import (
	"strings"
)

// marcAdmin are the fields (with their subfields) that votes were seen to have and
// that say nothing of the vote itself: identifiers and stamps of the catalogue
// (035, 039, 040, 089, 930, 980, 999, $0 of others), titles in other languages
// (767), and what other fields say already (the body and session of 791, the
// kind of meeting 793, the running number 967 $a). 981 and 989 are Collections.
var marcAdmin = map[string]string{
	"035": "a", "039": "a", "040": "ab", "089": "ab", "767": "9t", "793": "a", "930": "a", "980": "a",
	"981": "ab", "989": "abc", "999": "abc", "791": "bc0", "952": "0", "967": "a", "968": "a", "969": "a",
	"991": "0", "993": "0",
}

// marcRest collects what has no field of its own, one row a "tag $code".
type marcRest struct{ rows []Row }

func (m *marcRest) add(label, text string) {
	for i := range m.rows {
		if m.rows[i].Label == label {
			m.rows[i].Values = append(m.rows[i].Values, text)
			return
		}
	}
	m.rows = append(m.rows, Row{Label: label, Values: []string{text}})
}

// keep puts the subfields of f into the rest that are neither read (their codes)
// nor administration.
func (m *marcRest) keep(f marcField, read string) {
	for _, s := range f.Subs {
		if !oneOf(s.Code, read) && !oneOf(s.Code, marcAdmin[f.Tag]) {
			m.add(f.Tag+" $"+s.Code, strings.TrimSpace(s.Value))
		}
	}
}

func oneOf(code, codes string) bool { return len(code) == 1 && strings.Contains(codes, code) }

// setField puts one data field where it belongs.
func (r *Record) setField(f marcField, rest *marcRest) (err error) {
	if len(r.Votes)+len(r.Agenda)+len(rest.rows) > maxEntries {
		return refuse(Oversize, "more than %d lines", maxEntries)
	}
	read := "a"
	switch f.Tag {
	case "245":
		read = "abc"
		r.Title = onNewLine(r.Title, f.join(read))
	case "269":
		r.VoteDate = onNewLine(r.VoteDate, f.join(read))
	case "591":
		r.Note = onNewLine(r.Note, f.join(read))
	case "791":
		r.Resolution = appendText(r.Resolution, f)
	case "952":
		r.MeetingRecords = appendText(r.MeetingRecords, f)
	case "991":
		read = "abcd"
		r.setAgenda(f)
	case "993":
		read = r.setDocument(f)
	case "996":
		read = "bcdef"
		err = r.setTotals(f)
	case "967", "968", "969":
		read = "bcde"
		err = r.addLine(f)
	case "590", "992":
		read = r.alreadySaid(f)
	default:
		read = ""
	}
	rest.keep(f, read)
	return err
}

// onNewLine joins a field that stands once as a rule, as the page would.
func onNewLine(before, text string) string { return strings.TrimSpace(before + "\n" + text) }

func appendText(vs []string, f marcField) []string {
	if text := f.join("a"); text != "" {
		return append(vs, text)
	}
	return vs
}

func (r *Record) setAgenda(f marcField) {
	if text := f.join("abcd"); text != "" {
		r.Agenda = append(r.Agenda, text)
	}
	if heading := f.join("d"); heading != "" {
		r.Subjects = append(r.Subjects, heading)
	}
}

// setDocument reads 993, whose first indicator says what it names; "" is read of
// a kind that is new.
func (r *Record) setDocument(f marcField) (read string) {
	switch f.Ind1 {
	case "2":
		r.Drafts = appendText(r.Drafts, f)
	case "3":
		r.CommitteeReports = appendText(r.CommitteeReports, f)
	default:
		return ""
	}
	return "a"
}

// alreadySaid is the subfields of f that only repeat the rest: 590 says "Vote" of
// each record with a roll call, and 992 the date of 269.
func (r *Record) alreadySaid(f marcField) (read string) {
	text := f.join("a")
	if f.Tag == "590" && text == KindVote || f.Tag == "992" && text == r.VoteDate {
		return "a"
	}
	return ""
}

// setTotals reads 996. A total that is not a number stays in Printed.
func (r *Record) setTotals(f marcField) error {
	if r.Summary != nil {
		return refuse(Layout, "two sets of totals (996)")
	}
	s := &Summary{}
	into := map[string]*string{"b": &s.Yes, "c": &s.No, "d": &s.Abstain, "e": &s.NonVoting, "f": &s.Membership}
	for _, sub := range f.Subs {
		field := into[sub.Code]
		if field == nil {
			continue
		}
		if *field != "" {
			return refuse(Layout, "two totals in 996 $%s", sub.Code)
		}
		if *field = digits(sub.Value); *field == "" && strings.TrimSpace(sub.Value) != "" {
			s.Printed = strings.TrimSpace(s.Printed + " $" + sub.Code + " " + strings.TrimSpace(sub.Value))
		}
	}
	if *s != (Summary{}) {
		r.Summary = s
	}
	return nil
}

// addLine reads a line of the list: 967, or 968 and 969 of older records.
func (r *Record) addLine(f marcField) error {
	v := VoteLine{}
	into := map[string]*string{"b": &v.Role, "c": &v.MemberCode, "d": &v.Code, "e": &v.Label}
	for _, s := range f.Subs {
		field := into[s.Code]
		if field == nil {
			continue
		}
		if *field != "" {
			return refuse(Layout, "a line with two %s $%s", f.Tag, s.Code)
		}
		*field = strings.TrimSpace(s.Value)
	}
	if v.Label == "" {
		return refuse(Layout, "a line without the member's name: %s $c %q", f.Tag, v.MemberCode)
	}
	v.Printed = strings.TrimSpace(v.Code + " " + v.Label)
	r.Votes = append(r.Votes, v)
	return nil
}
