package output

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// pointerFile names the newest snapshot at a destination; it is written last.
const pointerFile = latestLink + ".json"

// ErrOtherContent is returned when a file is not what its name or its manifest says:
// a snapshot was damaged on disk, the destination has something else under the
// name, or what arrived there is not what was sent.
var ErrOtherContent = errors.New("contents differ")

// Pointer is latest.json at a destination: one small file, replaced in one step,
// that names the newest snapshot there.
type Pointer struct {
	Snapshot      string        `json:"snapshot"` // "2026-11-23-3f9c2a1b"
	SchemaVersion string        `json:"schema_version"`
	TablesSHA256  string        `json:"tables_sha256"` // as in manifest.json
	BuiltAt       time.Time     `json:"built_at"`
	Files         []PointedFile `json:"files"` // all of the snapshot's
}

// PointedFile is a file of the snapshot that latest.json names.
type PointedFile struct {
	Name   string `json:"name"` // "votes.parquet"
	Path   string `json:"path"` // where it is, from the folder of latest.json on
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Publication says what became of publishing a snapshot.
type Publication struct {
	Snapshot string // its name
	Sent     int    // objects written
	There    int    // objects that were there already, with the same content
	// OtherIndex reports whether the destination has an index.html that no
	// publication wrote; it stays as it is.
	OtherIndex bool
}

// Send copies the snapshot in dir to the destination:
//
//	snapshots/2026-11-23-3f9c2a1b/…   its files, written once and never again
//	latest/…                          the newest snapshot's files, to be read at addresses that stay
//	versions.json                     every snapshot there, newest first
//	index.html                        the same for people
//	latest.json                       the pointer, last
//
// Whoever follows latest.json reads one whole snapshot, always. In latest/ each
// file is whole and replaced in one step, but not all of them at once: the tables
// that others refer to go first, votes last, so that a join in that moment finds
// every row that it asks for.
//
// What is there with the same content is not sent again, so a publication that
// was cut short goes on where it ended. Every object is read back and compared
// with what was sent; the files are a megabyte together. An object of another
// content under the snapshot's name is left alone and is an error that is
// ErrOtherContent, as is damage to the files in dir, of which nothing is sent. Nor
// is a snapshot that lost roll calls or votes against the newest there: that is
// ErrLoss.
func (d *Destination) Send(ctx context.Context, dir string) (Publication, error) {
	s := sending{Destination: d, Publication: Publication{Snapshot: filepath.Base(dir)}}
	if err := s.send(ctx, dir); err != nil {
		return s.Publication, fmt.Errorf("publish %s to %s: %w", s.Snapshot, d.Name, err)
	}
	return s.Publication, nil
}

type sending struct {
	*Destination
	Publication
}

// file is a file of a snapshot, in memory.
type file struct {
	name    string
	content []byte
}

func (s *sending) send(ctx context.Context, dir string) error {
	m, files, err := readSnapshot(dir)
	if err != nil {
		return err
	}
	newest, err := s.newest(ctx)
	if err == nil && newest != "" && newest != s.Snapshot {
		err = s.checkLoss(ctx, dir, m, newest)
	}
	if err != nil {
		return err
	}
	if m, files, err = s.data(ctx, m, files); err != nil {
		return err
	}
	versions, err := s.versions(ctx, dir, newest) // before anything is replaced, for it can refuse
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := s.replace(ctx, path.Join(latestLink, f.name), f.content); err != nil {
			return err
		}
	}
	if err := s.replace(ctx, versionsFile, []byte(jsonText(versions))); err != nil {
		return err
	}
	if err := s.writeIndex(ctx, m, versions); err != nil {
		return err
	}
	pointer, err := json.MarshalIndent(newPointer(s.Snapshot, m, files), "", "  ")
	if err != nil {
		return err
	}
	return s.replace(ctx, pointerFile, append(pointer, '\n'))
}

// readSnapshot reads the files of the snapshot in dir, in the order in which
// they are sent, and holds the tables against the manifest.
func readSnapshot(dir string) (Manifest, []file, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return Manifest{}, nil, err
	}
	var files []file
	for _, e := range entries {
		content, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return Manifest{}, nil, err
		}
		files = append(files, file{e.Name(), content})
	}
	slices.SortFunc(files, func(a, b file) int { return cmp.Compare(rank(a.name), rank(b.name)) })
	m, err := ReadManifest(dir)
	if err != nil {
		return m, nil, err
	}
	if !strings.HasSuffix(filepath.Base(dir), "-"+m.TablesSHA256[:min(8, len(m.TablesSHA256))]) {
		return m, nil, fmt.Errorf("%s is not the name of its tables, whose hash is %s: %w", dir, m.TablesSHA256, ErrOtherContent)
	}
	return m, files, m.holds(files)
}

// rank orders the files of a snapshot: members before the roll calls that name
// them, roll calls before the votes, words about the tables after them, and the
// manifest last: where it is, all others are.
func rank(name string) int {
	last := []string{rollCallsTable.File(), votesTable.File(), manifestFile}
	switch i := slices.Index(last, name); {
	case name == manifestFile:
		return 4
	case i >= 0:
		return 1 + i
	case strings.HasSuffix(name, ".parquet"):
		return 0
	default:
		return 3
	}
}

