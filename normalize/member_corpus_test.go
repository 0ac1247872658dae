//go:build replay

package normalize

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The library's labels and codes, read here by a reader of its own.
func TestCorpusLabels(t *testing.T) {
	d := directory(t)
	lines := bufio.NewScanner(shared(t, "corpus", "undl", "member-codes.tsv"))
	labels, codes := 0, map[string]bool{}
	for lines.Scan() {
		f := strings.Split(lines.Text(), "\t")
		if f[0] == "label" {
			continue
		}
		labels++
		label, code, m49, cow := f[0], f[1], f[3], f[4]
		codes[code] = true
		for _, on := range []string{f[5], f[6]} {
			m, ok := d.Resolve(label, dayOf(t, on))
			if !ok || m.MSCode != code || m.M49 != m49 {
				t.Errorf("Resolve(%q, %s) = %s %s, want %s %s", label, on, m.MSCode, m.M49, code, m49)
			}
			if p := d.spans[code]; p[len(p)-1].COW != cow { // the corpus has one code for each member
				t.Errorf("%s has the COW code %s, want %s", code, p[len(p)-1].COW, cow)
			}
			if !slices.Contains(m.Labels, label) {
				t.Errorf("%s does not list its label %q", m.MSCode, label)
			}
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	for _, m := range d.Members() {
		if !codes[m.MSCode] {
			t.Errorf("the corpus does not have the member %s", m.MSCode)
		}
	}
	if labels != 244 {
		t.Errorf("%d labels read, want 244", labels)
	}
}

// voteLine is the rule of the library's pages.
var voteLine = regexp.MustCompile(`^([YNAyna]) (.+)$`)

// outsideMembership are the lines of the corpus by members outside their
// membership, each looked at: but for USSR they are blanks, because the library
// lists who was a member at the end of the session. USSR voted yes on
// S/RES/725(1991), a week after its seat had passed on.
var outsideMembership = map[string]int{
	"JPN 1956-11-21": 2, "JPN 1956-11-24": 1, "JPN 1956-12-04": 1, // admitted 1956-12-18
	"MNG 1961-10-23": 1,                                                                // admitted 1961-10-27
	"ARE 1971-10-07": 1,                                                                // admitted 1971-12-09
	"WSM 1976-12-01": 1,                                                                // admitted 1976-12-15
	"DMA 1978-11-03": 1, "DMA 1978-11-10": 1, "DMA 1978-12-01": 1, "DMA 1978-12-08": 2, // admitted 1978-12-18
	"SUN 1991-12-31": 1,
}

// All lines of votes in the corpus: who voted is known each time, but for one
// broken line; who voted outside its membership is told above; and a list of
// the Assembly lacks nobody but those who came in on that day.
func TestCorpusVotes(t *testing.T) {
	d := directory(t)
	lines, unknown, outside := 0, []string{}, map[string]int{}
	for _, r := range corpusLists(t) {
		on, listed := dayOf(t, r.VoteDate), map[string]bool{}
		for _, line := range r.Vote {
			lines++
			label := strings.TrimSpace(line)
			if m := voteLine.FindStringSubmatch(label); m != nil {
				label = m[2]
			}
			m, ok := d.Resolve(label, on)
			if !ok {
				unknown = append(unknown, label)
				listed["PAK"] = listed["PAK"] || label == "AN PAKISTAN"
				continue
			}
			listed[m.MSCode] = true
			if !d.IsMember(m.MSCode, *on) {
				outside[m.MSCode+" "+on.String()]++
			}
		}
		if len(r.Vote) <= 15 {
			continue // the Council
		}
		for _, m := range d.MembersOn(*on) {
			if !listed[m.MSCode] && d.IsMember(m.MSCode, *on-1) {
				t.Errorf("record %s of %s does not list the member %s", r.ID, on, m.MSCode)
			}
		}
	}
	if lines != 578_942 || !slices.Equal(unknown, []string{"AN PAKISTAN"}) {
		t.Errorf("%d lines, unknown %q", lines, unknown)
	}
	if !maps.Equal(outside, outsideMembership) {
		t.Errorf("outside membership: %v, want %v", outside, outsideMembership)
	}
}

type corpusList struct {
	ID       json.Number `json:"id"`
	VoteDate string      `json:"vote_date"`
	Vote     []string    `json:"vote"`
}

// corpusLists are the records of the corpus with a list of votes.
func corpusLists(t *testing.T) []corpusList {
	t.Helper()
	zipped, err := gzip.NewReader(shared(t, "corpus", "undl", "records.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	var lists []corpusList
	for records := json.NewDecoder(zipped); ; {
		var r corpusList
		if err := records.Decode(&r); err == io.EOF {
			return lists
		} else if err != nil {
			t.Fatal(err)
		}
		if r.Vote != nil {
			lists = append(lists, r)
		}
	}
}

// All names in the lists of verbatim records.
func TestCorpusVerbatim(t *testing.T) {
	d := directory(t)
	type rollCall struct {
		Date       string
		InFavour   []string `json:"in_favour"`
		Against    []string
		Abstaining []string
	}
	var all []rollCall
	if err := json.NewDecoder(shared(t, "corpus", "meeting-records", "votes.json")).Decode(&all); err != nil {
		t.Fatal(err)
	}
	for lines := json.NewDecoder(shared(t, "corpus", "official", "verbatim-roll-calls.jsonl")); ; {
		var r rollCall
		if err := lines.Decode(&r); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	names := 0
	for _, r := range all {
		on, seen := dayOf(t, r.Date), map[string]string{}
		for _, name := range slices.Concat(r.InFavour, r.Against, r.Abstaining) {
			names++
			m, ok := d.Resolve(name, on)
			if !ok || !d.IsMember(m.MSCode, *on) {
				t.Errorf("%s: %q is %q, no member", r.Date, name, m.MSCode)
			}
			if other, twice := seen[m.MSCode]; twice {
				t.Errorf("%s: %q and %q are both %s", r.Date, other, name, m.MSCode)
			}
			seen[m.MSCode] = name
		}
	}
	if names < 3000 {
		t.Errorf("only %d names read", names)
	}
}

// The two real MARCXML records have the library's code beside each label.
func TestCorpusMARCXML(t *testing.T) {
	d := directory(t)
	type field struct {
		Tag  string `xml:"tag,attr"`
		Subs []struct {
			Code string `xml:"code,attr"`
			Text string `xml:",chardata"`
		} `xml:"subfield"`
	}
	for _, row := range []struct{ file, day string }{
		{"record-4095073.xml", "2025-12-05"}, {"record-4095497.xml", "2025-12-12"},
	} {
		votes := 0
		for dec := xml.NewDecoder(shared(t, "corpus", "marcxml", row.file)); ; {
			tok, err := dec.Token()
			if errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			start, ok := tok.(xml.StartElement)
			if !ok || start.Name.Local != "datafield" {
				continue
			}
			var f field
			if err := dec.DecodeElement(&f, &start); err != nil {
				t.Fatal(err)
			}
			if f.Tag != "967" {
				continue
			}
			votes++
			sub := map[string]string{}
			for _, s := range f.Subs {
				sub[s.Code] = s.Text
			}
			if m, ok := d.Resolve(sub["e"], dayOf(t, row.day)); !ok || m.MSCode != sub["c"] {
				t.Errorf("%s: Resolve(%q) = %q, want %q", row.file, sub["e"], m.MSCode, sub["c"])
			}
		}
		if votes != 193 {
			t.Errorf("%s: %d lines, want 193", row.file, votes)
		}
	}
}
