package normalize

import (
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"iter"
	"slices"
	"strings"
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

// Resolve returns the member that a printed label means on a day; false for an
// unknown label, and for one that named no single member then (CONGO in 1965, GERMANY
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

// IsMember reports whether the state with this code was a member on the day. It
// is so for members that were barred from the Assembly's work, too.
func (d *Directory) IsMember(code string, day Date) bool {
	return slices.ContainsFunc(d.spans[code], func(p Period) bool { return p.Has(day) })
}

// MembersOn are the members of the day, by ms_code; none before 24 October 1945.
func (d *Directory) MembersOn(day Date) []Member {
	var on []Member
	for code := range d.codesOn(day) {
		on = append(on, d.members[d.byCode[code]])
	}
	return on
}

// codesOn yields the codes of the members of the day, in order.
func (d *Directory) codesOn(day Date) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range d.periods {
			if p := &d.periods[i]; p.Has(day) && !yield(p.MSCode) {
				return
			}
		}
	}
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

// PermanentMember reports whether the code stands for a permanent seat in the
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

// The dictionary of members. Each table says in its head where its columns come
// from, and was reviewed line by line.
var (
	//go:embed members.tsv
	membersTSV string
	//go:embed member_periods.tsv
	periodsTSV string
	//go:embed member_labels.tsv
	labelsTSV string
)

// newDirectory builds a directory from the text of the three tables.
func newDirectory(members, periods, labels string) (*Directory, error) {
	sum := sha256.Sum256([]byte(members + "\f" + periods + "\f" + labels))
	d := &Directory{byCode: map[string]int{}, spans: map[string][]Period{}, version: hex.EncodeToString(sum[:6])}
	if err := d.readMembers(members); err != nil {
		return nil, fmt.Errorf("members.tsv: %w", err)
	}
	if err := d.readPeriods(periods); err != nil {
		return nil, fmt.Errorf("member_periods.tsv: %w", err)
	}
	if err := d.readLabels(labels); err != nil {
		return nil, fmt.Errorf("member_labels.tsv: %w", err)
	}
	return d, nil
}

func (d *Directory) readMembers(table string) error {
	rows, err := readTable(table, "ms_code", "name", "iso3", "iso2", "m49", "un_regional_group", "successors", "predecessors")
	if err != nil {
		return err
	}
	for _, r := range rows {
		m := Member{MSCode: r[0], Name: r[1], ISO3: r[2], ISO2: r[3], M49: r[4], Group: r[5], Successors: list(r[6]), Predecessors: list(r[7])}
		if _, twice := d.byCode[m.MSCode]; twice || m.MSCode == "" || m.Name == "" {
			return fmt.Errorf("code %q is empty, or there twice, or has no name", m.MSCode)
		}
		d.byCode[m.MSCode] = len(d.members)
		d.members = append(d.members, m)
	}
	if !slices.IsSortedFunc(d.members, func(a, b Member) int { return strings.Compare(a.MSCode, b.MSCode) }) {
		return fmt.Errorf("not sorted by ms_code")
	}
	return d.checkSuccession()
}

// checkSuccession holds the two columns against each other: whoever succeeds a
// member names it as predecessor, and the other way round.
func (d *Directory) checkSuccession() error {
	for _, m := range d.members {
		for _, s := range m.Successors {
			other, ok := d.Member(s)
			if !ok || !slices.Contains(other.Predecessors, m.MSCode) {
				return fmt.Errorf("%s has the successor %s, which does not know it", m.MSCode, s)
			}
		}
		for _, p := range m.Predecessors {
			other, ok := d.Member(p)
			if !ok || !slices.Contains(other.Successors, m.MSCode) {
				return fmt.Errorf("%s has the predecessor %s, which does not know it", m.MSCode, p)
			}
		}
	}
	return nil
}

