package catalogue

import (
	"fmt"
	"slices"
	"strings"

	"unvotes/scraper/marc"
	"unvotes/scraper/source"
)

// probedTags are the fields that a record of a vote is read by.
var probedTags = []string{"245", "591", "791", "952", "967", "981", "989", "991", "993", "996"}

// Probes are the requests that show whether the catalogue reads as expected: how
// many votes it has, and a record that is known.
func (s Source) Probes() []source.Probe {
	routes := []string{SourceName}
	return []source.Probe{
		{What: "number of votes", Routes: routes, URL: s.count(votes), Limit: recordLimit, Gentle: true, Read: probeCount},
		{What: "record of " + marc.KnownSymbol, Routes: routes, URL: s.URL(marc.KnownSymbol), Limit: pageLimit, Gentle: true, Read: s.probeRecord},
	}
}

func probeCount(a source.Answer) (f source.Finding) {
	n, err := readCount(a)
	if err != nil {
		return source.Finding{Err: err}
	}
	f.Expect(n > 0, "it has no votes")
	f.Says = fmt.Sprintf("%d records", n)
	return f
}

func (s Source) probeRecord(a source.Answer) (f source.Finding) {
	if err := checkAnswer(a); err != nil {
		return source.Finding{Err: err}
	}
	if err := s.Canary().Check(a); err != nil {
		return source.Finding{Differs: []string{err.Error()}}
	}
	m, err := only(a.Body)
	if err != nil {
		return source.Finding{Err: err}
	}
	var missing []string
	for _, tag := range probedTags {
		if !slices.ContainsFunc(m.Data, func(field marc.Field) bool { return field.Tag == tag }) {
			missing = append(missing, tag)
		}
	}
	if m.ControlValue("005") == "" {
		missing = append(missing, "005")
	}
	if m.Text("269", "a") == "" && m.Text("992", "a") == "" {
		missing = append(missing, "269 and 992")
	}
	f.Expect(missing == nil, "no field %s", strings.Join(missing, ", "))
	f.Says = fmt.Sprintf("the totals that are known, all fields that are read, number %s, changed %s", m.ControlValue("001"), m.ControlValue("005"))
	return f
}
