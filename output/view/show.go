package view

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"unvotes/normalize"
)

// Shown is all that a snapshot has about a text: what "unvotes show" prints. Its
// JSON has the names of the tables' columns.
type Shown struct {
	Query     string      `json:"query"`
	Symbol    string      `json:"symbol"` // canonical, or an id
	Kind      TextKind    `json:"kind"`
	Snapshot  string      `json:"snapshot"`
	Votes     []ShownVote `json:"votes"`     // in the order in which they were taken
	Adoptions []Adoption  `json:"adoptions"` // without a vote
	Vetoed    []Vetoed    `json:"vetoed"`    // whose roll call is not known
	// Others are further votes on the same text, if one was asked for by its id.
	Others []ShownVote `json:"other_votes"`
	// Unread are the meeting records that the votes name and that were not read.
	Unread []string `json:"unread_meeting_records"`
}

// ShownVote is one vote taken.
type ShownVote struct {
	RollCall
	Records    []string    `json:"records"`    // the roll_call_ids under which it is entered
	Symbols    []string    `json:"symbols"`    // their resolutions, if there are several
	List       []Vote      `json:"list"`       // who voted how, as printed; that of RollCall
	IssueRows  []Issue     `json:"issue_rows"` // what is wrong or odd with one of the records
	Statements []Statement `json:"statements"` // what members said later
	Vetoes     []Veto      `json:"vetoes"`     // as the table of vetoes has them
}

// Show finds a text by a symbol or an id and reads all votes on it. The error is
// ErrUnknown, ErrAmbiguous or ErrDamaged.
func (s *Snapshot) Show(ctx context.Context, query string) (*Shown, error) {
	x, err := s.Index(ctx)
	if err != nil {
		return nil, err
	}
	t, err := x.Text(query)
	if err != nil {
		return nil, err
	}
	var calls []RollCall
	for _, g := range t.Votes {
		calls = append(calls, g.First())
	}
	lists, err := s.Votes(ctx, calls...)
	if err != nil {
		return nil, err
	}
	issues, err := s.Issues(ctx)
	if err != nil {
		return nil, err
	}
	statements, err := s.Statements(ctx)
	if err != nil {
		return nil, err
	}
	vetoes, err := s.Vetoes(ctx)
	if err != nil {
		return nil, err
	}
	shown := &Shown{Query: query, Symbol: t.Symbol, Kind: t.Kind, Snapshot: s.Name(), // no list is null in JSON
		Votes: []ShownVote{}, Adoptions: append([]Adoption{}, t.Adoptions...), Vetoed: append([]Vetoed{}, t.Vetoed...), Others: []ShownVote{}, Unread: x.unread(&t)}
	for _, g := range t.Votes {
		v := newShownVote(g)
		v.List = append(v.List, lists[v.ID]...)
		for _, one := range issues {
			if slices.Contains(v.Records, one.RollCallID) {
				v.IssueRows = append(v.IssueRows, one)
			}
		}
		for _, one := range statements {
			if slices.Contains(v.Records, one.RollCallID) {
				v.Statements = append(v.Statements, one)
			}
		}
		for _, one := range vetoes {
			if slices.Contains(v.Records, one.RollCallID) {
				v.Vetoes = append(v.Vetoes, one)
			}
		}
		shown.Votes = append(shown.Votes, v)
	}
	for _, g := range t.Others {
		shown.Others = append(shown.Others, newShownVote(g))
	}
	return shown, nil
}

func newShownVote(g Group) ShownVote {
	v := ShownVote{RollCall: g.First(), Symbols: []string{}, List: []Vote{}, IssueRows: []Issue{}, Statements: []Statement{}, Vetoes: []Veto{}}
	for _, c := range g.Calls {
		v.Records = append(v.Records, c.ID)
		if len(g.Calls) > 1 && c.Resolution != "" {
			v.Symbols = append(v.Symbols, c.Resolution)
		}
	}
	return v
}

