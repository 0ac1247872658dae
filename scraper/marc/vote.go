package marc

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"unvotes/scraper/source"
)

// kinds are what 590 says of each record: what the page's facets say.
var kinds = []string{"Vote", "Without Vote"}

// Vote reads the record of a vote: the one that the page of it gives, apart from
// the order of its lines, with member codes, roles and headings. Fields that only
// administer the record are left out ([admin]), what is new goes to Other under
// "tag $code". Number and form are the caller's to set.
//
// What is not the whole record of a vote is a [*source.Refusal] (NotAVote, Deleted,
// Layout, NotUTF8, Oversize).
func (m Fields) Vote() (r Record, err error) {
	if err := m.check(); err != nil {
		return r, err
	}
	if len(m.Data) > MaxEntries {
		return r, source.Refuse(source.Oversize, "%d fields", len(m.Data))
	}
	for _, c := range m.Control {
		switch c.Tag {
		case "000", "001", "003", "005", "006", "007", "008": // number, leader, stamps and codes of the format
		default:
			r.Other = append(r.Other, Row{Label: c.Tag, Values: []string{strings.TrimSpace(c.Value)}})
		}
	}
	for _, f := range m.Data {
		if err := r.setField(f); err != nil {
			return r, err
		}
	}
	r.setDates(m)
	r.setTotals(m)
	r.SplitNote()
	r.Collections = slices.Concat(m.Paths("981"), m.Paths("989"))
	return r, nil
}

// check refuses what is not the whole record of a vote.
func (m Fields) check() error {
	for _, u := range m.Unknown {
		if u.XMLName.Local != "leader" {
			return source.Refuse(source.Layout, "<%s> in a record", u.XMLName.Local)
		}
	}
	for _, f := range m.Data {
		for _, s := range f.Subs {
			if strings.ContainsRune(s.Value, '\uFFFD') {
				return source.Refuse(source.NotUTF8, "%s $%s was decoded wrongly once: %q", f.Tag, s.Code, s.Value)
			}
			if f.Tag == "980" && s.Value == "DELETED" { // how Invenio marks what it took away
				return source.Refuse(source.Deleted, "980 $%s DELETED", s.Code)
			}
		}
	}
	in := m.Paths("989")
	if in == nil {
		return source.Refuse(source.Layout, "no 989, so it cannot be told what kind of record it is")
	}
	if !IsVotingData(in) {
		return NotAVote(in, cmp.Or(m.Text("791", "a"), m.Text("191", "a")), m.Text("245", "abc"))
	}
	return nil
}

// IsVotingData reports whether one of the paths of a record's collections is that
// of votes.
func IsVotingData(paths []string) bool {
	return slices.ContainsFunc(paths, func(p string) bool {
		return slices.Contains(strings.Split(p, " > "), "Voting Data")
	})
}

// NotAVote returns the refusal of a record of other collections.
func NotAVote(in []string, symbol, title string) error {
	what := strings.Join(strings.Fields(symbol+" "+title), " ")
	return source.Refuse(source.NotAVote, "in %s: %s", strings.Join(in, "; "), what)
}

var dhlNumber = regexp.MustCompile(`^\(DHL\)([1-9][0-9]{0,17})$`)

// DHLNumber returns the number in the library's catalogue that a text names, as
// "(DHL)1390624"; 0 if it names none.
func DHLNumber(text string) int64 {
	m := dhlNumber.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return 0
	}
	number, _ := strconv.ParseInt(m[1], 10, 64) // 18 digits at most
	return number
}

var onlyDigits = regexp.MustCompile(`^[0-9]{1,6}$`)

// Digits returns a printed number without the blanks around it; "" if it is none.
func Digits(s string) string {
	if s = strings.TrimSpace(s); onlyDigits.MatchString(s) {
		return s
	}
	return ""
}

// admin are the fields (with their subfields) that votes were seen to have and
// that say nothing of the vote itself: identifiers and stamps of the catalogue
// (039, 040, 089, 930, 980, 999, $0 of others), titles in other languages (767),
// and what other fields say already (the body and session of 791, the kind of
// meeting 793, the running number 967 $a). 981 and 989 are Collections.
var admin = map[string]string{
	"039": "a", "040": "ab", "089": "ab", "767": "9t", "793": "a", "930": "a", "980": "a",
	"981": "ab", "989": "abc", "999": "abc", "791": "bc0", "952": "0", "967": "a", "968": "a", "969": "a",
	"991": "0", "993": "0",
}

// keep puts the subfields of f that are neither read (their codes) nor administration
// into Other.
func (r *Record) keep(f Field, read string) {
	for _, s := range f.Subs {
		if !oneOf(s.Code, read) && !oneOf(s.Code, admin[f.Tag]) {
			r.AddOther(f.Tag+" $"+s.Code, strings.TrimSpace(s.Value))
		}
	}
}

