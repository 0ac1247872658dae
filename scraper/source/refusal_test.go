package source

import (
	"strings"
	"testing"
)

// Every kind has its advice, and its text names record, kind and detail in one line.
func TestRefusal(t *testing.T) {
	kinds := []Kind{NotAVote, Deleted, Merged, Unknown, Absent, Login, Challenge, Blank, OtherID, OtherPage, Redirect, Cut, Layout, Oversize, NotUTF8, Lost, Unavailable, Status}
	if len(advice) != len(kinds) {
		t.Errorf("%d kinds have advice, want %d", len(advice), len(kinds))
	}
	for _, k := range kinds {
		if err := Refuse(k, "why"); !strings.HasSuffix(err.Error(), "why ("+advice[k]+")") || advice[k] == "" {
			t.Errorf("%s has no advice: %v", k, err)
		}
	}
	if s := Refuse(Layout, "a\nb %s", strings.Repeat("ü", 10_000)).Error(); !strings.HasPrefix(s, "layout: a b ü") || strings.Contains(s, "\n") || len(s) > 600 {
		t.Errorf("%d bytes: %.80q", len(s), s)
	}
	if got := (&Refusal{Key: "7", Kind: Merged, Into: "9"}).Error(); !strings.HasPrefix(got, "record 7: merged into 9 (") {
		t.Error(got)
	}
}
