package output

import (
	"encoding/json"
	"errors"
	"html/template"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"unvotes/normalize"
)

// listed is the snapshots that versions.json names, after the files of each were
// found.
func listed(t *testing.T, d *Destination) (names []string) {
	t.Helper()
	b, found, err := d.read(t.Context(), "versions.json")
	if err != nil || !found {
		return nil
	}
	var v Versions
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	for _, v := range v.Versions {
		names = append(names, v.Snapshot)
		var m Manifest
		if err := json.Unmarshal([]byte(object(t, d, v.Manifest)), &m); err != nil || m.TablesSHA256 != v.TablesSHA256 {
			t.Errorf("%s: %s in versions.json, %s in its manifest, %v", v.Snapshot, v.TablesSHA256, m.TablesSHA256, err)
		}
		for _, f := range m.Tables {
			if got := object(t, d, v.Path+f.File); sumOf([]byte(got)) != f.SHA256 || v.Rows[f.Name] != f.Rows {
				t.Errorf("%s%s is not what versions.json and the manifest say", v.Path, f.File)
			}
		}
	}
	return names
}

func TestVersionsAreMerged(t *testing.T) {
	d := inMemory()
	one, _ := twoSnapshots(t)
	send(t, d, one)
	later, tables := someFacts, someTables()
	later.BuiltAt = noon.Add(48 * time.Hour)
	tables.Issues = append(tables.Issues, tables.Issues[0])
	tables.Issues[len(tables.Issues)-1].Detail = "another"
	two, err := Publish(t.Context(), t.TempDir(), tables, later) // another data directory
	if err != nil {
		t.Fatal(err)
	}
	send(t, d, two)
	equal(t, "versions", listed(t, d), []string{two.Name, one.Name})
	if page := object(t, d, "index.html"); !strings.Contains(page, "snapshots/"+one.Name+"/votes.parquet") || !strings.Contains(page, "built on 2026-11-25") {
		t.Errorf("index.html:\n%s", page)
	}

	// An older one again: it is the newest by latest.json, and stands where its day is.
	send(t, d, one)
	equal(t, "versions", listed(t, d), []string{two.Name, one.Name})

	// The list is made again from latest.json, and lists nothing that was removed.
	m, _ := d.store.(memory)
	delete(m, "versions.json")
	send(t, d, two)
	equal(t, "versions", listed(t, d), []string{two.Name, one.Name})
	for key := range m {
		if strings.HasPrefix(key, "snapshots/"+one.Name) {
			delete(m, key)
		}
	}
	send(t, d, two)
	equal(t, "versions", listed(t, d), []string{two.Name})
}

