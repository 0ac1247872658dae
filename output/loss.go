package output

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// ErrLoss is returned in place of switching to a snapshot, or of publishing one,
// that has fewer roll calls or votes than the one before it.
var ErrLoss = errors.New("fewer roll calls or votes than before")

// Accept says which losses an operator accepts; the zero Accept is none.
type Accept struct {
	All bool
	IDs []string // of roll calls: "undl-4029442", or the library's number alone
}

func (a Accept) accepts(id string) bool {
	return a.All || slices.Contains(a.IDs, id) || slices.Contains(a.IDs, strings.TrimPrefix(id, "undl-"))
}

// loss is what a roll call lost.
type loss struct{ id, what string }

// shownLosses is how many roll calls an error names.
const shownLosses = 20

// checkLoss compares a snapshot with the one before it. A fall of its totals is
// explained when no roll call is gone, but for those that others have the place
// of, and no member that had a line has none.
func checkLoss(ctx context.Context, oldDir, newDir string, accept Accept) error {
	before, err := ReadManifest(oldDir)
	if errors.Is(err, fs.ErrNotExist) { // somebody removed it
		return nil
	}
	if err != nil {
		return err
	}
	now, err := ReadManifest(newDir)
	if err != nil || accept.All || !now.isLess(before) {
		return err
	}
	lost, err := losses(ctx, oldDir, newDir)
	if err != nil && !errors.Is(err, ErrSchema) {
		return err
	}
	lost = slices.DeleteFunc(lost, func(l loss) bool { return accept.accepts(l.id) })
	if len(lost) == 0 && err == nil {
		return nil
	}
	var b strings.Builder
	for _, l := range lost[:min(len(lost), shownLosses)] {
		fmt.Fprintf(&b, "\n  %s %s", l.id, l.what)
	}
	if more := len(lost) - shownLosses; more > 0 {
		fmt.Fprintf(&b, "\n  and %d more", more)
	}
	return fmt.Errorf("%w: %d roll calls with %d votes, %s has %d with %d. It stays the newest; --accept-loss accepts the loss, for all or for single records%s",
		ErrLoss, now.rows(rollCallsTable.Name), now.rows(votesTable.Name), filepath.Base(oldDir), before.rows(rollCallsTable.Name), before.rows(votesTable.Name), b.String())
}

// isLess reports whether a snapshot has fewer roll calls or votes.
func (m Manifest) isLess(than Manifest) bool {
	return m.rows(rollCallsTable.Name) < than.rows(rollCallsTable.Name) || m.rows(votesTable.Name) < than.rows(votesTable.Name)
}

func (m Manifest) rows(table string) int64 {
	for _, t := range m.Tables {
		if t.Name == table {
			return t.Rows
		}
	}
	return 0
}

// losses returns the roll calls that are gone, and those in which a member has no
// line any more.
func losses(ctx context.Context, oldDir, newDir string) (lost []loss, err error) {
	changes, err := Diff(ctx, oldDir, newDir)
	if err != nil {
		return nil, err
	}
	taken := map[string]bool{} // ids that other roll calls have the place of
	for _, c := range changes.Added {
		for _, id := range c.Former {
			taken[id] = true
		}
	}
	shorter := map[string]bool{}
	for _, c := range changes.Changed {
		for _, id := range c.Former {
			taken[id] = true
		}
		shorter[c.RollCallID] = slices.ContainsFunc(c.Votes, func(v VoteChange) bool { return v.To == nil })
	}
	for _, c := range changes.Removed {
		if !taken[c.RollCallID] {
			lost = append(lost, loss{c.RollCallID, "is gone: " + strings.Join(strings.Fields(c.Date+" "+c.Resolution+" "+c.Title), " ")})
		}
	}
	before, err := readLists(ctx, oldDir, shorter)
	if err != nil {
		return nil, err
	}
	now, err := readLists(ctx, newDir, shorter)
	if err != nil {
		return nil, err
	}
	for _, c := range changes.Changed {
		gone, came := membersWithout(before[c.RollCallID], now[c.RollCallID]), membersWithout(now[c.RollCallID], before[c.RollCallID])
		if n := len(gone) - len(came); n > 0 {
			lost = append(lost, loss{c.RollCallID, fmt.Sprintf("lost %d lines: %s", n, strings.Join(gone, ", "))})
		}
	}
	return lost, nil
}

// membersWithout returns the members of a list that another has not, once each.
func membersWithout(list, other []*lineRow) (members []string) {
	key := func(r *lineRow) string { return cmp.Or(r.MSCode, r.Label) }
	for _, r := range list {
		if !slices.ContainsFunc(other, func(o *lineRow) bool { return key(o) == key(r) }) && !slices.Contains(members, key(r)) {
			members = append(members, key(r))
		}
	}
	return members
}

// checkLoss compares the snapshot in dir, whose manifest is now, with the one that the
// destination calls the newest. One that somebody took away there is not compared. One
// that is damaged there, so that it cannot be compared, is an error that is
// ErrOtherContent.
func (s *sending) checkLoss(ctx context.Context, dir string, now Manifest, newest string) (err error) {
	key := path.Join(snapshotsDir, newest)
	manifest, ok, err := s.read(ctx, path.Join(key, manifestFile))
	if err != nil || !ok {
		return err
	}
	damaged := func(err error) error {
		return fmt.Errorf("%s is damaged there; put it back or move the folder away, and publish again: %w: %w", key, ErrOtherContent, err)
	}
	var before Manifest
	if err := json.Unmarshal(manifest, &before); err != nil {
		return damaged(err)
	}
	if s.Accept.All || !now.isLess(before) {
		return nil
	}
	tmp, err := os.MkdirTemp("", "unvotes-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(tmp)) }()
	there := filepath.Join(tmp, newest)
	if err := os.Mkdir(there, 0o700); err != nil {
		return err
	}
	files := []file{{manifestFile, manifest}}
	for _, name := range []string{rollCallsTable.File(), votesTable.File()} {
		content, ok, err := s.read(ctx, path.Join(key, name))
		if err != nil {
			return err
		}
		if ok {
			files = append(files, file{name, content})
		}
	}
	before.Tables = slices.DeleteFunc(before.Tables, func(t TableFacts) bool { return t.Name != rollCallsTable.Name && t.Name != votesTable.Name })
	if err := before.holds(files); err != nil {
		return damaged(err)
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(there, f.name), f.content, 0o600); err != nil {
			return err
		}
	}
	return checkLoss(ctx, there, dir, s.Accept)
}
