package normalize

import "testing"

func TestReadSeat(t *testing.T) {
	for role, want := range map[string]string{"": "", "P": "permanent", "R": "elected", "Y": "permanent", "N": "elected", "True": "permanent", "false": "elected",
		"9": "not eligible", "8": "unread", "yes": "unread"} {
		s, ok := readSeat(role)
		got := ""
		switch {
		case !ok:
			got = "unread"
		case s.eligible != nil && !*s.eligible:
			got = "not eligible"
		case s.permanent != nil && *s.permanent:
			got = "permanent"
		case s.permanent != nil:
			got = "elected"
		}
		if got != want {
			t.Errorf("readSeat(%q) is %q, want %q", role, got, want)
		}
	}
}
