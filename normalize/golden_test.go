package normalize

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper/marc"
)

var update = flag.Bool("update", false, "rewrite the golden files and docs/quality.md")

// Records of the demo, as parsed (testdata/records/ID.json), and the roll calls
// that they become (ID.golden): a Council without codes, the broken line, a code
// in lower case, two states that merged later, a malformed meeting, a record
// without a list, one without anything, the seat of the USSR on its last day.
func TestGoldenRollCalls(t *testing.T) {
	n := normalizer(t)
	files, err := filepath.Glob(filepath.Join("testdata", "records", "*.json"))
	if err != nil || len(files) < 8 {
		t.Fatalf("%d records: %v", len(files), err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var r marc.Record
		if err := json.Unmarshal(b, &r); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		golden(t, strings.TrimSuffix(file, ".json")+".golden", render(n.RollCall(r)))
	}
}

// golden compares got with a file, or rewrites the file.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (make golden writes it; read the diff)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// render has a line for each field that is told, each vote and each issue.
func render(c RollCall) string {
	var b strings.Builder
	v := reflect.ValueOf(c)
	for i := range v.NumField() {
		name, f := v.Type().Field(i).Name, v.Field(i)
		if f.IsZero() || name == "Votes" || name == "Issues" {
			continue
		}
		fmt.Fprintf(&b, "%s: %v\n", name, reflect.Indirect(f))
	}
	for _, v := range c.Votes {
		fmt.Fprintf(&b, "%d %q %q: %s %q %s", v.Line, v.Printed, v.Label, v.MSCode, v.Name, v.Choice)
		if v.Permanent != nil {
			fmt.Fprintf(&b, " permanent %t", *v.Permanent)
		}
		b.WriteString("\n")
	}
	for _, i := range c.Issues {
		fmt.Fprintf(&b, "%s %s at %s: %s\n", i.Severity, i.Code, i.Place, i.Detail)
	}
	return b.String()
}
