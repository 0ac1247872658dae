package normalize

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Topics are the areas of the column topics, in its order. docs/topics.md says
// what each is.
var Topics = []string{"middle_east", "nuclear", "disarmament", "colonialism", "human_rights", "economic_development"}

//go:embed topics.tsv
var topicsTSV string

// topicsOf are the topics by heading, or by a part of one.
var topicsOf = sync.OnceValue(func() map[string][]string {
	rows, err := readTable(topicsTSV, "heading", "topics")
	if err != nil { // the table is part of the program, and a test reads it
		panic(fmt.Errorf("topics.tsv: %w", err))
	}
	out := make(map[string][]string, len(rows))
	for _, r := range rows {
		out[r[0]] = list(r[1])
	}
	return out
})

// dashes are what OHCHR's library has between the parts of a heading, now and then
// with one blank only.
var dashes = strings.NewReplacer(" -", "--", "- ", "--")

// TopicsOf returns the topics of the catalogue's headings, "HUMAN RIGHTS--MYANMAR",
// or those of OHCHR's library, "ISRAEL - SETTLEMENT POLICY": empty if they decide none, nil if there is no heading.
func TopicsOf(headings []string) []string {
	if len(headings) == 0 {
		return nil
	}
	var found []string
	for _, h := range headings {
		h = strings.ToUpper(strings.TrimSpace(h))
		topics, ok := topicsOf()[h]
		if !ok {
			for part := range strings.SplitSeq(dashes.Replace(h), "--") {
				topics = append(topics, topicsOf()[strings.TrimSpace(part)]...)
			}
		}
		found = append(found, topics...)
	}
	out := slices.Clone(Topics)
	return slices.DeleteFunc(out, func(t string) bool { return !slices.Contains(found, t) })
}
