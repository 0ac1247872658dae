package output

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"unvotes/normalize"
)

// memory is a store that is gone after the test.
type memory map[string]string

func (m memory) read(_ context.Context, key string) (content []byte, found bool, err error) {
	s, found := m[key]
	return []byte(s), found, nil
}

func (m memory) write(_ context.Context, key string, content []byte, o objectOptions) error {
	if _, found := m[key]; found && o.once {
		return errObjectExists
	}
	m[key] = string(content)
	return nil
}

func inMemory() *Destination {
	return &Destination{Name: "mem://", store: memory{}, before: func(string) error { return nil }}
}

func send(t *testing.T, d *Destination, s Published) Publication {
	t.Helper()
	p, err := d.Send(t.Context(), s.Dir)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// objectsOf returns a copy of every object of a destination in memory.
func objectsOf(t *testing.T, d *Destination) map[string]string {
	t.Helper()
	m, ok := d.store.(memory)
	if !ok {
		t.Fatalf("the destination is a %T, not memory", d.store)
	}
	return maps.Clone(m)
}

func object(t *testing.T, d *Destination, key string) string {
	t.Helper()
	b, found, err := d.read(t.Context(), key)
	if err != nil || !found {
		t.Fatalf("%s: found %t, %v", key, found, err)
	}
	return string(b)
}

func put(t *testing.T, d *Destination, key, content string) {
	t.Helper()
	if err := d.store.write(t.Context(), key, []byte(content), objectOptions{}); err != nil {
		t.Fatal(err)
	}
}

// pointed is the snapshot that latest.json names, after each of its files was
// found where it says, with the size and the hash that it says; "" without one.
func pointed(t *testing.T, d *Destination) string {
	t.Helper()
	if _, found, err := d.read(t.Context(), "latest.json"); err != nil || !found {
		return ""
	}
	var p Pointer
	if err := json.Unmarshal([]byte(object(t, d, "latest.json")), &p); err != nil {
		t.Fatal(err)
	}
	if len(p.Files) < len(Schema())+1 {
		t.Errorf("latest.json names %d files", len(p.Files))
	}
	for _, f := range p.Files {
		if got := object(t, d, f.Path); len(got) != f.Bytes || sumOf([]byte(got)) != f.SHA256 || path.Base(f.Path) != f.Name {
			t.Errorf("%s is not what latest.json says", f.Path)
		}
	}
	return p.Snapshot
}

// twoSnapshots are different sets of tables.
func twoSnapshots(t *testing.T) (one, two Published) {
	t.Helper()
	data, more := t.TempDir(), someTables()
	more.Issues = append(more.Issues, normalize.Issue{Place: "x", Code: "no_record", Severity: normalize.Info})
	return publish(t, data, someTables()), publish(t, data, more)
}

func TestSend(t *testing.T) {
	d := inMemory()
	one, two := twoSnapshots(t)
	var order []string
	d.before = func(key string) error { order = append(order, key); return nil }
	if p := send(t, d, one); p.Snapshot != one.Name || p.Sent != len(order) || p.There != 0 {
		t.Errorf("%+v after %d writes", p, len(order))
	}
	files, err := os.ReadDir(one.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(order) != 2*len(files)+3 || order[len(order)-1] != "latest.json" {
		t.Errorf("written in the order %v, want latest.json last of %d", order, 2*len(files)+3)
	}
	at := func(key string) int { return slices.Index(order, key) }
	for _, f := range files {
		snap, latest := path.Join("snapshots", one.Name, f.Name()), path.Join("latest", f.Name())
		local := readFile(t, one.Dir, f.Name())
		if object(t, d, snap) != local || object(t, d, latest) != local {
			t.Errorf("%s came as another file", f.Name())
		}
		if at(snap) > at("snapshots/"+one.Name+"/manifest.json") || at("snapshots/"+one.Name+"/manifest.json") > at(latest) {
			t.Errorf("%s: order %v", f.Name(), order)
		}
	}
	if at("latest/members.parquet") > at("latest/roll_calls.parquet") || at("latest/roll_calls.parquet") > at("latest/votes.parquet") {
		t.Errorf("a table came before those that it refers to: %v", order)
	}
	if got := pointed(t, d); got != one.Name {
		t.Errorf("latest.json names %q", got)
	}

	before := objectsOf(t, d)
	send(t, d, two)
	after := objectsOf(t, d)
	for key, v := range before {
		if strings.HasPrefix(key, "snapshots/") && after[key] != v {
			t.Errorf("%s of the old snapshot was changed", key)
		}
	}
	if got := pointed(t, d); got != two.Name || after["latest/issues.parquet"] == before["latest/issues.parquet"] {
		t.Errorf("latest.json names %q, want %q", got, two.Name)
	}
}

func TestSendAgainWritesNothing(t *testing.T) {
	d := inMemory()
	one, _ := twoSnapshots(t)
	sent := send(t, d, one).Sent
	d.before = func(key string) error { return errors.New("written again: " + key) }
	if p := send(t, d, one); p.Sent != 0 || p.There != sent {
		t.Errorf("%+v, want %d there", p, sent)
	}
}

var errCut = errors.New("the line was cut")

// A publication is cut short ahead of each of its writes. Whoever reads by
// latest.json sees the old snapshot whole; the next run sends the rest only.
func TestSendCutShort(t *testing.T) {
	one, two := twoSnapshots(t)
	whole := inMemory()
	send(t, whole, one)
	all := send(t, whole, two).Sent
	for cut := 0; ; cut++ {
		d := inMemory()
		send(t, d, one)
		writes := 0
		d.before = func(string) error {
			if writes++; writes > cut {
				return errCut
			}
			return nil
		}
		_, err := d.Send(t.Context(), two.Dir)
		if err == nil {
			if cut != all {
				t.Errorf("%d writes, want %d", cut, all)
			}
			return
		}
		if !errors.Is(err, errCut) {
			t.Fatal(err)
		}
		if got := pointed(t, d); got != one.Name {
			t.Errorf("cut ahead of write %d: latest.json names %q", cut+1, got)
		}
		again := 0
		d.before = func(string) error { again++; return nil }
		send(t, d, two)
		if got := pointed(t, d); got != two.Name || cut+again != all {
			t.Errorf("cut ahead of write %d: then %d writes, latest.json names %q", cut+1, again, got)
		}
	}
}

func TestSendNeverOverwrites(t *testing.T) {
	one, _ := twoSnapshots(t)
	files, err := os.ReadDir(one.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		key := path.Join("snapshots", one.Name, f.Name())
		d := inMemory()
		put(t, d, key, "of somebody else")
		refused(t, d, one.Dir, key, "of somebody else")

		// The same, but it appears after we looked.
		d = inMemory()
		d.before = func(next string) error {
			if next == key {
				put(t, d, key, "quicker")
			}
			return nil
		}
		refused(t, d, one.Dir, key, "quicker")
	}
	// Another whole snapshot under the name.
	_, two := twoSnapshots(t)
	d := inMemory()
	for _, f := range files {
		put(t, d, path.Join("snapshots", one.Name, f.Name()), readFile(t, two.Dir, f.Name()))
	}
	refused(t, d, one.Dir, path.Join("snapshots", one.Name, "manifest.json"), readFile(t, two.Dir, "manifest.json"))

	d = inMemory()
	put(t, d, "latest.json", `{"name": "the latest photo"}`)
	refused(t, d, one.Dir, "latest.json", `{"name": "the latest photo"}`)
}

func refused(t *testing.T, d *Destination, dir, key, want string) {
	t.Helper()
	if _, err := d.Send(t.Context(), dir); !errors.Is(err, ErrOtherContent) || !strings.Contains(err.Error(), key) {
		t.Errorf("%s: ended with %v", key, err)
	}
	if got := object(t, d, key); got != want {
		t.Errorf("%s was overwritten with %.20q", key, got)
	}
	if key != "latest.json" && pointed(t, d) != "" {
		t.Errorf("%s: there is a latest.json", key)
	}
}

// rotten changes a bit of every object whose name has the given end.
type rotten struct {
	store
	end string
}

func (r rotten) write(ctx context.Context, key string, content []byte, o objectOptions) error {
	if strings.HasSuffix(key, r.end) {
		content = bytes.Clone(content)
		content[len(content)/2] ^= 1
	}
	return r.store.write(ctx, key, content, o)
}

func TestSendComparesWhatArrived(t *testing.T) {
	one, _ := twoSnapshots(t)
	for _, end := range []string{"/members.parquet", "/votes.parquet", one.Name + "/manifest.json", "latest/votes.parquet", "latest/README.md"} {
		d := inMemory()
		d.store = rotten{d.store, end}
		if _, err := d.Send(t.Context(), one.Dir); !errors.Is(err, ErrOtherContent) || !strings.Contains(err.Error(), strings.TrimPrefix(end, "/")) {
			t.Errorf("%s rotten: ended with %v", end, err)
		}
		if pointed(t, d) != "" {
			t.Errorf("%s rotten: there is a latest.json", end)
		}
	}
}

// A snapshot that lost something is not published over one that is damaged at the
// destination, for then nobody can say what it lost.
func TestSendAfterADamagedOne(t *testing.T) {
	less := someTables()
	less.RollCalls = less.RollCalls[:1]
	one, two := publish(t, t.TempDir(), someTables()), publish(t, t.TempDir(), less)
	for name, damage := range map[string]func(m memory, key string){
		"manifest.json":      func(m memory, key string) { m[key] = "{" },
		"votes.parquet":      func(m memory, key string) { m[key] = m[key][:100] },
		"roll_calls.parquet": func(m memory, key string) { delete(m, key) },
	} {
		d := inMemory()
		send(t, d, one)
		m, _ := d.store.(memory)
		damage(m, "snapshots/"+one.Name+"/"+name)
		if _, err := d.Send(t.Context(), two.Dir); !errors.Is(err, ErrOtherContent) || !strings.Contains(err.Error(), "snapshots/"+one.Name+" is damaged there") {
			t.Errorf("%s: ended with %v", name, err)
		}
		if _, found := m["snapshots/"+two.Name+"/manifest.json"]; found {
			t.Errorf("%s: the next one was sent", name)
		}
	}
}

func TestSendRefusesDamage(t *testing.T) {
	for name, spoil := range map[string]func(dir string) error{
		"a bit of a table": func(dir string) error {
			b := []byte(readFile(t, dir, "votes.parquet"))
			b[len(b)/2] ^= 1
			return os.WriteFile(filepath.Join(dir, "votes.parquet"), b, 0o644)
		},
		"a table lost": func(dir string) error { return os.Remove(filepath.Join(dir, "issues.parquet")) },
		"files swapped": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "members.parquet"), []byte(readFile(t, dir, "issues.parquet")), 0o644)
		},
		"another manifest": func(dir string) error {
			old := readFile(t, dir, "manifest.json")
			return os.WriteFile(filepath.Join(dir, "manifest.json"), []byte(strings.Replace(old, `"tables_sha256": "`, `"tables_sha256": "0`, 1)), 0o644)
		},
	} {
		one, _ := twoSnapshots(t)
		if err := spoil(one.Dir); err != nil {
			t.Fatal(err)
		}
		d := inMemory()
		if _, err := d.Send(t.Context(), one.Dir); !errors.Is(err, ErrOtherContent) {
			t.Errorf("%s: ended with %v", name, err)
		}
		if got := objectsOf(t, d); len(got) > 0 {
			t.Errorf("%s: %d objects were sent", name, len(got))
		}
	}
}

