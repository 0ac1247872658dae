package pv

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/PuerkitoBio/goquery"

	"unvotes/scraper/source"
)

// SourceName is what the archive calls the meeting records, and Form the one form
// that they have.
const (
	SourceName = "meetings"
	Form       = "meeting_record"
)

// Source is the host of the verbatim records as the crawl sees it. Its keys are
// canonical symbols.
type Source struct {
	Documents string        // scheme and host
	Named     []source.Item // the records that votes name: key and day of the latest vote
}

// Name returns [SourceName].
func (Source) Name() string { return SourceName }

// Policy implements [source.Source]. Records are published weeks to months after
// the meeting, some near a year, and corrected ones are issued again, rarely: all
// five thousand are asked for again within half a year.
func (Source) Policy() source.Policy {
	return source.Policy{Limit: MaxBytes, Follow: true, Soonest: 4 * 7 * 24 * time.Hour, MostDue: 30, Patience: 365 * 24 * time.Hour}
}

// URL returns the address of a verbatim record in English.
func (s Source) URL(symbol string) string {
	escaped := strings.ReplaceAll(url.QueryEscape(symbol), "+", "%20") // a plus sign is a blank in forms only
	return s.Documents + "/api/symbol/access?s=" + escaped + "&l=en&t=pdf"
}

// Lost implements [source.Source]: a damaged copy of a document that was sound
// before has lost something.
func (Source) Lost(_ string, versions []source.Version) []string {
	newest := damageOf(versions[len(versions)-1].Body)
	if newest == "" || !slices.ContainsFunc(versions, func(v source.Version) bool { return damageOf(v.Body) == "" }) {
		return nil
	}
	return []string{"the document is damaged: " + newest}
}

// Canary implements [source.Source]: there is none, since every symbol would do.
// The crawl asks again for a record that the host gave before when it says that
// another is not there.
func (Source) Canary() source.Canary { return source.Canary{} }

// Probes are the requests that show whether the host reads as expected: one record
// of a few pages.
func (s Source) Probes() []source.Probe {
	const symbol = "A/64/PV.121"
	return []source.Probe{{What: "meeting record " + symbol, URL: s.URL(symbol), Limit: MaxBytes, Follow: true, Read: func(a source.Answer) source.Finding {
		return source.Finding{Err: checkAnswer(a), Says: fmt.Sprintf("a PDF of %d kB", len(a.Body)/1000)}
	}}}
}

// Routes implements [source.Source].
func (s Source) Routes(ctx context.Context, h source.Host) ([]source.Route, error) {
	r := source.Route{Name: SourceName, Note: "robots.txt of " + s.Documents + " does not allow it"}
	open, err := h.Allows(ctx, s.URL("A/78/PV.45"))
	switch {
	case errors.Is(err, source.ErrRefused) || errors.Is(err, source.ErrDown):
		r.Note = err.Error()
	case err != nil:
		return nil, err
	case open:
		r.Open, r.Note = true, "with --meetings: one request a meeting record from "+s.Documents
	}
	return []source.Route{r}, nil
}

// Find implements [source.Source]: the records that votes name and that were not
// had yet, the newest first; or those of the plan.
func (s Source) Find(ctx context.Context, e source.Env, p source.Plan) (source.Found, error) {
	if p.Keys != nil {
		return source.Found{Route: source.ByIDs, Keys: p.Keys}, e.Want(ctx, SourceName, p.Keys, source.ByIDs)
	}
	found := source.Found{Route: "votes", Known: len(s.Named)}
	of := make(map[string]bool, len(s.Named))
	named := slices.Clone(s.Named)
	for i := range named {
		of[named[i].Key] = true
		named[i].Source, named[i].FoundBy, named[i].FoundAt = SourceName, found.Route, e.Now()
	}
	if _, err := e.Memory.Want(ctx, named...); err != nil {
		return found, err
	}
	items, err := e.Memory.Items(ctx, SourceName)
	if err != nil {
		return found, err
	}
	slices.SortFunc(items, func(a, b source.Item) int { return cmp.Or(cmp.Compare(b.Dated, a.Dated), cmp.Compare(b.Key, a.Key)) })
	for _, it := range items {
		if of[it.Key] && it.IsWanted(e.Now()) {
			found.Keys = append(found.Keys, it.Key)
		}
	}
	return found, nil
}

// Read implements [source.Source]: an answer is a record when it is a whole PDF.
// Whose record it is is read later; the archive has it under the symbol that was
// asked for.
func (s Source) Read(it source.Item, a source.Answer) (source.Content, error) {
	if err := checkAnswer(a); err != nil {
		return source.Content{}, err
	}
	sum := sha256.Sum256(a.Body)
	return source.Content{Form: Form, Hash: hex.EncodeToString(sum[:]), Dated: it.Dated}, nil
}

func checkAnswer(a source.Answer) error {
	switch {
	case a.Status >= 300 && a.Status < 400 && strings.Contains(strings.ToLower(a.Location), "login"):
		return source.Refuse(source.Login, "status %d to %q", a.Status, a.Location)
	case a.Status >= 300 && a.Status < 400:
		return source.Refuse(source.Redirect, "status %d to %q", a.Status, a.Location)
	case a.Status == 404 || a.Status == 410:
		return source.Refuse(source.Absent, "status %d: %s", a.Status, excerpt(text(a.Body), mostSaid))
	case a.Status != 200:
		return source.Refuse(source.Status, "status %d: %s", a.Status, excerpt(text(a.Body), mostSaid))
	case len(a.Body) == 0:
		return source.Refuse(source.Cut, "an empty body")
	case !bytes.HasPrefix(a.Body, []byte("%PDF-")):
		said := text(a.Body)
		if saysAbsent.MatchString(said) {
			return source.Refuse(source.Absent, "it says: %s", excerpt(said, mostSaid))
		}
		return source.Refuse(source.OtherPage, "it says: %s", excerpt(said, mostSaid))
	case !bytes.Contains(a.Body[max(0, len(a.Body)-2048):], []byte("%%EOF")):
		return source.Refuse(source.Cut, "a PDF of %d bytes without its end", len(a.Body))
	}
	return nil
}

// saysAbsent matches the words of a host that does not have a document, with a
// status that says nothing: "There is no document matching your request."
var saysAbsent = regexp.MustCompile(`(?i)\bno (such )?(document|record|file)s?\b|` +
	`\b(document|record|file|symbol)s?\b([^.]|\.\S){0,60}(\bnot\b|n't\b)[^.]{0,20}\b(available|found|exist|issued|published)\b`)

const (
	mostWords = 64 << 10 // how much of a page is read for what it says
	mostSaid  = 200      // how much of that a refusal repeats
)

// text returns the words of a page, or of any other body, on one line.
func text(body []byte) string {
	page, err := goquery.NewDocumentFromReader(bytes.NewReader(body[:min(len(body), mostWords)]))
	if err != nil { // a reader of bytes does not fail
		return ""
	}
	page.Find("script, style").Remove()
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(page.Text(), "\uFFFD"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
}
