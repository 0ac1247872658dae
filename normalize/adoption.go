package normalize

import (
	"strings"

	"unvotes/scraper/marc"
)

// Adoption is a text adopted without a vote: a row of adoptions. They are kept
// apart from roll calls, so that no average includes them.
type Adoption struct {
	ID               string   `parquet:"adoption_id,dict" json:"adoption_id"`                           // never changes its meaning
	Symbols          []string `parquet:"symbols,list" parquet-element:",dict" json:"symbols,omitempty"` // canonical symbols of what was adopted
	Date             *Date    `parquet:"date,date,dict" json:"date"`
	Title            string   `parquet:"title,optional,dict" json:"title,omitempty"`     // as printed
	Meeting          string   `parquet:"meeting,optional,dict" json:"meeting,omitempty"` // canonical symbol of the meeting record
	Source           string   `parquet:"source,dict" json:"source"`                      // form that won: record_page, meeting_record, ...
	FormerIDs        []string `parquet:"former_ids,list" parquet-element:",dict" json:"former_ids,omitempty"`
	MeetingSeq       *int32   `parquet:"meeting_seq" json:"meeting_seq,omitempty"` // order among the decisions of the meeting, from 1
	Drafts           []string `parquet:"drafts,list" parquet-element:",dict" json:"drafts,omitempty"`
	CommitteeReports []string `parquet:"committee_reports,list" parquet-element:",dict" json:"committee_reports,omitempty"`
	Scope            Scope    `parquet:"scope,optional,dict" json:"scope,omitempty"`
	Target           string   `parquet:"target,optional,dict" json:"target,omitempty"`
	TargetPrinted    string   `parquet:"target_printed,optional,dict" json:"target_printed,omitempty"`
	ParentID         string   `parquet:"parent_id,optional,dict" json:"parent_id,omitempty"` // of the whole, for a piece
	Sources          []string `parquet:"sources,list" parquet-element:",dict" json:"-"`

	Issues []Issue `parquet:"-" json:"-"`
}

// Adoption types a record of a text adopted without a vote, of which there may be
// several forms; ok is false for any other record. The page says so in its note
// only, and such a record lists nobody and states no votes: one that does is a roll
// call with something wrong, and stays one.
func (n *Normalizer) Adoption(forms ...marc.Record) (a Adoption, ok bool) {
	r := Fill(forms...)
	c := RollCall{ID: recordID(r), NotePrinted: r.Note, Source: string(r.Form)}
	c.readMethod(r.Modality)
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
	a.FormerIDs = formerIDs(forms)
	for _, f := range ranked(forms)[1:] {
		a.Sources = append(a.Sources, string(f.Form))
	}
	if a.Symbols = r.Resolution; c.Resolution != "" {
		a.Symbols = []string{c.Resolution}
	}
	if len(c.MeetingRecords) > 0 {
		a.Meeting = c.MeetingRecords[0]
	}
	return a, true
}

// statesVotes reports whether a total is stated that is not blank or zero.
func statesVotes(s *marc.Summary) bool {
	return s != nil && strings.Trim(s.Yes+s.No+s.Abstain, "0") != ""
}
