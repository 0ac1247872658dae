package output

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"unvotes/normalize"
)

// A snapshot that lost something against the one before is not switched to, nor is
// it published, unless the loss is accepted or explained.
func TestLosses(t *testing.T) {
	drop := func(id string) func(*Tables) {
		return func(in *Tables) {
			in.RollCalls = slices.DeleteFunc(in.RollCalls, func(c normalize.RollCall) bool { return c.ID == id })
		}
	}
	call := func(in *Tables, id string) *normalize.RollCall {
		return &in.RollCalls[slices.IndexFunc(in.RollCalls, func(c normalize.RollCall) bool { return c.ID == id })]
	}
	lines := func(change func([]normalize.Vote) []normalize.Vote) func(*Tables) {
		return func(in *Tables) {
			c := call(in, "undl-4029442")
			c.Votes = change(slices.Clone(c.Votes))
		}
	}
	twice := lines(func(v []normalize.Vote) []normalize.Vote {
		return append(v, normalize.Vote{Line: 3, MSCode: "AFG", Label: "AFGHANISTAN"})
	})
	for name, tt := range map[string]struct {
		before, now func(*Tables)
		accept      Accept
		want        string // in the error; "": none
	}{
		"a roll call":         {nil, drop("undl-454783"), Accept{}, "undl-454783 is gone: A/RES/78/76"},
		"accepted":            {nil, drop("undl-454783"), Accept{IDs: []string{"undl-454783"}}, ""},
		"accepted by number":  {nil, drop("undl-454783"), Accept{IDs: []string{"454783"}}, ""},
		"another is accepted": {nil, drop("undl-454783"), Accept{IDs: []string{"undl-4029442"}}, "undl-454783 is gone"},
		"all are accepted":    {nil, drop("undl-4029442"), Accept{All: true}, ""},
		"its place is taken": {nil, func(in *Tables) {
			drop("undl-454783")(in)
			call(in, "undl-4029442").FormerIDs = []string{"undl-454783"}
		}, Accept{}, ""},
		"a line":                {nil, lines(func(v []normalize.Vote) []normalize.Vote { return v[:1] }), Accept{}, "undl-4029442 lost 1 lines: TUR"},
		"a line that was twice": {twice, nil, Accept{}, ""},
		"one for another": {nil, lines(func(v []normalize.Vote) []normalize.Vote {
			v[1].MSCode, v[1].Label = "FRA", "FRANCE"
			return v
		}), Accept{}, ""},
		"more than before": {nil, func(in *Tables) { *in = oneMore("undl-9") }, Accept{}, ""},
	} {
		dir, d := t.TempDir(), inMemory()
		tables := func(change func(*Tables)) Tables {
			in := someTables()
			if change != nil {
				change(&in)
			}
			return in
		}
		first := publish(t, dir, tables(tt.before))
		send(t, d, first)
		facts := someFacts
		facts.Accept = tt.accept
		s, err := Publish(t.Context(), dir, tables(tt.now), facts)
		if isLoss := tt.want != ""; errors.Is(err, ErrLoss) != isLoss || !isLoss && err != nil || isLoss && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
		if latest, err := Latest(dir); err != nil || (latest == first.Dir) != (tt.want != "") {
			t.Errorf("%s: the newest is %s, %v", name, latest, err)
		}
		if left, err := filepath.Glob(filepath.Join(dir, snapshotsDir, "*")); err != nil || tt.want != "" && len(left) != 1 {
			t.Errorf("%s: %v, %v", name, left, err)
		}
		if tt.want != "" { // the same, of a publication
			facts.Accept.All = true
			if s, err = Publish(t.Context(), dir, tables(tt.now), facts); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		d.Accept = tt.accept
		before := objectsOf(t, d)
		_, err = d.Send(t.Context(), s.Dir)
		if isLoss := tt.want != ""; errors.Is(err, ErrLoss) != isLoss || !isLoss && err != nil || isLoss && (!strings.Contains(err.Error(), tt.want) || len(objectsOf(t, d)) != len(before)) {
			t.Errorf("%s, published: %v, want %q", name, err, tt.want)
		}
	}
}
