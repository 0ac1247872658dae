package normalize

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/language"
)

func directory(t testing.TB) *Directory {
	t.Helper()
	d, err := NewDirectory()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func dayOf(t testing.TB, s string) *Date {
	t.Helper()
	if s == "" {
		return nil
	}
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return &d
}

func TestMembers(t *testing.T) {
	d := directory(t)
	if got := len(d.Members()); got != 201 {
		t.Errorf("%d members, want 201: 193 of today and 8 that ended", got)
	}
	groups := map[string]int{}
	used := map[string]string{}
	for _, m := range d.Members() {
		for kind, code := range map[string]string{"iso3": m.ISO3, "iso2": m.ISO2, "m49": m.M49} {
			if other, twice := used[kind+code]; twice && code != "" && m.MSCode != "GER" && m.MSCode != "SCG" { // DE and CS had two states
				t.Errorf("%s and %s share the %s %q", m.MSCode, other, kind, code)
			}
			used[kind+code] = m.MSCode
		}
		if len(m.M49) != 3 && m.MSCode != "ZAN" {
			t.Errorf("%s: m49 %q", m.MSCode, m.M49)
		}
		if m.ISO3 != m.MSCode && m.MSCode != "GER" && m.MSCode != "ZAN" || (m.ISO2 == "") != (m.MSCode == "ZAN") {
			t.Errorf("%s: iso3 %q", m.MSCode, m.ISO3)
		}
		if d.IsMember(m.MSCode, *dayOf(t, "2026-01-01")) {
			groups[m.Group]++
		}
		if len(m.Labels) == 0 {
			t.Errorf("%s has no label: %+v", m.MSCode, m)
		}
	}
	want := map[string]int{"African": 54, "Asia-Pacific": 54, "Eastern European": 23,
		"Latin American and Caribbean": 33, "Western European and Others": 29}
	for g, n := range groups {
		if want[g] != n {
			t.Errorf("group %q has %d members today, want %d", g, n, want[g])
		}
	}
}

// The codes of today's members agree with the ISO 3166 and M49 tables of
// golang.org/x/text, which are the Unicode CLDR's.
func TestMemberISO(t *testing.T) {
	for _, m := range directory(t).Members() {
		if !slices.ContainsFunc(directory(t).spans[m.MSCode], func(p Period) bool { return p.To == nil }) {
			continue
		}
		r, err := language.ParseRegion(m.ISO3)
		if err != nil || r.String() != m.ISO2 || fmt.Sprintf("%03d", r.M49()) != m.M49 {
			t.Errorf("%s: iso2 %q m49 %q, want %s %03d (%v)", m.MSCode, m.ISO2, m.M49, r, r.M49(), err)
		}
	}
}

func TestMember(t *testing.T) {
	d := directory(t)
	for _, row := range []struct{ code, name, iso3, iso2, m49, successors, predecessors string }{
		{"FRA", "France", "FRA", "FR", "250", "", ""},
		{"AFG", "Afghanistan", "AFG", "AF", "004", "", ""},
		{"SUN", "Union of Soviet Socialist Republics", "SUN", "SU", "810", "RUS,ARM,AZE,GEO,KAZ,KGZ,MDA,TJK,TKM,UZB", ""},
		{"RUS", "Russian Federation", "RUS", "RU", "643", "", "SUN"},
		{"GER", "Federal Republic of Germany", "DEU", "DE", "280", "DEU", ""},
		{"DEU", "Germany", "DEU", "DE", "276", "", "GER,DDR"},
		{"CSK", "Czechoslovakia", "CSK", "CS", "200", "CZE,SVK", ""},
		{"YUG", "Yugoslavia", "YUG", "YU", "890", "SCG,BIH,HRV,MKD,SVN", ""},
		{"SCG", "Serbia and Montenegro", "SCG", "CS", "891", "SRB,MNE", "YUG"},
		{"ZAN", "Zanzibar", "", "", "", "TZA", ""},
		{"TUR", "Türkiye", "TUR", "TR", "792", "", ""},
	} {
		m, ok := d.Member(row.code)
		got := []string{m.MSCode, m.Name, m.ISO3, m.ISO2, m.M49,
			strings.Join(m.Successors, ","), strings.Join(m.Predecessors, ",")}
		want := []string{row.code, row.name, row.iso3, row.iso2, row.m49, row.successors, row.predecessors}
		if !ok || !slices.Equal(got, want) {
			t.Errorf("Member(%s) = %q, %v, want %q", row.code, got, ok, want)
		}
	}
	for _, code := range []string{"", "fra", "XXX", "EST "} {
		if m, ok := d.Member(code); ok {
			t.Errorf("Member(%q) = %+v, want none", code, m)
		}
	}
}

func TestPermanentMember(t *testing.T) {
	d := directory(t)
	for _, row := range []struct {
		code, day string
		want      bool
	}{
		{"CHN", "1945-10-24", true}, {"CHN", "1971-10-24", true}, {"CHN", "1971-10-25", true},
		{"FRA", "1946-01-25", true}, {"GBR", "2026-01-01", true}, {"USA", "1945-10-23", false},
		{"SUN", "1945-10-23", false}, {"SUN", "1945-10-24", true}, {"SUN", "1991-12-23", true},
		{"SUN", "1991-12-31", true}, {"SUN", "1992-01-01", false},
		{"RUS", "1991-12-23", false}, {"RUS", "1991-12-24", true}, {"RUS", "2026-01-01", true},
		{"DEU", "2020-01-01", false}, {"JPN", "2020-01-01", false}, {"", "2020-01-01", false}, {"rus", "2020-01-01", false},
	} {
		if got := d.PermanentMember(row.code, *dayOf(t, row.day)); got != row.want {
			t.Errorf("PermanentMember(%s, %s) = %v, want %v", row.code, row.day, got, row.want)
		}
	}
	for at := *dayOf(t, "1945-10-24"); at <= *dayOf(t, "2026-12-31"); at++ {
		seats := 0
		for _, m := range d.Members() {
			if d.PermanentMember(m.MSCode, at) {
				seats++
			}
		}
		if both := at >= *dayOf(t, "1991-12-24") && at <= *dayOf(t, "1991-12-31"); both && seats != 6 || !both && seats != 5 {
			t.Fatalf("%s: %d codes with a permanent seat", at, seats)
		}
	}
}

// The text of the tables is changed in one place each; every change must be
// refused with the place in the message.
func TestNewDirectoryRefuses(t *testing.T) {
	for _, row := range []struct{ name, table, old, new, want string }{
		{"code twice", "members", "\nAGO\tAngola\t", "\nAFG\tAngola\t", `"AFG"`},
		{"no name", "members", "\nAGO\tAngola\t", "\nAGO\t\t", `"AGO"`},
		{"not sorted", "members", "\nAFG\tAfghanistan\t", "\nZZZ\tAfghanistan\t", "sorted"},
		{"unknown successor", "members", "\tCZE,SVK\t", "\tCZE,XXX\t", "XXX"},
		{"one-sided succession", "members", "\tCZE,SVK\t", "\tCZE\t", "CSK"},
		{"columns", "members", "\nms_code\t", "\ncode\t", "columns"},
		{"column missing", "members", "\nAFG\tAfghanistan\t", "\nAFG\t", "fields"},
		{"overlap", "periods", "\t1945-10-24\t1958-02-21\tSyria\t", "\t1945-10-24\t1961-10-13\tSyria\t", "SYR"},
		{"open and followed", "periods", "\t1945-10-24\t1958-02-21\tSyria\t", "\t1945-10-24\t\tSyria\t", "SYR"},
		{"no such day", "periods", "\t1958-02-21\t", "\t1958-02-30\t", "1958-02-30"},
		{"no first day", "periods", "\nAFG\t1946-11-19\t", "\nAFG\t\t", "AFG"},
		{"ends first", "periods", "\t1958-02-21\t", "\t1938-02-21\t", "before it begins"},
		{"unknown member", "periods", "\nAFG\t", "\nAFH\t", "AFH"},
		{"no period", "periods", "\nAFG\t1946-11-19\t\tAfghanistan\t700\tadmitted\t\t", "", "AFG"},
		{"no reason", "periods", "\tAfghanistan\t700\tadmitted\t", "\tAfghanistan\t700\t\t", "AFG"},
		{"another name", "periods", "\tAfghanistan\t", "\tAfganistan\t", "AFG"},
		{"label of nobody", "labels", "\nCONGO\tCOG\t", "\nCONGO\tCOX\t", "COX"},
		{"two meanings of a label", "labels", "\nBURMA\tMMR\t", "\nTürkiye\tMMR\t", "TURKIYE"},
		{"two meanings on one day", "labels", "\tGER\t\t1990-10-02\t", "\tGER\t\t1990-10-03\t", "FEDERAL REPUBLIC OF GERMANY"},
		{"label without letters", "labels", "\nBURMA\tMMR\t", "\n\u200b\tMMR\t", "empty"},
		{"seen where", "labels", "\nBURMA\tMMR\t\t\tlibrary\t", "\nBURMA\tMMR\t\t\tsomewhere\t", "somewhere"},
	} {
		tables := map[string]string{"members": membersTSV, "periods": periodsTSV, "labels": labelsTSV}
		if !strings.Contains(tables[row.table], row.old) {
			t.Errorf("%s: the table has no %q", row.name, row.old)
			continue
		}
		tables[row.table] = strings.Replace(tables[row.table], row.old, row.new, 1)
		_, err := newDirectory(tables["members"], tables["periods"], tables["labels"])
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: error %v, want one with %q", row.name, err, row.want)
		}
	}
}

func BenchmarkResolve(b *testing.B) {
	d := directory(b)
	on := dayOf(b, "2023-12-07")
	for _, label := range []string{"FRANCE", "GERMANY", "United Kingdom", "NIGERIAA"} {
		b.Run(label, func(b *testing.B) {
			for b.Loop() {
				d.Resolve(label, on)
			}
		})
	}
}
