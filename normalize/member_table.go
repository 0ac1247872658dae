package normalize

import (
	"crypto/sha256"
	_ "embed"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

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
