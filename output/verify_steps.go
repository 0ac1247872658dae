package output

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"unvotes/normalize"
)

// references: what names a row of a table names one that is there.
func (v *verifier) references(context.Context) (string, error) {
	c := &v.content
	for _, r := range slices.SortedFunc(maps.Keys(c.used), func(a, b Reference) int { return strings.Compare(a.Column, b.Column) }) {
		keys := c.keysOf(r.Table, r.Key)
		if err := missing(r.Column+" is in no row of "+r.Table, c.used[r], func(s string) bool { return keys[s] }); err != nil {
			return "", err
		}
	}
	for _, call := range c.calls {
		if g := c.tallies[call.VoteGroupID]; g.call.VoteGroupID != call.VoteGroupID {
			return "", fmt.Errorf("%s is of the vote group %s, which is of another", call.ID, call.VoteGroupID)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.parents)) {
		if p := c.parents[id]; p == id || !c.isRow(p) {
			return "", fmt.Errorf("%s: its parent %s is neither another roll call nor an adoption", id, p)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.formerIDs)) {
		if c.isRow(id) {
			return "", fmt.Errorf("%s: its former id %s is a row of its own", c.formerIDs[id], id)
		}
	}
	for id := range c.codes {
		if !c.isRow(id) {
			return "", fmt.Errorf("issues of %s, which is neither a roll call nor an adoption", id)
		}
	}
	return fmt.Sprintf("%d kinds of reference find their rows; parents, vote groups and former ids too", len(c.used)), nil
}

// isRow tells whether an id is that of a roll call or of an adoption.
func (c *content) isRow(id string) bool {
	return c.tallies[id] != nil || c.keysOf(adoptionsTable.Name, "adoption_id")[id]
}

// totals: the counted totals are those of the list, and what differs from the
// printed ones has its issue.
func (v *verifier) totals(context.Context) (string, error) {
	counted := 0
	for _, call := range v.content.calls {
		t := v.content.tallies[call.ID]
		if err := t.counts(); err != nil {
			return "", fmt.Errorf("%s: %w", call.ID, err)
		}
		if call.Yes != nil {
			counted++
		}
	}
	return fmt.Sprintf("%d roll calls have the totals of their lists, %d have none to count; other printed totals are named by issues", counted, len(v.content.calls)-counted), nil
}

func (t *tally) counts() error {
	c := t.call
	total := []struct {
		name             string
		counted, printed *int32
		lines            int32
	}{
		{"yes", c.Yes, c.PrintedYes, t.votes[normalize.Yes]},
		{"no", c.No, c.PrintedNo, t.votes[normalize.No]},
		{"abstain", c.Abstain, c.PrintedAbstain, t.votes[normalize.Abstain]},
		{"non_voting", c.NonVoting, c.PrintedNonVoting, t.votes[normalize.NonVoting]},
		{"membership", c.Membership, c.PrintedMembership, t.lines},
	}
	// A meeting record lists those who voted and no others.
	votersOnly := slices.Contains(c.Sources, normalize.MeetingRecord) && c.NonVoting == nil && c.Membership == nil && t.votes[normalize.NonVoting] == 0
	differs := false
	for i, x := range total {
		switch {
		case i > 2 && votersOnly && c.Yes != nil:
			continue
		case (x.counted == nil) != (c.Yes == nil):
			return errors.New("some totals are counted, some are null")
		case x.counted == nil && t.votes[""] != t.lines:
			return errors.New("the list has votes and the totals are null")
		case x.counted != nil && *x.counted != x.lines:
			return fmt.Errorf("%s is %d, the list has %d", x.name, *x.counted, x.lines)
		}
		differs = differs || x.counted != nil && x.printed != nil && *x.counted != *x.printed
	}
	if named := slices.Contains(c.IssueCodes, "total_mismatch"); named != differs {
		return fmt.Errorf("printed totals differ from the counted ones: %t; the row names it: %t", differs, named)
	}
	for _, code := range c.VetoedBy {
		if !t.vetoes[code] {
			return fmt.Errorf("vetoed by %s, whose line is no vote against of a permanent member", code)
		}
	}
	return nil
}

// issues: a row names the codes that the table of issues has for it.
func (v *verifier) issues(context.Context) (string, error) {
	c, n := &v.content, 0
	for _, call := range c.calls {
		if want := slices.Compact(slices.Clone(c.codes[call.ID])); !slices.Equal(call.IssueCodes, want) {
			return "", fmt.Errorf("%s names the issues %q, the table of issues has %q", call.ID, call.IssueCodes, want)
		}
	}
	if !maps.Equal(c.byCode, v.manifest.IssuesByCode) {
		return "", fmt.Errorf("the table has %v, the manifest says %v", c.byCode, v.manifest.IssuesByCode)
	}
	for _, k := range c.byCode {
		n += k
	}
	return fmt.Sprintf("%d issues of %d codes, as the rows and the manifest name them", n, len(c.byCode)), nil
}

