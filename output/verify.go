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
	"sync"

	"unvotes/normalize"
	"unvotes/scraper/archive"
)

// ErrVerify is returned for a snapshot that is not what it says it is, or that
// breaks a promise of the data.
var ErrVerify = errors.New("the snapshot does not hold")

// Verification is what Verify looks at beside the snapshot itself.
type Verification struct {
	DataDir        string           // where the snapshot before is looked for
	Archive        *archive.Archive // nil: not there, and not compared
	Normalizer     *normalize.Normalizer
	ProgramVersion string
	Proved         func(Proof) // called with each proof, in order; never nil
}

// Proof is one thing that holds, or that could not be looked at.
type Proof struct {
	What  string // "files", "totals", ...
	Words string
	Open  bool // not looked at; Words say why
}

// Verify proves that the snapshot in dir is whole and true to its promises, from
// the outside to the inside: bytes, manifest, schema, rows, keys, values,
// references, totals, issues; then that no id vanished since the snapshot before
// it, and that the archive gives the same tables again. It stops at the first
// thing that does not hold, with an error that is ErrVerify. A snapshot of
// another schema version is ErrSchema.
func (in Verification) Verify(ctx context.Context, dir string) error {
	m, err := ReadManifest(dir)
	if err != nil {
		return failed("manifest", err)
	}
	if m.SchemaVersion != SchemaVersion {
		return fmt.Errorf("%w: the snapshot has version %s, this program verifies %s", ErrSchema, m.SchemaVersion, SchemaVersion)
	}
	v := &verifier{Verification: in, dir: dir, manifest: m, content: newContent()}
	for _, s := range verifySteps {
		words, err := s.prove(v, ctx)
		var open notLookedAt
		switch {
		case errors.As(err, &open):
			in.Proved(Proof{What: s.what, Words: string(open), Open: true})
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return failed(s.what, err)
		default:
			in.Proved(Proof{What: s.what, Words: words})
		}
	}
	return nil
}

// verifySteps are the proofs in their order; the meanings stand in
// docs/data-dictionary.md.
var verifySteps = []struct {
	what    string
	prove   func(*verifier, context.Context) (string, error)
	meaning string
}{
	{"files", (*verifier).files, "every file has the SHA-256 of SHA256SUMS; no file is missing, and none is there that it does not list."},
	{"manifest", (*verifier).facts, "sizes and hashes of the tables, the hash of all of them, the snapshot's name, the schema's fingerprint and the descriptions agree."},
	{"rows", (*verifier).rows, "columns, types and nullabilities are the schema's; the number of rows, first and last days are the manifest's. Rows are in order, keys are unique, " +
		"no text is empty, closed lists have no other values. Lines of a list count from 1 without a gap, repeat date, body, session, resolution, scope and vote group of their roll call, " +
		"and name members as `members` does. Periods of a member do not overlap. A record of the library has one row, a former id one successor."},
	{"references", (*verifier).references, "roll_call_id, vote_group_id, parent_id, ms_code, vetoed_by, successors and predecessors refer to rows that exist. A vote group is named after one of its " +
		"records. A former id has no row of its own."},
	{"totals", (*verifier).totals, "counted totals are those of the list, and null if the list has no votes; a row has the issue `total_mismatch` if and only if a printed total " +
		"differs. A veto is a vote against by a permanent member."},
	{"issues", (*verifier).issues, "`roll_calls.issues` has the codes that the table of issues has for the row, and the manifest has their counts."},
	{"coverage", (*verifier).coverage, "the manifest's counts by body and year are those of the rows."},
	{"ids", (*verifier).ids, "every id of the previous snapshot is still a row, or a former id of one."},
	{"archive", (*verifier).archive, "the archive gives the same tables again, byte for byte, with the program that built them."},
}

func failed(what string, err error) error { return fmt.Errorf("%w: %s: %w", ErrVerify, what, err) }

// notLookedAt is an error of a step that can't be done; it says why.
type notLookedAt string

func (n notLookedAt) Error() string { return string(n) }

// verifier is one run of Verify.
type verifier struct {
	Verification
	dir      string
	manifest Manifest
	content  content
}

// files: every file has the bytes that were written.
func (v *verifier) files(context.Context) (string, error) {
	n, err := checkSums(v.dir)
	return fmt.Sprintf("%d files, each with the bytes that %s says, and no others", n, sumsFile), err
}

