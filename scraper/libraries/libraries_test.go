package libraries

import (
	"net/url"
	"strings"
	"testing"

	"unvotes/scraper/marc"
)

// What tells libraries apart is not shared by two of them.
func TestLibrariesAreDistinct(t *testing.T) {
	seen := map[string]string{}
	for i := range All {
		l := &All[i]
		names := []string{"name " + l.Name, "prefix " + l.Prefix, "flag " + l.Flag, "host " + l.Host}
		for _, f := range l.Forms {
			names = append(names, "form "+string(f.Name))
			if of, form := Of(f.Name); of != l || form != f {
				t.Errorf("form %s is of %v, %v", f.Name, of, form)
			}
		}
		for _, name := range names {
			if before, twice := seen[name]; twice {
				t.Errorf("%s is of %s and of %s", name, before, l.Name)
			}
			seen[name] = l.Name
		}
		if strings.Contains(l.Prefix, "-") || l.Title == "" || len(l.Forms) == 0 {
			t.Errorf("%+v", l)
		}
		if Named(l.Name) != l || ByPrefix(l.Prefix) != l || l.At(l.Host).Name() != l.Name {
			t.Errorf("%s is not found by its name or prefix", l.Name)
		}
		if u, err := url.Parse(l.URL("7")); err != nil || u.Scheme+"://"+u.Host != l.Host || !strings.Contains(u.RequestURI(), "7") {
			t.Errorf("%s: the address of record 7 is %s, %v", l.Name, l.URL("7"), err)
		}
	}
	if Named("") != nil || ByPrefix("pv") != nil {
		t.Error("a library without a name")
	}
	if l, _ := Of("veto_list"); l != nil {
		t.Errorf("the list of vetoes is of %s", l.Name)
	}
}

// A record is plainly of one library or of none.
func TestWhose(t *testing.T) {
	const ns = ` xmlns="http://www.loc.gov/MARC21/slim"`
	field := func(tag, value string) string {
		return `<datafield tag="` + tag + `" ind1=" " ind2=" "><subfield code="a">` + value + `</subfield></datafield>`
	}
	for name, tt := range map[string]struct{ namespace, fields, want string }{
		"another number in 035":    {"", field("035", "(DHL)8") + field("989", "Voting Data"), "library"},
		"a namespace and 035":      {ns, field("035", "x") + field("989", "Voting Data"), "library"},
		"neither, and one line":    {"", field("989", "Voting Data"), "catalogue"},
		"neither, in lines":        {"", "\n" + field("989", "Voting Data") + "\n", ""},
		"its own number in 035":    {"", field("035", "(DHL)7") + field("989", "Voting Data"), ""},
		"the other name of voting": {"", `<datafield tag="989" ind1=" " ind2=" "><subfield code="a">Resource Type</subfield><subfield code="b">Voting</subfield></datafield>`, "ohchr"},
	} {
		text := `<record` + tt.namespace + `><controlfield tag="001">7</controlfield>` + tt.fields + `</record>`
		err := marc.Read(strings.NewReader(text), func(m marc.Fields, text []byte) error {
			got := ""
			if l := Whose(m, text); l != nil {
				got = l.Name
			}
			if got != tt.want {
				t.Errorf("%s: the library %q, want %q", name, got, tt.want)
			}
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The document that is kept of a record in MARCXML is read again under its key.
func TestKeysOfRecords(t *testing.T) {
	for i := range All {
		l := &All[i]
		collection := map[string]string{"ohchr": "Voting"}[l.Name]
		if collection == "" {
			collection = "Voting Data"
		}
		text := `<collection><record><controlfield tag="001">7</controlfield><datafield tag="245" ind1=" " ind2=" "><subfield code="a">T</subfield></datafield>` +
			`<datafield tag="989" ind1=" " ind2=" "><subfield code="a">` + collection + `</subfield></datafield></record></collection>`
		err := marc.Read(strings.NewReader(text), func(m marc.Fields, text []byte) error {
			rec, kept, err := l.FromMARC(m, text)
			if err != nil {
				return err
			}
			again, err := l.Parse(rec.Form, l.Key(rec), kept)
			if of, _ := Of(rec.Form); of != l || l.Key(rec) != "7" || again.Hash() != rec.Hash() {
				t.Errorf("%s: the record %s of form %s is read again as %+v", l.Name, l.Key(rec), rec.Form, again)
			}
			return err
		})
		if err != nil {
			t.Errorf("%s: %v", l.Name, err)
		}
	}
}