// coverage: the manifest's counts by body and year are those of the rows.
func (v *verifier) coverage(context.Context) (string, error) {
	held := maps.Clone(v.content.held)
	for _, c := range v.manifest.Coverage {
		k := heldKey{c.Body, c.Year}
		if held[k] != c.Held {
			return "", fmt.Errorf("%s %d: %d roll calls, the manifest says %d", c.Body, c.Year, held[k], c.Held)
		}
		delete(held, k)
	}
	if len(held) > 0 {
		return "", fmt.Errorf("the manifest leaves out %v", held)
	}
	return fmt.Sprintf("%d bodies and years hold what the manifest says", len(v.manifest.Coverage)), nil
}

// ids: an id that was published is a row still, or the former id of one.
func (v *verifier) ids(context.Context) (string, error) {
	old, err := before(v.DataDir, v.dir)
	if errors.Is(err, ErrNoSnapshot) {
		return "", notLookedAt("there is no snapshot before this one")
	}
	if err != nil {
		return "", err
	}
	ids, err := publishedIDs(old)
	if err != nil {
		return "", notLookedAt(fmt.Sprintf("the snapshot before, %s, can't be read: %v", filepath.Base(old), err))
	}
	c := &v.content
	if err := missing("ids of "+filepath.Base(old)+" that vanished without an alias", ids, func(id string) bool { return c.isRow(id) || c.formerIDs[id] != "" }); err != nil {
		return "", err
	}
	return fmt.Sprintf("all %d ids of %s are there, or former ids of what is", len(ids), filepath.Base(old)), nil
}

// publishedIDs are the ids of the roll calls and adoptions of a snapshot, and
// the former ones.
func publishedIDs(dir string) (map[string]bool, error) {
	calls, err := ReadTable[struct {
		ID     string   `parquet:"roll_call_id,dict"`
		Former []string `parquet:"former_ids,list"`
	}](filepath.Join(dir, rollCallsTable.File()))
	if err != nil {
		return nil, err
	}
	adoptions, err := ReadTable[struct {
		ID     string   `parquet:"adoption_id,dict"`
		Former []string `parquet:"former_ids,list"`
	}](filepath.Join(dir, adoptionsTable.File()))
	if err != nil {
		return nil, err
	}
	ids := make(map[string]bool, len(calls)+len(adoptions))
	for _, c := range calls {
		ids[c.ID] = true
		for _, id := range c.Former {
			ids[id] = true
		}
	}
	for _, a := range adoptions {
		ids[a.ID] = true
		for _, id := range a.Former {
			ids[id] = true
		}
	}
	return ids, nil
}

// archive: the archive gives the same tables again, by the same program.
func (v *verifier) archive(ctx context.Context) (string, error) {
	switch {
	case v.Archive == nil:
		return "", notLookedAt("there is no archive")
	case v.manifest.ProgramVersion != v.ProgramVersion:
		return "", notLookedAt(fmt.Sprintf("built by unvotes %s, this is %s: its tables may differ", v.manifest.ProgramVersion, v.ProgramVersion))
	}
	v.content = content{} // a build needs the memory
	t, err := Build(ctx, v.Archive, v.Normalizer, CacheDir(v.DataDir))
	if err != nil {
		return "", err
	}
	got, err := t.hashes(ctx)
	if err != nil {
		return "", err
	}
	if tablesHash(got) == v.manifest.TablesSHA256 {
		return fmt.Sprintf("builds the same %d tables again, byte for byte", len(got)), nil
	}
	runs, err := v.Archive.Runs(ctx, 1)
	if err != nil {
		return "", err
	}
	if len(runs) > 0 && runs[0].StartedAt.After(v.manifest.BuiltAt) {
		return "", notLookedAt("a run has changed it since this snapshot was built; 'unvotes build' makes a new one")
	}
	facts := v.manifest.facts()
	for _, f := range got {
		if f.SHA256 != facts[f.Name].SHA256 {
			return "", fmt.Errorf("gives another %s: %d rows, the snapshot has %d", f.File, f.Rows, facts[f.Name].Rows)
		}
	}
	return "", errors.New("gives other tables")
}

// hashes are the facts of the tables' files, which are written nowhere.
func (t Tables) hashes(ctx context.Context) ([]TableFacts, error) {
	codec, err := newCompressor()
	if err != nil {
		return nil, err
	}
	sorted, err := t.sorted()
	if err != nil {
		return nil, err
	}
	out := make([]TableFacts, len(tables))
	for i, table := range tables {
		if out[i], err = table.hash(ctx, codec, sorted); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// describes compares a description with the one that the manifest gives.
func (v *verifier) describes(file, want string) error {
	got, err := os.ReadFile(filepath.Join(v.dir, file))
	if err == nil && string(got) != want {
		err = fmt.Errorf("%s is not what the manifest gives", file)
	}
	return err
}

// realName is the name of a directory behind links.
func realName(dir string) (string, error) {
	target, err := filepath.EvalSymlinks(dir)
	return filepath.Base(target), err
}

func sumAndSize(path string) (string, int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", 0, err
	}
	sum, err := hashFile(path)
	return sum, info.Size(), err
}