// facts: the manifest is of these files, this name and this schema.
func (v *verifier) facts(context.Context) (string, error) {
	m := v.manifest
	if m.SchemaFingerprint != SchemaFingerprint() {
		return "", fmt.Errorf("schema fingerprint %s, version %s has %s", m.SchemaFingerprint, SchemaVersion, SchemaFingerprint())
	}
	hash, err := hashDir(v.dir)
	switch {
	case err != nil:
		return "", err
	case hash != m.TablesSHA256:
		return "", fmt.Errorf("tables_sha256 is %s, the files give %s", m.TablesSHA256, hash)
	}
	name, err := realName(v.dir)
	if err != nil {
		return "", err
	}
	if want := snapshotName(m); snapshotNames.MatchString(name) && name != want {
		return "", fmt.Errorf("the snapshot is named %s; day and hash make it %s", name, want)
	}
	for _, t := range Schema() {
		f := m.table(t.Name)
		sum, size, err := sumAndSize(filepath.Join(v.dir, t.File()))
		if err != nil {
			return "", err
		}
		if f.File != t.File() || f.SHA256 != sum || f.Bytes != size {
			return "", fmt.Errorf("%s has %d bytes and SHA-256 %s; the manifest says %d, %s", t.File(), size, sum, f.Bytes, f.SHA256)
		}
	}
	for _, d := range descriptions {
		if m.ProgramVersion != v.ProgramVersion {
			break // another program's words
		}
		if err := v.describes(d.file, d.make(m)); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("sizes and hashes of %d tables, schema %s, the hash of all in the name, the descriptions", len(m.Tables), m.SchemaVersion), nil
}

// rows reads every table and proves what can be seen in a row and its neighbour.
func (v *verifier) rows(ctx context.Context) (string, error) {
	c := &v.content
	err := errors.Join(verifyTable(ctx, v, membersTable, c.member), verifyTable(ctx, v, periodsTable, c.period))
	if err == nil {
		err = errors.Join(verifyTable(ctx, v, rollCallsTable, c.rollCall), verifyTable(ctx, v, adoptionsTable, c.adoption))
	}
	if err == nil {
		err = errors.Join(verifyTable(ctx, v, votesTable, c.vote), verifyTable(ctx, v, issuesTable, c.issue), verifyTable(ctx, v, statementsTable, c.statement), verifyTable(ctx, v, vetoesTable, c.veto))
	}
	var words []string
	for _, f := range v.manifest.Tables {
		words = append(words, fmt.Sprintf("%d %s", f.Rows, f.Name))
	}
	return strings.Join(words, ", ") + ": columns, order, keys, closed lists of values, first and last day; votes repeat their roll call", err
}

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

// isRow reports whether an id is that of a roll call or of an adoption.
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
	differs, asPrinted := false, c.CountedAsPrinted()
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
		if x.name == "non_voting" {
			x.counted = asPrinted.NonVoting
		}
		differs = differs || x.counted != nil && x.printed != nil && *x.counted != *x.printed
	}
	if named := slices.Contains(c.IssueCodes, "total_mismatch"); named != differs {
		return fmt.Errorf("printed totals differ from the counted ones: %t; the row names it: %t", differs, named)
	}
	for _, code := range c.VetoedBy {
		if !t.vetoes[code] {
			return fmt.Errorf("vetoed by %s, whose line is not a vote against by a permanent member", code)
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
		if h := held[k]; h.all != c.Held || h.named != c.Named || c.Unnamed != c.Held-c.Named {
			return "", fmt.Errorf("%s %d: %d roll calls, %d with names, the manifest says %d and %d", c.Body, c.Year, h.all, h.named, c.Held, c.Named)
		}
		delete(held, k)
	}
	if len(held) > 0 {
		return "", fmt.Errorf("the manifest leaves out %v", held)
	}
	return fmt.Sprintf("%d bodies and years hold what the manifest says", len(v.manifest.Coverage)), nil
}

// ids: an id that was published is a row still, or the former id of one.
func (v *verifier) ids(ctx context.Context) (string, error) {
	old, err := before(v.DataDir, v.dir)
	if errors.Is(err, ErrNoSnapshot) {
		return "", notLookedAt("there is no snapshot before this one")
	}
	if err != nil {
		return "", err
	}
	ids, err := publishedIDs(ctx, old)
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
func publishedIDs(ctx context.Context, dir string) (map[string]bool, error) {
	ids := map[string]bool{}
	add := func(id string, former []string) error {
		ids[id] = true
		for _, f := range former {
			ids[f] = true
		}
		return nil
	}
	type call struct {
		ID     string   `parquet:"roll_call_id,dict"`
		Former []string `parquet:"former_ids,list"`
	}
	type adoption struct {
		ID     string   `parquet:"adoption_id,dict"`
		Former []string `parquet:"former_ids,list"`
	}
	err := readEach(ctx, filepath.Join(dir, rollCallsTable.File()), ours, func(c *call) error { return add(c.ID, c.Former) })
	if err == nil {
		err = readEach(ctx, filepath.Join(dir, adoptionsTable.File()), ours, func(a *adoption) error { return add(a.ID, a.Former) })
	}
	return ids, err
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
	for _, f := range got {
		if f.SHA256 != v.manifest.table(f.Name).SHA256 {
			return "", fmt.Errorf("gives another %s: %d rows, the snapshot has %d", f.File, f.Rows, v.manifest.table(f.Name).Rows)
		}
	}
	return "", errors.New("gives other tables")
}

// hashes are the facts of the tables' files, which are written nowhere.
func (t Tables) hashes(ctx context.Context) ([]TableFacts, error) {
	codec, err := bestZstd()
	if err != nil {
		return nil, err
	}
	sorted, err := t.sorted()
	if err != nil {
		return nil, err
	}
	out, errs := make([]TableFacts, len(tables)), make([]error, len(tables))
	var hashing sync.WaitGroup
	for i, table := range tables {
		hashing.Go(func() { out[i], errs[i] = table.hash(ctx, codec, sorted) })
	}
	hashing.Wait()
	return out, errors.Join(errs...)
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