// The same tables built again on the same day, on another machine or after the
// snapshots were lost: the one that is there stays.
func TestSendTheSameTablesBuiltLater(t *testing.T) {
	d := inMemory()
	one, _ := twoSnapshots(t)
	send(t, d, one)
	before := objectsOf(t, d)
	later := someFacts
	later.BuiltAt = later.BuiltAt.Add(time.Hour)
	again, err := Publish(t.Context(), t.TempDir(), someTables(), later)
	if err != nil {
		t.Fatal(err)
	}
	if again.Name != one.Name || readFile(t, again.Dir, "manifest.json") == readFile(t, one.Dir, "manifest.json") {
		t.Fatal("the two builds are not of one name and two manifests")
	}
	if p := send(t, d, again); p.Sent != 0 {
		t.Errorf("%+v", p)
	}
	equal(t, "objects", objectsOf(t, d), before)
	put(t, d, "snapshots/"+one.Name+"/votes.parquet", "no table")
	if _, err := d.Send(t.Context(), again.Dir); !errors.Is(err, ErrOtherContent) {
		t.Errorf("over a damaged one: ended with %v", err)
	}
}

func TestSendToADirectory(t *testing.T) {
	root := filepath.Join(t.TempDir(), "www", "unvotes")
	d, err := OpenDestination(t.Context(), "file://"+filepath.ToSlash(root))
	if err != nil {
		t.Fatal(err)
	}
	one, two := twoSnapshots(t)
	send(t, d, one)
	p := send(t, d, two)
	if got := pointed(t, d); got != two.Name {
		t.Errorf("latest.json names %q", got)
	}
	equal(t, "votes", read[normalize.VoteLine](t, filepath.Join(root, "latest"), "votes.parquet"), read[normalize.VoteLine](t, two.Dir, "votes.parquet"))
	files := 0
	err = filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files++
		info, err := e.Info()
		if err == nil && info.Mode().Perm()&0o044 == 0 {
			t.Errorf("%s: others may not read it: %v", name, info.Mode())
		}
		return err
	})
	if want := (p.Sent+p.There-3)/2*3 + 3; err != nil || files != want {
		t.Errorf("%d files, %v; want %d: nothing but what was sent", files, err, want)
	}
}

