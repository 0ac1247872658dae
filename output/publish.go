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
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/blob/s3blob"
	"gocloud.dev/gcerrors"
)

// ErrAddress is returned for the address of a destination that cannot be one.
var ErrAddress = errors.New("a destination is file:///DIRECTORY or s3://BUCKET/FOLDER?region=…&endpoint=…&use_path_style=true")

// Destination is where snapshots are published: a directory, or a bucket of S3
// or of a service that speaks like it.
type Destination struct {
	Name    string // its address without the parameters
	objects objects
	bucket  *blob.Bucket
	before  func(key string) error // runs ahead of each write; tests stop there
}

// objects are the two things asked of a store: whole objects, read and written
// in one step each.
type objects interface {
	ReadAll(ctx context.Context, key string) ([]byte, error)
	WriteAll(ctx context.Context, key string, content []byte, opts *blob.WriterOptions) error
}

// s3Parameters are what an s3:// address may say. Credentials are not among
// them: they come from where the AWS SDK looks by itself.
var s3Parameters = []string{"region", "endpoint", "use_path_style", "disable_https", "profile", "ssetype", "kmskeyid", "request_checksum_calculation", "response_checksum_validation"}

// OpenDestination opens the destination at address. It makes a directory that is
// not there; a bucket is not asked yet, and is never made.
//
//	file:///srv/www/unvotes
//	s3://bucket/folder?region=eu-central-1
//	s3://bucket?endpoint=https://minio.example.org&region=us-east-1&use_path_style=true
//
// The credentials of S3 come from the environment of the AWS SDK
// (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, a role of the
// machine). An address that cannot be meant is an error that is ErrAddress; it
// repeats no part that could hold a secret.
func OpenDestination(ctx context.Context, address string) (*Destination, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("not an address: %w", ErrAddress) // err repeats the address
	}
	if u.User != nil {
		return nil, fmt.Errorf("credentials stand in the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), not in an address: %w", ErrAddress)
	}
	d := &Destination{Name: u.Scheme + "://" + u.Host + u.Path, before: func(string) error { return nil }}
	switch u.Scheme {
	case fileblob.Scheme:
		err = d.openDirectory(u)
	case s3blob.Scheme:
		err = d.openBucket(ctx, u)
	default:
		err = ErrAddress
	}
	if err != nil {
		return nil, err
	}
	return d, nil
}

// openDirectory takes no host, because fileblob would pass it over: file://srv/x
// would be /x.
func (d *Destination) openDirectory(u *url.URL) (err error) {
	if u.Host != "" || u.RawQuery != "" || !filepath.IsAbs(filepath.FromSlash(u.Path)) || u.Path == "/" {
		return fmt.Errorf("%s: a directory is file:// and a whole path, file:///srv/www/unvotes: %w", d.Name, ErrAddress)
	}
	root := filepath.FromSlash(u.Path)
	// Beside the file, for a rename from another disk fails; and no ".attrs" files.
	d.bucket, err = fileblob.OpenBucket(root, &fileblob.Options{CreateDir: true, NoTempDir: true, Metadata: fileblob.MetadataDontWrite, DirFileMode: 0o755})
	d.objects = directory{Bucket: d.bucket, root: root}
	return err
}

// openBucket takes the path for a folder in the bucket; s3blob would pass it
// over.
func (d *Destination) openBucket(ctx context.Context, u *url.URL) (err error) {
	q := u.Query()
	for name := range q {
		if !slices.Contains(s3Parameters, name) {
			return fmt.Errorf("%s: unknown parameter %q: %w", d.Name, name, ErrAddress)
		}
	}
	if e, err := url.Parse(q.Get("endpoint")); err != nil || e.User != nil || e.RawQuery != "" || q.Has("endpoint") && e.Host == "" {
		return fmt.Errorf("%s: an endpoint is https://host or http://host:port: %w", d.Name, ErrAddress)
	}
	if d.bucket, err = new(s3blob.URLOpener).OpenBucketURL(ctx, u); err != nil {
		return fmt.Errorf("%w: %w", ErrAddress, err)
	}
	if folder := strings.Trim(u.Path, "/"); folder != "" {
		d.bucket = blob.PrefixedBucket(d.bucket, folder+"/")
	}
	d.objects = d.bucket
	return nil
}

