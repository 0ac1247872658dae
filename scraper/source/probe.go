package source

import "fmt"

// Probe is one request by which the first contact with a host shows whether a
// source reads as it is expected to.
type Probe struct {
	What   string   // that is asked for, in words
	Routes []string // to all votes, that need it
	URL    string
	// Index, when not nil, chooses the URL by the sitemaps that robots.txt names.
	Index  func(sitemaps []string) string
	Limit  int64 // the largest body, in bytes
	Gentle bool  // see [Host.Gently]
	Follow bool  // redirects are followed
	Head   bool  // only the headers are asked for
	Read   func(a Answer) Finding
}

// Finding is what came of a probe.
type Finding struct {
	Says    string   // what was found
	Differs []string // from what is expected, and how
	Err     error    // a [*Refusal]: the answer is something else
	Then    []Probe  // to make next
}

// Expect notes how the answer differs, unless ok.
func (f *Finding) Expect(ok bool, format string, args ...any) {
	if !ok {
		f.Differs = append(f.Differs, fmt.Sprintf(format, args...))
	}
}
