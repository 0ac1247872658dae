package output

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

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
	{"files", (*verifier).files, "every file has the SHA-256 that SHA256SUMS says; none is missing, none is there that it does not list."},
	{"manifest", (*verifier).facts, "sizes and hashes of the tables, the hash of all of them, the snapshot's name, the schema's fingerprint and the descriptions agree."},
	{"rows", (*verifier).rows, "columns, types and nullabilities are the schema's; rows, first and last days the manifest's. Rows are in order, keys are there once, " +
		"no text is empty, closed lists hold. Lines of a list count from 1 without a gap, repeat date, body, session, resolution, scope and vote group of their roll call, " +
		"and name a member as `members` does. Periods of a member do not overlap. A record of the library has one row, a former id one successor."},
	{"references", (*verifier).references, "roll_call_id, vote_group_id, parent_id, ms_code, vetoed_by, successors and predecessors find their rows. A vote group is that of the record " +
		"it is named after. A former id is no row of its own."},
	{"totals", (*verifier).totals, "counted totals are those of the list, and null where the list tells no vote; a printed total that differs has the issue `total_mismatch`, and " +
		"only then. A veto is a vote against of a permanent member."},
	{"issues", (*verifier).issues, "`roll_calls.issues` has the codes that the table of issues has for the row, and the manifest their numbers."},
	{"coverage", (*verifier).coverage, "the manifest's counts by body and year are those of the rows."},
	{"ids", (*verifier).ids, "every id of the snapshot before is a row still, or a former id of one."},
	{"archive", (*verifier).archive, "the archive gives the same tables again, byte for byte, by the program that built them."},
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
		f := m.facts()[t.Name]
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
		err = errors.Join(verifyTable(ctx, v, votesTable, c.vote), verifyTable(ctx, v, issuesTable, c.issue), verifyTable(ctx, v, statementsTable, c.statement))
	}
	var words []string
	for _, f := range v.manifest.Tables {
		words = append(words, fmt.Sprintf("%d %s", f.Rows, f.Name))
	}
	return strings.Join(words, ", ") + ": columns, order, keys, closed lists of values, first and last day; votes repeat their roll call", err
}
