package pv

import (
	"os"
	"strings"
	"sync"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// roster is a dictionary for tests, made of the tables that normalize embeds. The
// room itself does not know them.
type roster struct {
	keys   map[string]string // folded label → ms_code
	labels []string
}

func (r roster) Member(label string) (string, bool) {
	k, ok := r.keys[fold(label)]
	return k, ok
}

func (r roster) Labels() []string { return r.labels }

var oneForm = strings.NewReplacer("’", "'", "‘", "'", "`", "'", "‑", "-")

func fold(s string) string {
	s = oneForm.Replace(s)
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(strings.ToUpper(s)))
	return strings.Join(strings.Fields(s), " ")
}

var table = sync.OnceValues(func() ([][]string, error) {
	var rows [][]string
	for _, name := range []string{"member_labels.tsv", "member_periods.tsv"} {
		b, err := os.ReadFile("../../normalize/" + name)
		if err != nil {
			return nil, err
		}
		for l := range strings.SplitSeq(string(b), "\n") {
			if c := strings.Split(l, "\t"); len(c) > 4 && !strings.HasPrefix(l, "#") {
				rows = append(rows, append([]string{name}, c...))
			}
		}
	}
	return rows, nil
})

// membersOn is the dictionary of a day.
func membersOn(tb testing.TB) func(day string) Names {
	return func(day string) Names {
		rows, err := table()
		if err != nil {
			tb.Fatal(err)
		}
		in := func(from, to string) bool { return from <= day && (to == "" || day <= to) }
		members := map[string]bool{}
		for _, r := range rows {
			if r[0] == "member_periods.tsv" && r[1] != "ms_code" && in(r[2], r[3]) {
				members[r[1]] = true
			}
		}
		out := roster{keys: map[string]string{}}
		for _, r := range rows {
			if r[0] == "member_labels.tsv" && members[r[2]] && in(r[3], r[4]) {
				out.keys[fold(r[1])] = r[2]
				out.labels = append(out.labels, r[1])
			}
		}
		return out
	}
}
