package marc

import "testing"

func TestSplitNote(t *testing.T) {
	for _, tt := range []struct{ symbol, printed, note, remark string }{
		{"S/RES/503(1982)", "China did not participate in the voting", "", "China did not participate in the voting"},
		{"S/RES/503(1982)", "ADOPTED WITHOUT VOTE", "ADOPTED WITHOUT VOTE", ""},
		{"S/RES/503(1982)", "RECORDED - No machine generated vote", "RECORDED - No machine generated vote", ""},
		{"S/RES/503(1982)", "", "", ""},
		{"A/RES/78/76", "Some new note", "Some new note", ""},
	} {
		r := Record{Resolution: []string{tt.symbol}, Note: tt.printed}
		if r.SplitNote(); r.Note != tt.note || r.Remark != tt.remark {
			t.Errorf("%s %q: note %q, remark %q", tt.symbol, tt.printed, r.Note, r.Remark)
		}
	}
}
