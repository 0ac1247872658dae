package normalize

import (
	"regexp"
	"testing"

	"unvotes/scraper/pv"
)

func TestIDsOfWhatWasDecided(t *testing.T) {
	whole := func(draft, report, number, label string) pv.Action {
		return pv.Action{Scope: pv.Whole, Draft: draft, CommitteeReport: report, DraftNumber: number, Label: label}
	}
	paragraph := func(a pv.Action, target, printed string) pv.Action {
		a.Scope, a.Target, a.TargetPrinted = pv.Paragraph, target, printed
		return a
	}
	motion := func(label, about string) pv.Action {
		return pv.Action{Scope: pv.Motion, Label: label, TargetPrinted: about}
	}
	for _, tt := range []struct {
		meeting string
		action  pv.Action
		want    string
	}{
		{"A/77/PV.69", paragraph(whole("A/77/L.65", "", "", ""), "PP9", "ninth preambular paragraph"), "pv:A/77/PV.69:A/77/L.65:PP9"},
		{"A/77/PV.69", whole("A/77/L.65", "", "", "Draft resolution A/77/L.65, as a whole"), "pv:A/77/PV.69:A/77/L.65"},
		{"A/48/PV.46", whole("A/48/L.13 and Corr.1", "", "", ""), "pv:A/48/PV.46:A/48/L.13"},
		{"A/48/PV.46", whole("A/48/L.13/Rev.1", "", "", ""), "pv:A/48/PV.46:A/48/L.13/Rev.1"},
		{"A/65/PV.71", whole("", "A/65/456/Add.2 (Part II)", "III", "Draft resolution III, as amended"), "pv:A/65/PV.71:A/65/456/Add.2(PartII):DR.III"},
		{"A/65/PV.71", whole("", "A/65/456/Add.2", "III", "Draft resolution III"), "pv:A/65/PV.71:A/65/456/Add.2:DR.III"},
		{"A/65/PV.71", whole("", "A/65/448", "", "The draft decision"), "pv:A/65/PV.71:A/65/448:DD"},
		{"A/65/PV.71", whole("", "A/65/448", "II", "Draft decision II"), "pv:A/65/PV.71:A/65/448:DD.II"},
		{"A/65/PV.71", whole("", "A/65/453", "", "The draft resolution"), "pv:A/65/PV.71:A/65/453:DR"},
		{"A/50/PV.90", whole("", "A/50/590", "XX B", "Draft resolution XX B"), "pv:A/50/PV.90:A/50/590:DR.XXB"},
		{"A/65/PV.71", paragraph(whole("", "A/65/456", "II", "Operative paragraph 7 (b)"), "OP7(b)", "operative paragraph 7 (b)"), "pv:A/65/PV.71:A/65/456:DR.II:OP7(b)"},
		{"A/65/PV.71", paragraph(whole("A/65/L.1", "", "", ""), "OP3+OP4", "operative paragraphs 3 and 4"), "pv:A/65/PV.71:A/65/L.1:OP3+OP4"},
		{"A/65/PV.71", paragraph(whole("A/65/L.1", "", "", ""), "", "last preambular paragraph"), "pv:A/65/PV.71:A/65/L.1:PARA.last-preambular-paragraph"},
		{"A/65/PV.71", paragraph(whole("A/65/L.1", "", "", ""), "", ""), "pv:A/65/PV.71:A/65/L.1:PARA"},
		{"A/65/PV.71", pv.Action{Scope: pv.Part, Draft: "A/65/L.1", TargetPrinted: "words “and their families” in operative paragraph 3 of that text, as it is"}, "pv:A/65/PV.71:A/65/L.1:PART.words-and-their-families-in-operative-paragraph"},
		{"A/65/PV.71", pv.Action{Scope: pv.Amendment, Draft: "A/65/L.53", CommitteeReport: "A/65/456", DraftNumber: "III"}, "pv:A/65/PV.71:A/65/L.53"},
		{"A/65/PV.71", pv.Action{Scope: pv.Amendment, CommitteeReport: "A/65/456", DraftNumber: "III"}, "pv:A/65/PV.71:A/65/456:DR.III:AM"},
		{"A/65/PV.71", pv.Action{Scope: pv.Amendment, Amends: "A/65/L.50"}, "pv:A/65/PV.71:A/65/L.50:AM"},
		{"A/76/PV.102", pv.Action{Scope: pv.Other, Label: "It was so decided", Decision: "76/576", AgendaItem: "9"}, "pv:A/76/PV.102:A/DEC/76/576"},
		{"A/76/PV.102", whole("", "", "", "The draft resolution"), "pv:A/76/PV.102:DR"},
		{"A/76/PV.102", pv.Action{Scope: pv.Whole, AgendaItem: "9", DraftNumber: "II"}, "pv:A/76/PV.102:ITEM.9:DR.II"},
		{"A/76/PV.102", pv.Action{Scope: pv.Whole, AgendaItem: "9", Label: "The draft decision"}, "pv:A/76/PV.102:ITEM.9:DD"},
		{"A/76/PV.102", pv.Action{Scope: pv.Whole, Resolution: "76/300", AgendaItem: "9"}, "pv:A/76/PV.102:A/RES/76/300"},
		{"S/PV.8422", whole("S/2018/1016", "", "", "The draft resolution"), "pv:S/PV.8422:S/2018/1016"},
		{"S/PV.8422", pv.Action{Scope: pv.Whole, Resolution: "2448 (2018)"}, "pv:S/PV.8422:S/RES/2448(2018)"},
		{"S/PV.3756 (Resumption 1)", whole("S/1997/18", "", "", ""), "pv:S/PV.3756(Resumption1):S/1997/18"},
		{"S/PV.492", motion("Overruling the President's decision", "President's ruling"), "pv:S/PV.492:MOTION.RULING"},
		{"S/PV.492", motion("The proposal for the inclusion of the third item in the agenda", ""), "pv:S/PV.492:MOTION.AGENDA"},
		{"A/65/PV.71", motion("The motion to adjourn the debate on draft resolution A/65/L.9", "draft resolution A/65/L.9"), "pv:A/65/PV.71:A/65/L.9:MOTION.ADJOURNMENT"},
		{"A/65/PV.71", motion("The motion for division", ""), "pv:A/65/PV.71:MOTION.DIVISION"},
		{"A/65/PV.71", motion("The no-action motion", ""), "pv:A/65/PV.71:MOTION.NOACTION"},
		{"A/65/PV.71", motion("", ""), "pv:A/65/PV.71:MOTION"},
		{"A/65/PV.71", whole("É/65 L…9", "", "", ""), "pv:A/65/PV.71:-/65L-9"},
	} {
		sym, _, err := ParseMeeting(tt.meeting, "")
		if err != nil {
			t.Fatal(err)
		}
		ids := newVoteIDs(sym)
		if got := ids.next(tt.action); got != tt.want {
			t.Errorf("%s %+v\n got %s\nwant %s", tt.meeting, tt.action, got, tt.want)
		}
		if got := ids.next(tt.action); got != tt.want+"~2" {
			t.Errorf("the second time: %s", got)
		}
		if got := ids.next(tt.action); got != tt.want+"~3" {
			t.Errorf("the third time: %s", got)
		}
	}
}

var wellFormedID = regexp.MustCompile(`^pv:[A-Za-z0-9/.()+,-]+(:[A-Za-z0-9/.()+,-]+){1,3}(~[0-9]+)?$`)

// Later readers find more: what they find beside a vote does not rename it.
func TestIDsDoNotDependOnThePlace(t *testing.T) {
	one := pv.Action{Scope: pv.Paragraph, Draft: "A/48/L.13", Target: "PP8"}
	two := pv.Action{Scope: pv.Paragraph, Draft: "A/48/L.13 and Corr.1", Target: "PP9", CommitteeReport: "A/48/1", AgendaItem: "14", Label: "The ninth preambular paragraph", Page: 22, Seq: 2}
	sym, _, _ := ParseMeeting("A/48/PV.46", "")
	alone, after := newVoteIDs(sym), newVoteIDs(sym)
	after.next(one)
	two.Seq = 7
	if a, b := alone.next(two), after.next(two); a != b || a != "pv:A/48/PV.46:A/48/L.13:PP9" {
		t.Errorf("%s alone, %s after another", a, b)
	}
}