// Close lets the destination go.
func (d *Destination) Close() error { return d.bucket.Close() }

// read is the object under key, and whether there is one.
func (d *Destination) read(ctx context.Context, key string) ([]byte, bool, error) {
	b, err := d.objects.ReadAll(ctx, key)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read %s: %w", key, err)
	}
	return b, true, nil
}

// directory is a bucket of files that outlives a loss of power: fileblob renames
// a whole file into place, and syncs nothing.
type directory struct {
	*blob.Bucket
	root string
}

func (d directory) WriteAll(ctx context.Context, key string, content []byte, opts *blob.WriterOptions) error {
	if err := d.Bucket.WriteAll(ctx, key, content, opts); err != nil {
		return err
	}
	path := filepath.Join(d.root, filepath.FromSlash(key))
	if err := syncFile(path); err != nil {
		return err
	}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		if err := syncDir(dir); err != nil || dir == filepath.Clean(d.root) {
			return err
		}
	}
}

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
	Sent     int    // objects written, latest.json included
	There    int    // objects that were there already, with the same content
}

// Send copies the snapshot in dir to the destination:
//
//	snapshots/2026-11-23-3f9c2a1b/…   its files, written once and never again
//	latest/…                          the newest snapshot's files, to be read at addresses that stay
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
// ErrOtherContent, as is damage to the files in dir, of which nothing is sent.
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
	if err := s.ours(ctx); err != nil {
		return err
	}
	if m, files, err = s.data(ctx, m, files); err != nil {
		return err
	}
	for _, f := range files {
		if err := s.replace(ctx, path.Join(latestLink, f.name), f.content); err != nil {
			return err
		}
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

// ours refuses to publish over a latest.json that is no Pointer.
func (s *sending) ours(ctx context.Context) error {
	b, ok, err := s.read(ctx, pointerFile)
	if !ok {
		return err
	}
	var p Pointer
	if err := json.Unmarshal(b, &p); err != nil || !snapshotNames.MatchString(p.Snapshot) {
		return fmt.Errorf("%s is there and is not ours; publish into a folder of its own: %w", pointerFile, ErrOtherContent)
	}
	return nil
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
			return m, nil, fmt.Errorf("%s: %w", key(manifestFile), ErrOtherContent)
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

// create writes an object that nobody will ever replace.
func (s *sending) create(ctx context.Context, key string, content []byte) error {
	there, ok, err := s.read(ctx, key)
	if err != nil {
		return err
	}
	if !ok {
		if err := s.write(ctx, key, content, &blob.WriterOptions{IfNotExist: true, CacheControl: "public, max-age=31536000, immutable"}); err != nil {
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
	if err := s.write(ctx, key, content, &blob.WriterOptions{CacheControl: "no-cache"}); err != nil {
		return err
	}
	if there, _, err = s.read(ctx, key); err != nil {
		return err
	}
	return same(key, there, content)
}

// write writes an object. That somebody else created it in this moment is no
// error yet: the caller reads it back.
func (s *sending) write(ctx context.Context, key string, content []byte, opts *blob.WriterOptions) error {
	if err := s.before(key); err != nil {
		return err
	}
	opts.ContentType = contentTypes[path.Ext(key)]
	err := s.objects.WriteAll(ctx, key, content, opts)
	if opts.IfNotExist && gcerrors.Code(err) == gcerrors.FailedPrecondition {
		return nil
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", key, err)
	}
	s.Sent++
	return nil
}

// contentTypes are what a browser is told; others it guesses.
var contentTypes = map[string]string{".parquet": "application/vnd.apache.parquet", ".json": "application/json", ".md": "text/markdown; charset=utf-8"}

func same(key string, there, sent []byte) error {
	if !bytes.Equal(there, sent) {
		return fmt.Errorf("%s has %d bytes with the hash %s there, %d bytes with %s here: %w", key, len(there), sumOf(there), len(sent), sumOf(sent), ErrOtherContent)
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
