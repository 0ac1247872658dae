package undl

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"unvotes/scraper/source"
)

// attachedTo are the records that the library attaches its own files of all
// votes to: the General Assembly's and the Security Council's.
var attachedTo = []int64{4060887, 4055387}

// csvLimit: the Assembly's file has 217 MB.
const csvLimit = 2 << 30

// byCSV is the FoundBy of what the official files name.
const byCSV = "official_csv"

// fillEmpty fills an archive from the official CSV files, before any sitemap was
// read and unless records came by another route than by name: a page with the
// link, and the file, for each body. A file that was read to its end is noted as a
// slice.
func (f *finder) fillEmpty(ctx context.Context) error {
	if f.KeepCSV == nil {
		return nil
	}
	sitemaps, err := f.Memory.Sitemaps(ctx, SourceName)
	if err != nil || len(sitemaps) > 0 {
		return err
	}
	held, err := f.Memory.Items(ctx, SourceName, source.StateHeld)
	if err != nil || slices.ContainsFunc(held, func(it source.Item) bool { return it.FoundBy != byCSV && it.FoundBy != source.ByIDs }) {
		return err
	}
	for _, id := range attachedTo {
		done := source.Slice{Source: SourceName, Name: "official CSV of " + keyOf(id), CheckedAt: f.Now()}
		_, known, err := f.Memory.Slice(ctx, SourceName, done.Name)
		if err != nil {
			return err
		}
		if known {
			continue
		}
		file, err := f.findCSV(ctx, id)
		var refused *source.Refusal
		if errors.As(err, &refused) && refused.Kind != source.Challenge {
			f.Note("no official CSV file, the sitemaps will find its records: %v", err)
			continue
		}
		if err == nil {
			err = f.readCSV(ctx, file)
		}
		if err == nil {
			err = f.Memory.KeepSlice(ctx, done, nil, true)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// findCSV returns the address of the file that a record links to: its name
// changes with its edition.
func (f *finder) findCSV(ctx context.Context, id int64) (string, error) {
	a, err := f.Host.Get(ctx, RecordURL(f.Site, id), recordLimit)
	if err != nil {
		return "", err
	}
	return f.csvLink(id, a)
}

func (f *finder) readCSV(ctx context.Context, address string) error {
	f.Note("reading %s, which takes some minutes", address)
	var records int
	var bad []string
	_, err := f.Host.Stream(ctx, address, csvLimit, func(body io.Reader) (err error) {
		records, bad, err = f.KeepCSV(context.WithoutCancel(ctx), address, body, f.Now())
		return err
	})
	if err != nil {
		return fmt.Errorf("read the library's file %s: %w", address, err)
	}
	for _, why := range bad {
		f.Note("a record of %s cannot be read, its page will be asked for: %s", address, why)
	}
	f.Note("%s read: %d records", address, records)
	f.found.New += records
	return nil
}

// csvLink returns the address of the official CSV file that the page of a record
// links to, on this site: of several, that of the newest edition. It fails with a
// [*source.Refusal] when there is none.
func (s Source) csvLink(id int64, a source.Answer) (string, error) {
	if err := checkAnswer(id, a); err != nil {
		return "", err
	}
	if err := checkBody(a.Body, recordLimit); err != nil {
		return "", named(id, err)
	}
	doc, err := parse(a.Body)
	if err != nil {
		return "", named(id, err)
	}
	var files []string
	for _, link := range doc.Find("a[href]").EachIter() {
		u, err := url.Parse(strings.TrimSpace(link.AttrOr("href", "")))
		if err == nil && strings.HasPrefix(u.Path, "/record/"+keyOf(id)+"/files/") && strings.EqualFold(path.Ext(u.Path), ".csv") {
			files = append(files, u.EscapedPath())
		}
	}
	if len(files) == 0 {
		return "", named(id, source.Refuse(source.Layout, "its page links to no CSV file"))
	}
	return s.Site + slices.MaxFunc(files, func(a, b string) int {
		return cmp.Or(strings.Compare(Edition(path.Base(a)), Edition(path.Base(b))), strings.Compare(a, b))
	}), nil
}

var dateInName = regexp.MustCompile(`(?:^|[^0-9])([12][0-9]{3})[_-]([0-9]{1,2})[_-]([0-9]{1,2})(?:[^0-9]|$)`)

// Edition returns the date in the name of a file, as the library names the editions
// of its CSV files, so that dates are in the order of their texts: "2025-07-21" of
// 2025_7_21_sc_voting.csv; "" of a name without one.
func Edition(name string) string {
	m := dateInName.FindStringSubmatch(name)
	if m == nil {
		return ""
	}
	month, _ := strconv.Atoi(m[2]) // two digits at most
	day, _ := strconv.Atoi(m[3])
	return fmt.Sprintf("%s-%02d-%02d", m[1], month, day)
}
