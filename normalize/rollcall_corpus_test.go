//go:build replay

package normalize

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"

	"unvotes/scraper/marc"
	"unvotes/scraper/undl"
)

// corpusRecord is a captured record. Draft, Note and Vote summary were not
// captured, and Collections follow the symbol; record 454783, which has none, is
// counted by the library among the Assembly's.
type corpusRecord struct {
	ID         int64
	Title      string
	Agenda     []string
	Resolution string
	Meetings   []string `json:"meeting_record"`
	Reports    []string `json:"committee_report"`
	Date       string   `json:"vote_date"`
	Vote       []string
}

// record is the captured record as the parser of pages would give it, split here
// by the rule of the sources' description.
func (c corpusRecord) record() marc.Record {
	r := marc.Record{
		ID: c.ID, Form: undl.RecordPage, Title: strings.TrimSpace(c.Title), VoteDate: strings.TrimSpace(c.Date),
		Agenda: entries(c.Agenda), MeetingRecords: entries(c.Meetings), CommitteeReports: entries(c.Reports),
		Collections: []string{"UN Bodies > General Assembly"},
	}
	if symbol := strings.TrimSpace(c.Resolution); symbol != "" {
		r.Resolution = entries([]string{symbol})
		if symbol[0] == 'S' {
			r.Collections = []string{"UN Bodies > Security Council"}
		}
	}
	for _, printed := range c.Vote {
		l := marc.VoteLine{Printed: strings.TrimSpace(printed)}
		l.Label = l.Printed
		if m := voteLine.FindStringSubmatch(l.Printed); m != nil {
			l.Code, l.Label = m[1], m[2]
		}
		r.Votes = append(r.Votes, l)
	}
	return r
}

func entries(texts []string) (vs []string) {
	for _, s := range texts {
		vs = append(vs, strings.TrimSpace(s))
	}
	return vs
}

func corpusRecords(t testing.TB) (all []marc.Record) {
	t.Helper()
	z, err := gzip.NewReader(bufio.NewReader(shared(t, "corpus", "undl", "records.jsonl.gz")))
	if err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(z); ; {
		var c corpusRecord
		if err := d.Decode(&c); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, c.record())
	}
}

// The five permanent seats of every list of the Council, by a rule of its own:
// four states, and the Soviet Union's seat, which the library prints USSR until
// the end of 1991.
func TestCorpusPermanentMembers(t *testing.T) {
	n := normalizer(t)
	lists := 0
	for _, r := range corpusRecords(t) {
		c := n.RollCall(r)
		if len(r.Votes) == 0 || !strings.HasPrefix(r.Resolution[0], "S/") {
			continue
		}
		lists++
		want := []string{"CHINA", "FRANCE", "RUSSIAN FEDERATION", "UNITED KINGDOM", "UNITED STATES"}
		if r.VoteDate < "1992" {
			want[2] = "USSR"
		}
		var got []string
		for _, v := range c.Votes {
			if v.Permanent == nil {
				t.Errorf("record %d: nothing is told of the seat of %q", r.ID, v.Label)
			} else if *v.Permanent {
				got = append(got, v.Label)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("record %d of %s: permanent members %q, want %q", r.ID, r.VoteDate, got, want)
		}
	}
	if lists < 1000 {
		t.Errorf("%d lists of the Council", lists)
	}
}

// The votes that the library entered under several symbols, each looked at: the
// texts of one report's paragraph or one agenda item, put to one vote.
func TestCorpusGroups(t *testing.T) {
	n := normalizer(t)
	var calls []RollCall
	for _, r := range corpusRecords(t) {
		calls = append(calls, n.RollCall(r))
	}
	GroupVotes(calls)
	size := map[string]int{}
	base := map[string]string{}
	for _, c := range calls {
		size[c.VoteGroupID]++
		base[c.VoteGroupID] = c.ResolutionBase
	}
	known := []string{"A/RES/2890(XXVI)", "A/RES/40/257", "A/RES/42/70", "A/RES/50/38", "A/RES/61/128", "A/RES/75/254"}
	for id, n := range size {
		if n > 1 && !slices.Contains(known, base[id]) {
			t.Errorf("%d records of %s are taken for one vote", n, base[id])
		}
		if n == 1 && slices.Contains([]string{"A/RES/50/38", "A/RES/61/128"}, base[id]) {
			t.Errorf("a record of %s stands alone", base[id])
		}
	}
}