// fakeS3 answers for the objects of one bucket as S3 does.
func fakeS3(t *testing.T) (url string) {
	t.Helper()
	var mu sync.Mutex
	objects := map[string][]byte{}
	refuse := func(w http.ResponseWriter, status int, code string) {
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "<Error><Code>"+code+"</Code></Error>")
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		there, found := objects[r.URL.Path]
		switch {
		case !strings.HasPrefix(r.URL.Path, "/bucket/a/b/") || !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 "):
			refuse(w, http.StatusForbidden, "AccessDenied")
		case r.Method == http.MethodPut && found && r.Header.Get("If-None-Match") == "*":
			refuse(w, http.StatusPreconditionFailed, "PreconditionFailed")
		case r.Method == http.MethodPut:
			body, err := io.ReadAll(r.Body)
			if err != nil || r.Header.Get("Cache-Control") == "" {
				refuse(w, http.StatusBadRequest, "InvalidRequest")
			}
			objects[r.URL.Path] = body
		case !found:
			refuse(w, http.StatusNotFound, "NoSuchKey")
		default:
			_, _ = w.Write(there)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestSendToABucket(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "id")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "hush")
	url := fakeS3(t)
	d, err := OpenDestination(t.Context(), "s3://bucket/a/b/?region=x&use_path_style=true&endpoint="+url)
	if err != nil {
		t.Fatal(err)
	}
	one, two := twoSnapshots(t)
	if p := send(t, d, one); p.Sent == 0 || p.There != 0 {
		t.Errorf("%+v", p)
	}
	if p := send(t, d, one); p.Sent != 0 {
		t.Errorf("again: %+v", p)
	}
	send(t, d, two)
	if got := pointed(t, d); got != two.Name {
		t.Errorf("latest.json names %q", got)
	}
	key := "snapshots/" + one.Name + "/votes.parquet"
	if err := d.store.write(t.Context(), key, []byte("another"), objectOptions{once: true, cacheControl: "no-cache"}); !errors.Is(err, errObjectExists) || object(t, d, key) == "another" {
		t.Errorf("an object was written over: %v", err)
	}
	if d, err = OpenDestination(t.Context(), "s3://other?region=x&use_path_style=true&endpoint="+url); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Send(t.Context(), one.Dir); err == nil || !strings.Contains(err.Error(), "AccessDenied") {
		t.Errorf("a bucket of somebody else: %v", err)
	}
}