// Text lays it out for a reader. A meeting or a committee's report, which can
// have dozens of votes, is a list of them without names.
func (s *Shown) Text(st Style) string {
	p := newPage(st)
	p.text(0, 2, bold, s.heading())
	title := s.title()
	p.optional(0, 0, "", title)
	p.text(0, 2, "", s.counts())
	order := make([]shownItem, 0, len(s.Votes)+len(s.Adoptions))
	for i := range s.Votes {
		v := &s.Votes[i]
		order = append(order, shownItem{v.Date, v.MeetingSeq, func() { p.vote(v, s, i+1, title) }})
	}
	for i := range s.Adoptions {
		a := &s.Adoptions[i]
		order = append(order, shownItem{a.Date, a.MeetingSeq, func() { p.adoption(a, title) }})
	}
	for _, v := range s.Vetoed {
		order = append(order, shownItem{v.Vetoes[0].Date, nil, func() { p.vetoed(v, title) }})
	}
	slices.SortStableFunc(order, func(a, b shownItem) int {
		return cmp.Or(cmp.Compare(unknownLast(a.date), unknownLast(b.date)), cmp.Compare(unknownLast(a.seq), unknownLast(b.seq)))
	})
	for _, item := range order {
		p.blank()
		item.write()
	}
	if len(s.Others) > 0 {
		p.blank()
		p.text(0, 2, bold, "Other votes on this text")
	}
	for i := range s.Others {
		v := &s.Others[i]
		line := onDay(v.Date) + " " + v.whatVoted() + v.outcome(" · ")
		if t, ok := v.Tally(); ok {
			line += " · " + t.words()
		}
		p.text(2, 2, "", line)
		p.text(4, 2, faint, v.ID)
	}
	if len(s.Unread) > 0 {
		p.blank()
		records := "record"
		if len(s.Unread) > 1 {
			records = "records"
		}
		p.text(0, 2, "", "The meeting "+records+" may have more votes: unvotes fetch "+strings.Join(s.Unread, " "))
	}
	return p.String()
}

// shownItem is a vote or an adoption with its place in the order of a meeting.
type shownItem struct {
	date  *Day
	seq   *int32
	write func()
}

func (s *Shown) heading() string {
	if s.Kind == RollCallID && len(s.Votes) > 0 && s.Votes[0].Symbol() != s.Votes[0].ID {
		return s.Votes[0].Symbol() + " · roll call " + s.Symbol
	}
	return s.Symbol + " · " + wordFor(kindWords, s.Kind)
}

// title returns the one that all texts have, or all pieces if there is no whole;
// "" if they differ. A piece has what was voted on for a title, at most.
func (s *Shown) title() string {
	var whole, pieces []string
	for _, v := range s.Votes {
		if v.IsPiece() {
			pieces = append(pieces, v.Title)
		} else {
			whole = append(whole, v.Title)
		}
	}
	for _, a := range s.Adoptions {
		whole = append(whole, a.Title)
	}
	for _, v := range s.Vetoed {
		whole = append(whole, v.Vetoes[0].Agenda)
	}
	if whole == nil {
		whole = pieces
	}
	slices.Sort(whole)
	whole = slices.DeleteFunc(slices.Compact(whole), func(t string) bool { return t == "" })
	if len(whole) != 1 {
		return ""
	}
	return whole[0]
}

func (s *Shown) counts() string {
	var parts []string
	if n := len(s.Votes); n > 1 {
		parts = append(parts, counted(n, "vote")+", in the order in which they were taken")
	} else if n == 1 || len(s.Adoptions)+len(s.Vetoed) == 0 {
		parts = append(parts, counted(n, "vote"))
	}
	if n := len(s.Adoptions); n > 0 {
		parts = append(parts, counted(n, "adoption")+" without a vote")
	}
	if n := len(s.Vetoed); n > 0 {
		parts = append(parts, counted(n, "vetoed text")+" of which no roll call is held")
	}
	return strings.Join(parts, "; ")
}

func (p *page) adoption(a *Adoption, title string) {
	names := slices.Clone(a.Symbols)
	for _, s := range a.Drafts {
		if !slices.Contains(names, s) {
			names = append(names, s)
		}
	}
	name := strings.Join(names, ", ")
	if a.Scope != "" && a.Scope != "whole" {
		name = wordFor(scopeWords, a.Scope) + " " + a.Target + " " + name
	}
	if name == "" {
		name, title = a.Title, a.Title
	}
	p.text(0, 2, bold, name+" · adopted without a vote")
	if a.Title != title {
		p.optional(2, 0, "", a.Title)
	}
	where := onDay(a.Date)
	if a.Meeting != "" {
		where += ", meeting " + a.Meeting
	}
	p.text(2, 2, "", where)
	if len(a.CommitteeReports) > 0 {
		p.text(2, 2, "", "committee report "+strings.Join(a.CommitteeReports, ", "))
	}
	p.text(2, 2, faint, a.ID)
}

