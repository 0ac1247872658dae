package output

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"unvotes/normalize"
	"unvotes/testdata/shared"
)

// captured is a record of the corpus, as far as rows of votes need it.
type captured struct {
	ID              int64
	CapturedAt      string `json:"captured_at"`
	Title           string
	Agenda          []string
	Resolution      string
	MeetingRecord   []string `json:"meeting_record"`
	CommitteeReport []string `json:"committee_report"`
	VoteDate        string   `json:"vote_date"`
	Vote            []string
}

// corpusTables makes tables of all records of the corpus. It reads them in its
// own naive way: enough to have true lengths, orders and frequencies in every
// column, not to be right about symbols.
func corpusTables(t testing.TB) Tables {
	members := corpusMembers(t)
	var out Tables
	for _, r := range corpusRecords(t) {
		out.RollCalls = append(out.RollCalls, r.entry(t, members))
	}
	return out
}

func corpusRecords(t testing.TB) (out []captured) {
	z, err := gzip.NewReader(bytes.NewReader(shared.Read(t, "corpus", "undl", "records.jsonl.gz")))
	if err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(z); ; {
		var r captured
		if err := d.Decode(&r); errors.Is(err, io.EOF) {
			return out
		} else if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
}

func corpusMembers(t testing.TB) map[string][2]string {
	b, err := os.ReadFile(shared.Path(t, "corpus", "undl", "member-codes.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string][2]string)
	for line := range strings.Lines(string(b)) {
		if f := strings.Split(line, "\t"); len(f) > 2 {
			out[f[0]] = [2]string{f[1], f[2]}
		}
	}
	return out
}

func (r captured) entry(t testing.TB, members map[string][2]string) normalize.RollCall {
	id := fmt.Sprintf("undl-%d", r.ID)
	at, err := time.Parse("2006-01-02T15:04:05", r.CapturedAt)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(id))
	e := normalize.RollCall{
		RetrievedAt: at, ContentSHA256: hex.EncodeToString(sum[:]), UNDLURL: fmt.Sprintf("https://digitallibrary.un.org/record/%d", r.ID),
		ID: id, UNDLID: r.ID, VoteGroupID: id, Body: normalize.GA, Scope: normalize.Whole, List: normalize.Complete, Title: r.Title, Agenda: r.Agenda,
		Resolution: r.Resolution, ResolutionPrinted: r.Resolution, MeetingRecords: r.MeetingRecord, CommitteeReports: r.CommitteeReport,
		Source: "record_page", Sources: []string{"record_page"},
	}
	if parts := strings.Split(r.Resolution, "/"); parts[0] == "S" {
		e.Body, e.Session = normalize.SC, r.VoteDate[:4]
	} else if len(parts) > 2 {
		e.Session, e.SessionKind = strings.TrimRight(parts[2], "0123456789()"), normalize.Regular
		if len(parts) > 3 {
			e.Session = parts[2]
		}
	}
	if r.VoteDate != "" {
		d, err := normalize.ParseDate(r.VoteDate)
		if err != nil {
			t.Fatal(err)
		}
		e.Date = &d
	}
	for i, line := range r.Vote {
		e.Votes = append(e.Votes, vote(int32(i+1), strings.TrimSpace(line), e.Body, members))
	}
	return e
}

func vote(line int32, s string, body normalize.Body, members map[string][2]string) normalize.Vote {
	v := normalize.Vote{Line: line, Label: s, Choice: normalize.NonVoting}
	if code, label, ok := strings.Cut(s, " "); ok && len(code) == 1 && strings.Contains("YNAyna", code) {
		v.Printed, v.Label = code, label
		v.Choice = map[string]normalize.Choice{"Y": normalize.Yes, "N": normalize.No, "A": normalize.Abstain}[strings.ToUpper(code)]
	}
	v.MSCode, v.Name = members[v.Label][0], members[v.Label][1]
	if body == normalize.SC {
		permanent := slices.Contains([]string{"CHN", "FRA", "GBR", "RUS", "USA"}, v.MSCode)
		v.Permanent = &permanent
	}
	return v
}
