package normalize

import (
	"strings"

	"unvotes/scraper/undl"
)

// Adoption is a text adopted without a vote. Adoptions are kept apart from roll
// calls, so that nobody averages over them.
type Adoption struct {
	ID      string   // never changes its meaning
	Symbols []string // canonical symbols of what was adopted
	Date    *Date    // nil: not told
	Title   string   // as printed; empty: none
	Meeting string   // canonical symbol of the meeting record; empty: not told
	Source  string   // form that won: record_page, meeting_record, ...
	Sources []string // all forms that told it
	Issues  []Issue

	FormerIDs        []string
	MeetingSeq       *int32 // order among the decisions of the meeting, from 1
	Drafts           []string
	CommitteeReports []string
	Scope            Scope
	Target           string
	TargetPrinted    string
	ParentID         string // of the whole, for a piece
}

// Adoption types a record of a text adopted without a vote; ok is false for any
// other record. The page says so in its note only, and such a record lists
// nobody and states no votes: one that does is a roll call with something wrong,
// and stays one.
func (n *Normalizer) Adoption(r undl.Record) (a Adoption, ok bool) {
	c := RollCall{ID: rollCallID(r.ID)}
	c.readMethod(r.Note, r.Modality)
	if c.Method != WithoutVote || len(r.Votes) > 0 || statesVotes(r.Summary) {
		return Adoption{}, false
	}
	c.readDate(r.VoteDate)
	c.readResolution(r)
	c.readDocuments(r)
	c.readOther(r.Other)
	a = Adoption{
		ID: c.ID, Date: c.Date, Title: r.Title, Source: string(r.Form), Sources: []string{string(r.Form)}, Issues: c.Issues,
		Drafts: c.Drafts, CommitteeReports: c.CommitteeReports, Scope: c.Scope, TargetPrinted: c.TargetPrinted,
	}
	if a.Symbols = r.Resolution; c.Resolution != "" {
		a.Symbols = []string{c.Resolution}
	}
	if len(c.MeetingRecords) > 0 {
		a.Meeting = c.MeetingRecords[0]
	}
	return a, true
}

// statesVotes tells totals from none, from blank ones and from zeros.
func statesVotes(s *undl.Summary) bool {
	return s != nil && strings.Trim(s.Yes+s.No+s.Abstain, "0") != ""
}