func TestOpenDestination(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "id")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "hush")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	dir := filepath.ToSlash(t.TempDir())
	for address, want := range map[string]string{
		"file://" + dir:                   "file://" + dir,
		"s3://bucket?region=eu-central-1": "s3://bucket",
		"s3://bucket/a/b/?region=x&endpoint=https://localhost:1&use_path_style=true": "s3://bucket/a/b/",
		"s3://bucket?region=x&endpoint=http://127.0.0.1":                             "s3://bucket",
	} {
		d, err := OpenDestination(t.Context(), address)
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		if d.Name != want {
			t.Errorf("%s is shown as %s", address, d.Name)
		}
	}
	for _, address := range []string{
		"", "hush", "/srv/www", "https://example.org/hush", "gs://bucket", "mem://", "://hush",
		"file:", "file://", "file:///", "file://srv/www", "file:srv", "file:///srv?metadata=hush",
		"s3://", "s3:///folder", "s3://AKIA:hush@bucket", "s3://bucket?secret=hush", "s3://bucket?secret_access_key=hush",
		"s3://bucket?endpoint=https://AKIA:hush@host", "s3://bucket?endpoint=host", "s3://bucket?endpoint=https://h?x=hush",
		"s3://bucket?use_path_style=perhaps", "s3://bucket:hush%zz",
	} {
		d, err := OpenDestination(t.Context(), address)
		if !errors.Is(err, ErrAddress) {
			t.Errorf("%q: %v, %v", address, d, err)
		} else if strings.Contains(err.Error(), "hush") && address != "hush" && !strings.Contains(address, "org/hush") {
			t.Errorf("%q: the error tells the secret: %v", address, err)
		}
	}
}