// vote writes one vote: what was voted on and what came of it, when and where,
// the totals, the names, what is odd about it, what was said later, the sources.
func (p *page) vote(v *ShownVote, s *Shown, n int, title string) {
	head := v.whatVoted() + v.outcome(" · ")
	if len(s.Votes) > 1 {
		head = fmt.Sprintf("Vote %d of %d · %s", n, len(s.Votes), head)
	}
	p.text(0, 2, bold, head)
	if v.Title != title {
		p.optional(2, 0, "", v.Title)
	}
	if symbol := v.Symbol(); symbol != s.Symbol && symbol != v.ID {
		p.text(2, 2, "", symbol)
	}
	p.text(2, 2, "", v.where())
	p.optional(2, 2, "", wordFor(methodWords, v.Method))
	p.papers("draft", v.Drafts, s.Symbol, v.Symbol())
	p.papers("committee report", v.CommitteeReports, s.Symbol, v.Symbol())
	if v.Remark != "" {
		p.text(2, 2, "", v.Remark)
	}
	if n := len(v.Records); n > 1 {
		names := v.Records
		if len(v.Symbols) == n {
			names = v.Symbols
		}
		p.list(2, "", fmt.Sprintf("one vote, entered under %d records", n), names)
	}
	p.totals(v)
	if listed := slices.DeleteFunc(slices.Clone(v.Vetoes), func(one Veto) bool { return one.Source != normalize.VetoList }); len(listed) > 0 {
		p.text(2, 2, "", "on the library's list of vetoes: "+strings.Join(printed(listed), ", "))
	}
	if s.Kind != Meeting && s.Kind != Report {
		p.names(v)
	}
	for _, i := range v.IssueRows {
		words := string(i.Severity) + " " + i.Code
		if i.Detail != "" {
			words += ": " + i.Detail
		}
		if i.Place != "" {
			words += " [" + i.Place + "]"
		}
		p.text(2, 2, yellow, words)
	}
	for _, st := range v.Statements {
		p.statement(st)
	}
	p.text(2, 2, faint, v.ID)
	if v.URL() != "" {
		p.link(2, v.URL())
	}
	for _, m := range v.MeetingRecords {
		p.link(2, MeetingURL(m))
	}
}

// papers names the documents beside the resolution, but for those that the page
// names already.
func (p *page) papers(name string, symbols []string, named ...string) {
	symbols = slices.DeleteFunc(slices.Clone(symbols), func(s string) bool { return slices.Contains(named, s) })
	if len(symbols) > 0 {
		p.text(2, 2, "", name+" "+strings.Join(symbols, ", "))
	}
}

// totals writes those of the list and, if they differ, the source's own.
func (p *page) totals(v *ShownVote) {
	t, ok := v.Tally()
	if !ok {
		return
	}
	stated, _ := v.Stated()
	switch {
	case t.Printed:
		p.text(2, 2, "", "as the source states them: "+t.words())
	case v.differ():
		p.text(2, 2, "", "the source states: "+stated.words())
		p.bar(2, stated)
		p.text(2, 2, "", "its list has: "+t.words())
	default:
		p.text(2, 2, "", t.words())
	}
	p.bar(2, t)
	if len(v.VetoedBy) == 0 {
		return
	}
	names := slices.Clone(v.VetoedBy)
	for i, code := range names {
		for _, line := range v.List {
			if line.MSCode == code {
				names[i] = line.Member()
			}
		}
	}
	p.list(2, red, "vetoed by", names)
}

// names writes who voted how, by name: the lists of some sources are in the order
// of codes.
func (p *page) names(v *ShownVote) {
	if len(v.List) == 0 {
		p.text(2, 2, "", "The source has no list of who voted how.")
		return
	}
	order := collate.New(language.English) // Côte d'Ivoire before Croatia
	by := map[Choice][]string{}
	for _, line := range v.List {
		by[line.How()] = append(by[line.How()], line.Member())
	}
	for _, c := range Choices {
		if names := by[c]; len(names) > 0 {
			order.SortStrings(names)
			p.list(2, choiceColour[c], fmt.Sprintf("%s (%d)", choiceWords[c], len(names)), names)
		}
	}
}

func (p *page) statement(s Statement) {
	words := cmp.Or(s.Name, s.Label) + " later told the Secretariat"
	if s.Intended != "" {
		words += " that it had intended " + intentions[s.Intended]
	}
	if s.Words != "" {
		words += `: "` + s.Words + `"`
	}
	p.text(2, 2, "", words+". The vote stays as recorded.")
}

// MeetingURL returns the address of a meeting record.
func MeetingURL(symbol string) string {
	return "https://documents.un.org/api/symbol/access?s=" + strings.ReplaceAll(url.QueryEscape(symbol), "%2F", "/") + "&l=en&t=pdf"
}

// WriteCSV writes a line for each vote of a member, with the names of the
// table's columns, and one for each veto of which no roll call is held. An unknown
// vote is an empty cell.
func (s *Shown) WriteCSV(w io.Writer) error {
	rows := [][]string{{"roll_call_id", "vote_group_id", "date", "body", "session", "resolution", "scope", "target", "line", "ms_code", "member_name", "member_printed", "vote", "vote_printed"}}
	for _, v := range s.Votes {
		for _, l := range v.List {
			rows = append(rows, []string{v.ID, v.VoteGroupID, optional(v.Date), string(v.Body), v.Session, v.Resolution, string(v.Scope), v.Target,
				strconv.Itoa(int(l.Line)), l.MSCode, l.Name, l.Label, cell(l.How()), l.Printed})
		}
	}
	for _, t := range s.Vetoed {
		for _, v := range t.Vetoes { // which are votes against
			rows = append(rows, []string{"", "", optional(v.Date), string(normalize.SC), "", "", "", "", "", v.MSCode, "", v.Label, cell(No), ""})
		}
	}
	return writeCSV(w, rows)
}
