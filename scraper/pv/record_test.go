package pv

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"unvotes/testdata/shared"
)

// truth is an entry of votes.json.
type truth struct {
	Meeting         string   `json:"meeting"`
	Date            string   `json:"date"`
	Seq             int      `json:"seq"`
	Page            int      `json:"page"`
	Label           string   `json:"label"`
	Draft           *string  `json:"draft"`
	Resolution      *string  `json:"resolution"`
	Decision        *string  `json:"decision"`
	CommitteeReport *string  `json:"committee_report"`
	Scope           string   `json:"scope"`
	Target          *string  `json:"target"`
	Outcome         string   `json:"outcome"`
	Method          string   `json:"method"`
	Yes             *int     `json:"yes"`
	No              *int     `json:"no"`
	Abstain         *int     `json:"abstain"`
	InFavour        []string `json:"in_favour"`
	Against         []string `json:"against"`
	Abstaining      []string `json:"abstaining"`
	Note            *string  `json:"note"`
}

// fields are what is compared, in order.
func (t truth) fields() []string {
	return []string{
		"meeting " + t.Meeting, "date " + t.Date, fmt.Sprint("seq ", t.Seq), fmt.Sprint("page ", t.Page), "label " + t.Label,
		"draft " + str(t.Draft), "resolution " + str(t.Resolution), "decision " + str(t.Decision),
		"committee_report " + str(t.CommitteeReport), "scope " + t.Scope, "target " + str(t.Target), "outcome " + t.Outcome,
		"method " + t.Method, "yes " + num(t.Yes), "no " + num(t.No), "abstain " + num(t.Abstain),
		"in_favour " + strings.Join(t.InFavour, "|"), "against " + strings.Join(t.Against, "|"), "abstaining " + strings.Join(t.Abstaining, "|"),
	}
}

func str(s *string) string {
	if s == nil {
		return "null"
	}
	return *s
}

func num(n *int) string {
	if n == nil {
		return "null"
	}
	return fmt.Sprint(*n)
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// asTruth gives what was read the shape of the truth.
func asTruth(rec Record) []truth {
	var out []truth
	add := func(a Action, v Vote) {
		out = append(out, truth{
			Meeting: rec.Meeting.Symbol, Date: rec.Meeting.Date, Seq: a.Seq, Page: a.Page, Label: a.Label,
			Draft: orNull(a.Draft), Resolution: orNull(a.Resolution), Decision: orNull(a.Decision), CommitteeReport: orNull(a.CommitteeReport),
			Scope: string(a.Scope), Target: orNull(a.TargetPrinted), Outcome: string(a.Outcome), Method: string(a.Method),
			Yes: v.Yes, No: v.No, Abstain: v.Abstain,
			InFavour: v.InFavour.Names, Against: v.Against.Names, Abstaining: v.Abstaining.Names,
		})
	}
	for _, v := range rec.Votes {
		add(v.Action, v)
	}
	for _, a := range rec.Adoptions {
		add(a, Vote{})
	}
	slices.SortFunc(out, func(a, b truth) int { return a.Seq - b.Seq })
	return out
}

// firstDifference shows two texts from shortly before they part.
func firstDifference(got, want string) string {
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	from := max(0, i-30)
	cut := func(s string) string { return s[min(from, len(s)):min(len(s), i+60)] }
	return fmt.Sprintf("at byte %d\n   got  …%s\n   want …%s", i, cut(got), cut(want))
}

// BenchmarkRead reads whole records, from bytes to votes.
func BenchmarkRead(b *testing.B) {
	r := testReader(b)
	dictionary := membersOn(b)
	for _, name := range []string{"A_65_PV.71-pages-1-20.pdf", "S_PV.8422.pdf", "S_PV.492.pdf"} {
		body := shared.Read(b, "corpus", "meeting-records", name)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.Read(b.Context(), body, dictionary); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
