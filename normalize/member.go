package normalize

import (
	"cmp"
	"slices"
)

// Member is a state that is or was a member of the United Nations, as
// members.tsv has it: a row of members. An empty string or slice is "none".
type Member struct {
	MSCode       string   `parquet:"ms_code,dict" json:"ms_code"`                                         // the library's code, the key: "FRA", "SUN", "GER"
	Name         string   `parquet:"name,dict" json:"name"`                                               // the UN's short name, of today or at the member's end
	ISO3         string   `parquet:"iso3,optional,dict" json:"iso3,omitempty"`                            // ISO 3166-1 alpha-3, of former states the one they had; empty for ZAN
	ISO2         string   `parquet:"iso2,optional,dict" json:"iso2,omitempty"`                            // ISO 3166-1 alpha-2, likewise
	M49          string   `parquet:"m49,optional,dict" json:"m49,omitempty"`                              // UN M49, three digits: "004"; empty for ZAN
	Group        string   `parquet:"un_regional_group,optional,dict" json:"un_regional_group,omitempty"`  // for elections: "African"
	Successors   []string `parquet:"successors,list" parquet-element:",dict" json:"successors,omitempty"` // ms_codes; who has the seat comes first
	Predecessors []string `parquet:"predecessors,list" parquet-element:",dict" json:"predecessors,omitempty"`
	Labels       []string `parquet:"labels,list" parquet-element:",dict" json:"labels,omitempty"` // labels seen in print, the library's first
}

// Period is a span of days on which a state was a member under one name, as
// member_periods.tsv has it: a row of member_periods. The words of Reason and
// Ended are explained there.
type Period struct {
	MSCode string `parquet:"ms_code,dict" json:"-"`
	From   Date   `parquet:"valid_from,date,dict" json:"valid_from"`
	To     *Date  `parquet:"valid_to,date,dict" json:"valid_to,omitempty"` // the last day; nil: a member today
	Name   string `parquet:"name,optional,dict" json:"name"`               // the UN's short name at the time
	COW    string `parquet:"cow,optional,dict" json:"cow"`                 // Correlates of War country code: "2"
	Reason string `parquet:"reason,optional,dict" json:"reason"`           // why it began: "founder", "admitted", "renamed", ...
	Ended  string `parquet:"-" json:"ended,omitempty"`                     // why membership under this code ended: "withdrew", ...; empty otherwise
}

// Has reports whether the day is in the period.
func (p Period) Has(day Date) bool {
	return p.From <= day && (p.To == nil || day <= *p.To)
}

// Directory answers who a label means and who was a member when. It is read
// only, so any number of goroutines may ask it. What it returns shares its
// slices: callers do not change them.
type Directory struct {
	members []Member            // by ms_code
	periods []Period            // by ms_code, then From
	byCode  map[string]int      // index in members
	spans   map[string][]Period // the periods of one member
	labels  labelIndex
	version string
}

// NewDirectory reads the embedded tables. It fails when they contradict
// themselves: a code twice, a label with two meanings on one day, overlapping
// periods, an unknown successor. With the tables as released it does not fail.
func NewDirectory() (*Directory, error) {
	return newDirectory(membersTSV, periodsTSV, labelsTSV)
}

// Version names the tables: it changes with any letter of them.
func (d *Directory) Version() string { return d.version }

// Members are all states that were ever members, by ms_code.
func (d *Directory) Members() []Member { return d.members }

// Periods are all periods of membership, by ms_code and then in time.
func (d *Directory) Periods() []Period { return d.periods }

// PeriodsOf are the periods of the member with the library's code, in time.
func (d *Directory) PeriodsOf(code string) []Period { return d.spans[code] }

// Member is the member with the library's code.
func (d *Directory) Member(code string) (Member, bool) {
	i, ok := d.byCode[code]
	if !ok {
		return Member{}, false
	}
	return d.members[i], true
}

// Resolve tells which member a printed label means on a day; false when nobody
// knows it, or when it meant nobody in particular then (CONGO in 1965, GERMANY
// in 1980). With no day, only labels that mean one member on every day resolve.
// That a label resolves does not say that the state was a member on the day:
// see [Directory.IsMember].
func (d *Directory) Resolve(label string, on *Date) (Member, bool) {
	i, ok := d.labels.find(label, on)
	if !ok {
		return Member{}, false
	}
	return d.members[i], true
}

// Nearest are up to n known labels that look most like an unknown one, the
// nearest first, one spelling a label. It is a hint for people; nothing is ever
// resolved by it. A label without any letter has none.
func (d *Directory) Nearest(label string, n int) []string {
	return d.labels.nearest(label, n)
}

// IsMember tells whether the state with this code was a member on the day. It
// is so for members that were barred from the Assembly's work, too.
func (d *Directory) IsMember(code string, day Date) bool {
	return slices.ContainsFunc(d.spans[code], func(p Period) bool { return p.Has(day) })
}

// MembersOn are the members of the day, by ms_code; none before 24 October 1945.
func (d *Directory) MembersOn(day Date) []Member {
	var on []Member
	for _, m := range d.members {
		if d.IsMember(m.MSCode, day) {
			on = append(on, m)
		}
	}
	return on
}

// Days on which permanent seats of the Council changed hands. China's did not:
// A/RES/2758(XXVI) changed who speaks for the member, not the member.
var (
	charterInForce = mustDate("1945-10-24")
	// The letter by which the Russian Federation continues the Soviet seat.
	sovietSeatPasses = mustDate("1991-12-24")
	// The library prints USSR in Council votes until the end of the year. It is
	// the same seat, so for these days either code has it.
	sovietLabelEnds = mustDate("1991-12-31")
)

// PermanentMember tells whether the code stands for a permanent seat in the
// Security Council on the day. From 24 to 31 December 1991 both SUN and RUS do,
// for one seat: a list has one of them.
func (d *Directory) PermanentMember(code string, day Date) bool {
	if day < charterInForce {
		return false
	}
	switch code {
	case "CHN", "FRA", "GBR", "USA":
		return true
	case "SUN":
		return day <= sovietLabelEnds
	case "RUS":
		return day >= sovietSeatPasses
	}
	return false
}

// mustDate reads a day that is written in this package.
func mustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func comparePeriods(a, b Period) int {
	return cmp.Or(cmp.Compare(a.MSCode, b.MSCode), cmp.Compare(a.From, b.From))
}
