package files

import "testing"

// Whatever a file begins with, it is of a known kind or left alone with a reason.
func FuzzRecognise(f *testing.F) {
	for _, head := range []string{"", "\x1f\x8b", "PK\x03\x04", "%PDF-1.4", "<!DOCTYPE html>\n<html>", "undl_id;ms_vote\r1", "\xff\xfeu\x00", `<?xml version="1.0"?><a:collection xmlns:a="x"><!-- controlfield -->`} {
		f.Add([]byte(head))
	}
	f.Fuzz(func(t *testing.T, head []byte) {
		if kind, left := recognise(head); (kind == Unknown) != (left != "") {
			t.Errorf("%q is %s, left alone: %q", head, kind, left)
		}
	})
}