// setField puts one data field where it belongs; read is the codes of what was
// read of it.
func (r *Record) setField(f Field) (err error) {
	read := "a"
	switch f.Tag {
	case "035":
		r.DHLID = cmp.Or(r.DHLID, DHLNumber(f.Join(read)))
	case "245":
		read = "abc"
		r.Title = onNewLine(r.Title, f.Join(read))
	case "591":
		r.Note = onNewLine(r.Note, f.Join(read))
	case "590":
		if !slices.Contains(kinds, f.Join(read)) {
			read = ""
		}
	case "791":
		r.Resolution = appendText(r.Resolution, f)
	case "952":
		r.MeetingRecords = appendText(r.MeetingRecords, f)
	case "991":
		read = "abcd"
		r.setAgenda(f)
	case "993":
		read = r.setDocument(f)
	case "967", "968", "969":
		read = "bcde"
		err = r.addLine(f)
	case "269", "992", "996":
		return nil // see setDates and setTotals
	default:
		read = ""
	}
	r.keep(f, read)
	return err
}

// onNewLine joins a field that stands once as a rule, as the page would.
func onNewLine(before, text string) string { return strings.TrimSpace(before + "\n" + text) }

func appendText(texts []string, f Field) []string {
	if text := f.Join("a"); text != "" {
		return append(texts, text)
	}
	return texts
}

func (r *Record) setAgenda(f Field) {
	if text := f.Join("abcd"); text != "" {
		r.Agenda = append(r.Agenda, text)
	}
	for _, s := range f.Subs {
		if heading := strings.TrimSpace(s.Value); s.Code == "d" && heading != "" {
			r.Subjects = append(r.Subjects, heading)
		}
	}
}

// setDocument reads 993, whose first indicator says what it names; "" is read of
// a kind that is new.
func (r *Record) setDocument(f Field) (read string) {
	switch f.Ind1 {
	case "2", "6": // a draft, an amended draft
		r.Drafts = appendText(r.Drafts, f)
	case "3":
		r.CommitteeReports = appendText(r.CommitteeReports, f)
	default:
		return ""
	}
	return "a"
}

// setDates reads the date in 269, or in 992 where there is no other. A 992 that
// says something else goes to the rest.
func (r *Record) setDates(m Fields) {
	for _, tag := range []string{"269", "992"} {
		for _, f := range m.Data {
			if f.Tag != tag {
				continue
			}
			read, date := "a", f.Join("a")
			switch {
			case tag == "269" || r.VoteDate == "":
				r.VoteDate = onNewLine(r.VoteDate, date)
			case date != r.VoteDate:
				read = ""
			}
			r.keep(f, read)
		}
	}
}

// setTotals reads 996. A total that is not a number, or that two fields state
// differently, stays in Printed; a second field goes to Other, too.
func (r *Record) setTotals(m Fields) {
	const codes = "bcdef" // of what Totals returns
	stated := map[string][]string{}
	read := codes
	for _, f := range m.Data {
		if f.Tag != "996" {
			continue
		}
		for _, s := range f.Subs {
			if text := strings.TrimSpace(s.Value); text != "" && !slices.Contains(stated[s.Code], text) {
				stated[s.Code] = append(stated[s.Code], text)
			}
		}
		r.keep(f, read)
		read = ""
	}
	s := &Summary{}
	for i, total := range s.Totals() {
		code := codes[i : i+1]
		texts := stated[code]
		if len(texts) == 1 {
			*total = Digits(texts[0])
		}
		if *total == "" && len(texts) > 0 {
			s.Printed = strings.TrimSpace(s.Printed + " $" + code + " " + strings.Join(texts, " $"+code+" "))
		}
	}
	if *s != (Summary{}) {
		r.Summary = s
	}
}

// addLine reads a line of the list: 967, or 968 and 969 of older records.
func (r *Record) addLine(f Field) error {
	v := VoteLine{}
	into := map[string]*string{"b": &v.Role, "c": &v.MemberCode, "d": &v.Code, "e": &v.Label}
	for _, s := range f.Subs {
		field := into[s.Code]
		if field == nil {
			continue
		}
		if *field != "" {
			return source.Refuse(source.Layout, "a line with two %s $%s", f.Tag, s.Code)
		}
		*field = strings.TrimSpace(s.Value)
	}
	if v.Label = cmp.Or(v.Label, v.MemberCode); v.Label == "" {
		return source.Refuse(source.Layout, "a line without a member: %s $d %q", f.Tag, v.Code)
	}
	v.Printed = strings.TrimSpace(v.Code + " " + v.Label)
	r.Votes = append(r.Votes, v)
	return nil
}