func (d *Directory) readPeriods(table string) error {
	rows, err := readTable(table, "ms_code", "valid_from", "valid_to", "name", "cow", "reason", "ended", "note")
	if err != nil {
		return err
	}
	for _, r := range rows {
		p := Period{MSCode: r[0], Name: r[3], COW: r[4], Reason: r[5], Ended: r[6]}
		from, to, err := readDays(r[1], r[2])
		if err != nil {
			return fmt.Errorf("%s: from %q to %q: %w", p.MSCode, r[1], r[2], err)
		}
		if from == nil {
			return fmt.Errorf("%s: a period without its first day", p.MSCode)
		}
		p.From, p.To = *from, to
		if _, ok := d.byCode[p.MSCode]; !ok || p.Name == "" || p.Reason == "" {
			return fmt.Errorf("%s from %s: unknown member, or no name or reason", p.MSCode, r[1])
		}
		d.periods = append(d.periods, p)
		d.spans[p.MSCode] = append(d.spans[p.MSCode], p)
	}
	if !slices.IsSortedFunc(d.periods, comparePeriods) {
		return fmt.Errorf("not sorted by ms_code and from")
	}
	return d.checkPeriods()
}

// checkPeriods wants a period for each member, none that overlap, and the
// dictionary's name in the last one.
func (d *Directory) checkPeriods() error {
	for _, m := range d.members {
		ps := d.spans[m.MSCode]
		if len(ps) == 0 {
			return fmt.Errorf("%s has no period", m.MSCode)
		}
		for i := 1; i < len(ps); i++ {
			if last := ps[i-1].To; last == nil || *last >= ps[i].From {
				return fmt.Errorf("%s: the period from %s overlaps the one before", m.MSCode, ps[i].From)
			}
		}
		if name := ps[len(ps)-1].Name; name != m.Name {
			return fmt.Errorf("%s is %q in members.tsv and %q in its last period", m.MSCode, m.Name, name)
		}
	}
	return nil
}

func (d *Directory) readLabels(table string) error {
	rows, err := readTable(table, "label", "ms_code", "from", "to", "seen", "note")
	if err != nil {
		return err
	}
	d.labels = newLabelIndex()
	for _, r := range rows {
		i, ok := d.byCode[r[1]]
		from, to, err := readDays(r[2], r[3])
		if err != nil {
			return fmt.Errorf("%q: from %q to %q: %w", r[0], r[2], r[3], err)
		}
		if !ok {
			return fmt.Errorf("%q: unknown member %q", r[0], r[1])
		}
		if err := d.labels.add(r[0], meaning{member: i, from: from, to: to}); err != nil {
			return err
		}
	}
	return d.listSeen(rows)
}

// listSeen gives each member the labels that were seen in print, the library's
// first: they are what most readers look for.
func (d *Directory) listSeen(rows [][]string) error {
	for _, where := range []string{"library", "verbatim"} {
		for _, r := range rows {
			if r[4] == where {
				m := &d.members[d.byCode[r[1]]]
				m.Labels = append(m.Labels, r[0])
			}
		}
	}
	for _, r := range rows {
		if !slices.Contains([]string{"library", "verbatim", "expected"}, r[4]) {
			return fmt.Errorf("%q: seen is %q", r[0], r[4])
		}
	}
	return nil
}

// readTable reads a tab-separated table with comments and these columns, and
// returns its rows without the first, the names of the columns.
func readTable(table string, columns ...string) ([][]string, error) {
	r := csv.NewReader(strings.NewReader(table))
	r.Comma, r.Comment, r.FieldsPerRecord = '\t', '#', len(columns)
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || !slices.Equal(rows[0], columns) {
		return nil, fmt.Errorf("the columns are not %q", columns)
	}
	return rows[1:], nil
}

// readDays reads two days, either of which may be empty: nil.
func readDays(from, to string) (f, t *Date, err error) {
	if f, err = optionalDate(from); err != nil {
		return nil, nil, err
	}
	if t, err = optionalDate(to); err != nil {
		return nil, nil, err
	}
	if f != nil && t != nil && *t < *f {
		return nil, nil, fmt.Errorf("ends before it begins")
	}
	return f, t, nil
}

func optionalDate(s string) (*Date, error) {
	if s == "" {
		return nil, nil
	}
	d, err := ParseDate(s)
	if err != nil {
		return nil, err
	}
	return &d, nil
}

// list splits "SRB,MNE"; nil for an empty cell.
func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}
