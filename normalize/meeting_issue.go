package normalize

import (
	"fmt"

	"unvotes/scraper/pv"
)

// addProblems makes issues of what the reader could not read in one way. An
// unknown name and a member listed twice were found again while the lists were
// typed: they are told once, with the line.
func (t *typist) addProblems(m *Verbatim, problems []pv.Problem, ids map[int]string) {
	calls := map[string]*RollCall{}
	for i := range m.RollCalls {
		calls[m.RollCalls[i].ID] = &m.RollCalls[i]
	}
	for _, p := range problems {
		if p.Code != pv.OCRRepaired {
			m.Sure = false
		}
		place := t.meeting.String()
		if p.Page > 0 {
			place += fmt.Sprintf(", page %d", p.Page)
		}
		if p.Seq > 0 {
			place += fmt.Sprintf(", vote %d", p.Seq)
		}
		c := calls[ids[p.Seq]]
		code := p.Code
		switch code {
		case pv.UnknownName:
			code = "unknown_member"
		case pv.DuplicateName:
			code = "duplicate_member"
		}
		switch {
		case c == nil:
			m.Issues = append(m.Issues, NewIssue(ids[p.Seq], place, code, p.Detail))
		case code != p.Code && c.hasIssue(code, "two_labels"):
		default:
			c.report(place, code, p.Detail+t.otherCopy(c, p.Code))
		}
	}
}

// otherCopy says what clears the issue of a copy that lacks most of a list: the
// document as it was issued. A list that lacks a name or two is another matter.
func (t *typist) otherCopy(c *RollCall, code string) string {
	stated := c.PrintedYes != nil && c.PrintedNo != nil && c.PrintedAbstain != nil
	if code != pv.ListMissing && code != pv.CountMismatch || !stated {
		return ""
	}
	if listed, told := len(c.Votes), *c.PrintedYes+*c.PrintedNo+*c.PrintedAbstain; 2*listed >= int(told) {
		return ""
	}
	return fmt.Sprintf("; this copy lacks most of the list: importing %s as it was issued clears this", t.meeting)
}

func (c *RollCall) hasIssue(codes ...string) bool {
	for _, i := range c.Issues {
		for _, code := range codes {
			if i.Code == code {
				return true
			}
		}
	}
	return false
}