// A list that was lost is made again of the snapshots that the data directory has.
func TestVersionsAreFoundAgain(t *testing.T) {
	d := inMemory()
	one, two := twoSnapshots(t)
	send(t, d, one)
	send(t, d, two)
	want := listed(t, d)
	m, _ := d.store.(memory)
	delete(m, "versions.json")
	delete(m, "latest.json")
	send(t, d, two)
	if got := listed(t, d); len(got) != 2 || !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// Ahead of each write of a publication, versions.json names whole snapshots only.
func TestVersionsAreWhole(t *testing.T) {
	d := inMemory()
	one, two := twoSnapshots(t)
	send(t, d, one)
	d.before = func(key string) error {
		names := listed(t, d)
		if key == "latest.json" && len(names) != 2 || strings.HasPrefix(key, "snapshots/") && len(names) != 1 {
			t.Errorf("ahead of %s: %v", key, names)
		}
		return nil
	}
	send(t, d, two)
}

// What keeps a snapshot from being listed is found before the newest one is
// replaced: latest/ and latest.json stay those of one snapshot.
func TestVersionsRefuseBeforeLatestChanges(t *testing.T) {
	one, two := twoSnapshots(t)
	later, tables := someFacts, someTables()
	later.BuiltAt, tables.Issues = noon.Add(24*time.Hour), append(tables.Issues, normalize.Issue{Place: "y", Code: "no_record", Severity: normalize.Info})
	three, err := Publish(t.Context(), t.TempDir(), tables, later)
	if err != nil {
		t.Fatal(err)
	}
	for key, content := range map[string]string{"snapshots/" + one.Name + "/manifest.json": `{"tables_sha256": "0"}`, "versions.json": `{"versions": [1, 2]}`} {
		d := inMemory()
		send(t, d, one)
		send(t, d, two)
		put(t, d, key, content)
		before := object(t, d, "latest/manifest.json")
		if _, err := d.Send(t.Context(), three.Dir); !errors.Is(err, ErrOtherContent) || !strings.Contains(err.Error(), key) || !strings.Contains(err.Error(), "publish") {
			t.Errorf("%s: ended with %v", key, err)
		}
		if object(t, d, "latest/manifest.json") != before || pointed(t, d) != two.Name {
			t.Errorf("%s: latest/ or latest.json was replaced", key)
		}
	}
}

func TestSiteOfSomebodyElse(t *testing.T) {
	one, _ := twoSnapshots(t)
	d := inMemory()
	put(t, d, "index.html", "<h1>My page</h1>")
	if p := send(t, d, one); !p.OtherIndex || object(t, d, "index.html") != "<h1>My page</h1>" {
		t.Errorf("%+v, %s", p, object(t, d, "index.html"))
	}
	d = inMemory()
	put(t, d, "versions.json", `{"versions": [1, 2]}`)
	if _, err := d.Send(t.Context(), one.Dir); !errors.Is(err, ErrOtherContent) || pointed(t, d) != "" {
		t.Errorf("ended with %v", err)
	}
}

// The page loads nothing from elsewhere, links to what is there, and escapes what a
// manifest says.
func TestIndexPage(t *testing.T) {
	facts := someFacts
	facts.Coverage = append(facts.Coverage, Coverage{Body: normalize.HRC, Year: 2023, Held: 1})
	facts.Permission = `<script>alert("x")</script>`
	one, err := Publish(t.Context(), t.TempDir(), someTables(), facts)
	if err != nil {
		t.Fatal(err)
	}
	d := inMemory()
	d.address = "https://votes.example.org/a/"
	send(t, d, one)
	page := object(t, d, "index.html")
	terms := template.HTMLEscapeString(termsURL)
	for _, m := range regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if strings.HasPrefix(m[0], "src") || m[1] != terms && !strings.HasPrefix(m[1], "snapshots/") && !strings.HasPrefix(m[1], "latest") && m[1] != "versions.json" {
			t.Errorf("the page refers to %s", m[1])
		} else if m[1] != terms && m[1] != "latest.json" {
			object(t, d, path.Clean(m[1]))
		}
	}
	for _, want := range []string{"3 roll calls with 4 votes, from 1946-02-16 to 2023-12-07", `https://votes.example.org/a/</span>latest/votes.parquet`, "non-commercial", OHCHR, "&lt;script&gt;alert", one.Manifest.TablesSHA256[:8]} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(page, "<script>alert") {
		t.Error("the page does not escape the manifest")
	}
}

func TestAddressOverHTTP(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "id")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "hush")
	for in, want := range map[string]string{
		"s3://bucket?region=eu-central-1":                                                  "https://bucket.s3.eu-central-1.amazonaws.com/",
		"s3://bucket/a/b?region=eu-central-1":                                              "https://bucket.s3.eu-central-1.amazonaws.com/a/b/",
		"s3://bucket/a/?region=x&endpoint=https://minio.example.org:9000":                  "https://bucket.minio.example.org:9000/a/",
		"s3://bucket/a b?region=x&endpoint=https://minio.example.org/&use_path_style=true": "https://minio.example.org/bucket/a%20b/",
		"file://" + t.TempDir() + "/www":                                                   "https://ADDRESS-OF-THIS-FOLDER/",
	} {
		d, err := OpenDestination(t.Context(), in)
		if err != nil || d.address != want {
			t.Errorf("%s: %+v, %v; want %s", in, d, err, want)
		}
	}
}