// holds compares tables with what the manifest says of them.
func (m Manifest) holds(files []file) error {
	for _, t := range m.Tables {
		i := slices.IndexFunc(files, func(f file) bool { return f.name == t.File })
		if i < 0 {
			return fmt.Errorf("%s is in the manifest and not in the snapshot: %w", t.File, ErrOtherContent)
		}
		if got := sumOf(files[i].content); got != t.SHA256 {
			return fmt.Errorf("%s has the hash %s, its manifest says %s: %w", t.File, got, t.SHA256, ErrOtherContent)
		}
	}
	return nil
}

// newest returns the snapshot that latest.json names; "" without one. It refuses to
// publish over a latest.json that is no Pointer.
func (s *sending) newest(ctx context.Context) (string, error) {
	b, ok, err := s.read(ctx, pointerFile)
	if !ok {
		return "", err
	}
	var p Pointer
	if err := json.Unmarshal(b, &p); err != nil || !snapshotNames.MatchString(p.Snapshot) {
		return "", fmt.Errorf("%s is there and is not ours; publish into a folder of its own: %w", pointerFile, ErrOtherContent)
	}
	return p.Snapshot, nil
}

// data puts the files under the snapshot's own name. Two builds of the same
// tables on one day have one name, and differ in what depends on the clock: then
// the one that is there stays, whole, and is what data returns.
func (s *sending) data(ctx context.Context, m Manifest, files []file) (Manifest, []file, error) {
	key := func(name string) string { return path.Join(snapshotsDir, s.Snapshot, name) }
	b, ok, err := s.read(ctx, key(manifestFile))
	if err != nil {
		return m, nil, err
	}
	if ok && !bytes.Equal(b, files[len(files)-1].content) {
		var there Manifest
		if err := json.Unmarshal(b, &there); err != nil || there.TablesSHA256 != m.TablesSHA256 {
			return m, nil, fmt.Errorf("%s is there and is not what this snapshot has; move the folder away and publish again: %w", key(manifestFile), ErrOtherContent)
		}
		return s.there(ctx, there, files, key)
	}
	for _, f := range files {
		if err := s.create(ctx, key(f.name), f.content); err != nil {
			return m, nil, err
		}
	}
	return m, files, nil
}

// there is the snapshot as the destination has it.
func (s *sending) there(ctx context.Context, m Manifest, files []file, key func(string) string) (Manifest, []file, error) {
	var out []file
	for _, f := range files {
		b, ok, err := s.read(ctx, key(f.name))
		if err != nil {
			return m, nil, err
		}
		if ok {
			out = append(out, file{f.name, b})
			s.There++
		}
	}
	return m, out, m.holds(out)
}

// create writes an object that is never replaced.
func (s *sending) create(ctx context.Context, key string, content []byte) error {
	there, ok, err := s.read(ctx, key)
	if err != nil {
		return err
	}
	if !ok {
		if err := s.write(ctx, key, content, objectOptions{once: true, cacheControl: "public, max-age=31536000, immutable"}); err != nil {
			return err
		}
		there, _, err = s.read(ctx, key)
		if err != nil {
			return err
		}
	} else {
		s.There++
	}
	return same(key, there, content)
}

// replace writes an object of latest, unless it has the content already.
func (s *sending) replace(ctx context.Context, key string, content []byte) error {
	there, ok, err := s.read(ctx, key)
	if err != nil {
		return err
	}
	if ok && bytes.Equal(there, content) {
		s.There++
		return nil
	}
	if err := s.write(ctx, key, content, objectOptions{cacheControl: "no-cache"}); err != nil {
		return err
	}
	if there, _, err = s.read(ctx, key); err != nil {
		return err
	}
	return same(key, there, content)
}

// write writes an object. It is no error if somebody else created it meanwhile: the
// caller reads it back.
func (s *sending) write(ctx context.Context, key string, content []byte, o objectOptions) error {
	if err := s.before(key); err != nil {
		return err
	}
	o.contentType = contentTypes[path.Ext(key)]
	if err := s.store.write(ctx, key, content, o); errors.Is(err, errObjectExists) {
		return nil
	} else if err != nil {
		return fmt.Errorf("write %s: %w", key, err)
	}
	s.Sent++
	return nil
}

// contentTypes are those of files by their extension; browsers guess the others.
var contentTypes = map[string]string{
	".parquet": "application/vnd.apache.parquet", ".json": "application/json", ".md": "text/markdown; charset=utf-8", ".html": "text/html; charset=utf-8",
}

func same(key string, there, sent []byte) error {
	if !bytes.Equal(there, sent) {
		return fmt.Errorf("%s has %d bytes with the hash %s there, %d bytes with %s here; move it away and publish again: %w", key, len(there), sumOf(there), len(sent), sumOf(sent), ErrOtherContent)
	}
	return nil
}

func sumOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func newPointer(name string, m Manifest, files []file) Pointer {
	p := Pointer{Snapshot: name, SchemaVersion: m.SchemaVersion, TablesSHA256: m.TablesSHA256, BuiltAt: m.BuiltAt}
	for _, f := range files {
		p.Files = append(p.Files, PointedFile{f.name, path.Join(snapshotsDir, name, f.name), len(f.content), sumOf(f.content)})
	}
	return p
}
