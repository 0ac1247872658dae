package source

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Fall is a list of a source that says less than it said before. What was listed
// stays remembered until the fall is explained, or was seen for days.
type Fall struct {
	Source  string
	Name    string // of the list
	Was, Is int    // how many it had, and has
	// Missing are the keys that are no longer listed; none where a list only states
	// a number.
	Missing []string
	Since   time.Time // when it was first seen
	SeenAt  time.Time
	Days    int // different days on which it was seen
}

// FoundFall is a fall that a run found.
type FoundFall struct {
	Fall
	// Accept remembers the list as it is now; nil where nothing else is known of it.
	Accept func(context.Context) error
}

// shownKeys is how many keys words have.
const shownKeys = 10

func (f Fall) String() string {
	s := fmt.Sprintf("%s: %d of %d are listed", f.Name, f.Is, f.Was)
	if n := len(f.Missing); n > 0 {
		s += "; no longer " + strings.Join(f.Missing[:min(n, shownKeys)], ", ")
		if n > shownKeys {
			s += fmt.Sprintf(" and %d more", n-shownKeys)
		}
	}
	return s
}

// IsOld reports whether the fall was seen on several days: it counts as settled then.
func (f Fall) IsOld() bool { return f.Days >= failDays }

// SeenAgain returns the fall with what was known of it before. A deeper fall than
// that is a new one.
func (f Fall) SeenAgain(before Fall, at time.Time) Fall {
	f.Since, f.SeenAt, f.Days = before.Since, at, before.Days
	switch {
	case before.Days == 0 || f.Was-f.Is > before.Was-before.Is:
		f.Since, f.Days = at, 1
	case day(before.SeenAt) != day(at):
		f.Days++
	}
	return f
}

// Without returns the fall without the keys that are explained.
func (f Fall) Without(explained func(key string) bool) Fall {
	n := len(f.Missing)
	f.Missing = slices.DeleteFunc(slices.Clone(f.Missing), explained)
	f.Was -= n - len(f.Missing)
	return f
}

// IsBack reports whether everything that was missing is listed; where a list only
// stated a number, whether it states as many.
func (f Fall) IsBack(is int, listed map[string]bool) bool {
	if len(f.Missing) == 0 {
		return is >= f.Was
	}
	return !slices.ContainsFunc(f.Missing, func(key string) bool { return !listed[key] })
}

// Explains reports whether an item has a reason to be listed no longer: its source
// says that it took it away.
func (it Item) Explains() bool {
	return it.State == StateDeleted || it.State == StateMerged || it.State == StateNotVote
}
