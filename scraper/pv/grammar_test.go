package pv

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// readText reads paragraphs as if a layout had given them. The meeting's symbol
// decides the body.
func readText(tb testing.TB, symbol, day string, paragraphs ...string) Record {
	tb.Helper()
	f := flow{head: symbol + "\n" + day}
	for i, p := range append(paragraphs, "The meeting rose at 1.05 p.m.") {
		f.paragraphs = append(f.paragraphs, paragraph{page: 1 + i/10, text: p})
	}
	rec, err := readRecord(f, membersOn(tb))
	if err != nil {
		tb.Fatal(err)
	}
	return rec
}

// brief is an action in one line: scope, target, outcome, method, counts, lists,
// draft, report, number.
func brief(rec Record) []string {
	var out []string
	for _, t := range asTruth(rec) {
		out = append(out, fmt.Sprintf("%s %s|%s|%s|%s-%s-%s|%d-%d-%d|%s|%s|%s|%s", t.Scope, str(t.Target), t.Outcome, t.Method, num(t.Yes), num(t.No), num(t.Abstain),
			len(t.InFavour), len(t.Against), len(t.Abstaining), str(t.Draft), str(t.CommitteeReport), str(t.Resolution), str(t.Decision)))
	}
	return out
}

const (
	assemblyDay = "Wednesday, 26 April 2023, 10 a.m."
	councilDay  = "Thursday, 12 May 1994, 3 p.m."
)

func TestAssemblyGrammar(t *testing.T) {
	taken := "A recorded vote was taken."
	lists := func(yes, no, abstain string) []string {
		return []string{taken, "In favour: " + yes, "Against: " + no, "Abstaining: " + abstain}
	}
	flow := func(parts ...any) []string {
		var out []string
		for _, p := range parts {
			switch p := p.(type) {
			case string:
				out = append(out, p)
			case []string:
				out = append(out, p...)
			}
		}
		return out
	}
	rows := []struct {
		name string
		text []string
		want []string
	}{
		{"rejected states against first", flow("The President: We shall now take a decision on draft resolution A/77/L.7.", lists("Cuba, Peru", "France, Italy, Japan", "Togo"),
			"Draft resolution A/77/L.7 was rejected by 3 votes to 2, with 1 abstention."),
			[]string{"whole null|rejected|recorded|2-3-1|2-3-1|A/77/L.7|null|null|null"}},
		{"rejected, and the lists say otherwise", flow("The President: We shall vote on draft resolution A/77/L.7.", lists("Cuba, Peru, Chile", "France, Italy", "Togo"),
			"Draft resolution A/77/L.7, having failed to obtain the required two-thirds majority, was not adopted by 3 votes to 2, with 1 abstention."),
			[]string{"whole null|rejected|recorded|3-2-1|3-2-1|A/77/L.7|null|null|null"}},
		{"not retained", flow("The President: A separate vote has been requested on operative paragraph 4 of draft resolution A/77/L.7.", lists("Cuba", "France, Italy", "Togo, Peru"),
			"Operative paragraph 4 was rejected by 2 votes to 1, with 2 abstentions."),
			[]string{"paragraph operative paragraph 4|not_retained|recorded|1-2-2|1-2-2|A/77/L.7|null|null|null"}},
		{"paragraph of a draft in a report", flow("Agenda item 99", "Report of the First Committee (A/77/385)", "The President: We turn to draft resolution XXV, entitled “Compliance”. Separate votes have been requested on preambular paragraphs 9 and 10.",
			lists("Cuba, Peru", "France", "Togo"), "Preambular paragraphs 9 and 10 were retained by 2 votes to 1, with 1 abstention.",
			"The President: I shall now put to the vote draft resolution XXV, as a whole.", lists("Cuba, Peru, Togo", "None", "France"),
			"Draft resolution XXV, as a whole, was adopted by 3 votes to none, with 1 abstention (resolution 77/99)."),
			[]string{"paragraph preambular paragraphs 9 and 10|retained|recorded|2-1-1|2-1-1|null|A/77/385|null|null", "whole null|adopted|recorded|3-0-1|3-0-1|null|A/77/385|77/99|null"}},
		{"words and sections", flow("The President: We shall vote on draft resolution A/50/L.60. A separate vote was requested.", lists("Cuba, Peru", "France", "None"),
			"The words “and nuclear” in operative paragraph 3 were retained by 2 votes to 1.", lists("Cuba", "France", "Peru"), "Section II was retained by 1 vote to 1, with 1 abstention."),
			[]string{"part words “and nuclear” in operative paragraph 3|retained|recorded|2-1-0|2-1-0|A/50/L.60|null|null|null", "part section II|retained|recorded|1-1-1|1-1-1|A/50/L.60|null|null|null"}},
		{"oral amendment rejected", flow("The President: We shall first take a decision on the oral amendment to draft resolution A/77/L.7 submitted by Cuba.", lists("Cuba", "France, Italy", "None"),
			"The oral amendment was rejected by 2 votes to 1."),
			[]string{"amendment draft resolution A/77/L.7|rejected|recorded|1-2-0|1-2-0|null|null|null|null"}},
		{"amendment with its symbol", flow("The President: The Assembly will now take a decision on the amendment A/77/L.70 to draft resolution A/77/L.65.", lists("Cuba", "France, Italy", "None"),
			"The amendment (A/77/L.70) was rejected by 2 votes to 1."),
			[]string{"amendment draft resolution A/77/L.65|rejected|recorded|1-2-0|1-2-0|A/77/L.70|null|null|null"}},
		{"motion carried", flow("The President: I shall put to the vote the motion for the adjournment of the debate on draft resolution A/50/L.60.", lists("Cuba, Peru", "France", "Italy"),
			"The motion for adjournment of the debate was carried by 2 votes to 1, with 1 abstention."),
			[]string{"motion null|carried|recorded|2-1-1|2-1-1|null|null|null|null"}},
		{"motion rejected", flow(lists("Cuba", "France, Peru", "Italy"), "The motion was rejected by 2 votes to 1, with 1 abstention."),
			[]string{"motion null|not_carried|recorded|1-2-1|1-2-1|null|null|null|null"}},
		{"roll-call", flow("The President: We shall vote on draft resolution A/45/L.60.", "A vote was taken by roll-call.", "Belgium, having been drawn by lot by the President, was called upon to vote first.",
			"In favour: Cuba, Peru", "Against: France", "Abstaining: None", "The draft resolution was adopted by 2 votes to 1 (resolution 45/200)."),
			[]string{"whole null|adopted|roll_call|2-1-0|2-1-0|A/45/L.60|null|45/200|null"}},
		{"non-recorded", flow("The President: We shall vote on draft resolution A/45/L.60.", "A non-recorded vote was taken.", "The draft resolution was adopted by 90 votes to none, with 20 abstentions (resolution 45/200)."),
			[]string{"whole null|adopted|non_recorded|90-0-20|0-0-0|A/45/L.60|null|45/200|null"}},
		{"a list that runs into the sentence", flow(taken, "In favour: Cuba, Peru", "Abstaining: France, the former Yugoslav Republic of Macedonia Draft resolution A/61/L.5 was adopted by 2 votes to none, with 2 abstentions (resolution 61/5)."),
			[]string{"whole null|adopted|recorded|2-0-2|2-0-2|A/61/L.5|null|61/5|null"}},
		{"all in one paragraph", flow(taken+" In favour: Cuba, Peru Against: France Abstaining: Togo", "Draft resolution A/61/L.5 was adopted by 2 votes to 1, with 1 abstention (resolution 61/5)."),
			[]string{"whole null|adopted|recorded|2-1-1|2-1-1|A/61/L.5|null|61/5|null"}},
		{"a list in two paragraphs", flow(taken, "In favour:", "Cuba, Peru, Chile,", "Togo, France", "Draft resolution A/61/L.5 was adopted by 5 votes to none (resolution 61/5)."),
			[]string{"whole null|adopted|recorded|5-0-0|5-0-0|A/61/L.5|null|61/5|null"}},
		{"the sentence without a symbol", flow("The President: The Assembly will now take a decision on draft resolution A/79/L.6, entitled “Embargo”.", lists("Cuba", "Israel", "Togo"),
			"Draft resolution was adopted by 1 vote to 1, with 1 abstention (resolution 79/7)."),
			[]string{"whole null|adopted|recorded|1-1-1|1-1-1|A/79/L.6|null|79/7|null"}},
		{"emergency session", flow(lists("Cuba", "Israel", "Togo"), "Draft resolution A/ES-10/L.23, as amended, was adopted by 1 vote to 1, with 1 abstention (resolution ES-10/19)."),
			[]string{"whole null|adopted|recorded|1-1-1|1-1-1|A/ES-10/L.23|null|ES-10/19|null"}},
		{"decisions", flow("It was so decided (decision 76/576).", "It was so decided.", "The agenda was adopted.", "Draft decision A/64/L.71, as orally corrected, was adopted."),
			[]string{"other null|adopted|without_vote|null-null-null|0-0-0|null|null|null|76/576", "whole null|adopted|without_vote|null-null-null|0-0-0|A/64/L.71|null|null|null"}},
		{"several at once", flow("Report of the Fifth Committee (A/58/572)", "Draft resolutions I and II were adopted (resolutions 58/1 and 58/2)."),
			[]string{"whole null|adopted|without_vote|null-null-null|0-0-0|null|A/58/572|58/1 and 58/2|null"}},
		{"a speaker tells of results", flow("Mr. Diaz (Cuba): The draft resolution was adopted by 3 votes to 2, with 1 abstention.", "Draft resolution A/61/L.5 was adopted.", "The Third Committee adopted the draft resolution.",
			"The President: The text was adopted by the Human Rights Council.", "The Third Committee adopted it by 3 votes to 2."), nil},
		{"one name, glued to the sentence", flow("The President: We shall vote on draft resolution A/50/L.60.", lists("Cuba, Peru", "France", "Togo The draft resolution was adopted by 2 votes to 1, with 1 abstention (resolution 50/7).")),
			[]string{"whole null|adopted|recorded|2-1-1|2-1-1|A/50/L.60|null|50/7|null"}},
		{"a name broken between paragraphs", flow("The President: We shall vote on draft resolution A/50/L.60.", lists("Cuba, Peru", "France, United", "")[:3], "States of America", "The draft resolution was adopted by 2 votes to 2 (resolution 50/7)."),
			[]string{"whole null|adopted|recorded|2-2-0|2-2-0|A/50/L.60|null|50/7|null"}},
		{"the resolution", flow("The President: We shall vote on draft resolution A/L.700.", lists("Cuba, Peru", "France", "Togo"), "The resolution was adopted by 2 votes to 1, with 1 abstention (resolution 3182 (XXVIII))."),
			[]string{"whole null|adopted|recorded|2-1-1|2-1-1|A/L.700|null|3182 (XXVIII)|null"}},
		{"nested brackets", flow("The President: The Assembly will now vote on draft resolution A/L.700.", lists("Cuba, Peru", "France", "Togo"), "The draft resolution was adopted by 2 votes to 1, with 1 abstention (resolution 3182 (XXVIII))."),
			[]string{"whole null|adopted|recorded|2-1-1|2-1-1|A/L.700|null|3182 (XXVIII)|null"}},
		{"nested brackets with a part", flow("The President: The Assembly will now vote on draft resolution A/L.700.", taken, "In favour: Cuba, Peru", "By 2 votes to none, draft resolution A/L.700 was adopted (resolution 3201 A (S-VI))."),
			[]string{"whole null|adopted|recorded|2-0-0|2-0-0|A/L.700|null|3201 A (S-VI)|null"}},
		{"counts first, glued to the list", flow("The President: We shall vote on draft resolution A/50/L.60.", taken, "In favour: Cuba, Peru", "Against: France", "Abstaining: Togo By 2 votes to 1, with 1 abstention, draft resolution A/50/L.60 was adopted (resolution 50/7)."),
			[]string{"whole null|adopted|recorded|2-1-1|2-1-1|A/50/L.60|null|50/7|null"}},
		{"a sentence of no known beginning, glued to the list", flow("The President: We shall vote on draft resolution A/50/L.60.", taken, "In favour: Cuba, Peru", "Against: France", "Abstaining: Togo, Democratic People’s Republic of Korea Consequently, draft resolution A/50/L.60 was adopted by 2 votes to 1, with 2 abstentions (resolution 50/7)."),
			[]string{"whole null|adopted|recorded|2-1-2|2-1-2|A/50/L.60|null|50/7|null"}},
		{"paragraph of one of two drafts", flow("The President: We have before us draft resolutions A/50/L.60 and A/50/L.61. A separate vote has been requested on paragraph 4.", lists("Cuba, Peru", "France", "Togo"), "Paragraph 4 was retained by 2 votes to 1, with 1 abstention.",
			"The President: We now take a decision on draft resolution A/50/L.60.", lists("Cuba, Peru", "France", "Togo"), "The draft resolution was adopted by 2 votes to 1, with 1 abstention (resolution 50/7)."),
			[]string{"paragraph paragraph 4|retained|recorded|2-1-1|2-1-1|A/50/L.60|null|null|null", "whole null|adopted|recorded|2-1-1|2-1-1|A/50/L.60|null|50/7|null"}},
		{"blanks in symbols", flow("The President: We take a decision on draft resolution A /77/L.7.", lists("Cuba", "Israel", "Togo"), "Draft resolution A/ 77/L.7 was adopted by 1 vote to 1, with 1 abstention (resolution 77/8)."),
			[]string{"whole null|adopted|recorded|1-1-1|1-1-1|A/77/L.7|null|77/8|null"}},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			rec := readText(t, "A/77/PV.69", assemblyDay, r.text...)
			if got, want := strings.Join(brief(rec), "\n"), strings.Join(r.want, "\n"); got != want {
				t.Errorf("%s\n%v", firstDifference(got, want), rec.Problems)
			}
			for _, p := range rec.Problems {
				if p.Code != ListMissing {
					t.Errorf("problem %+v", p)
				}
			}
		})
	}
}

func TestCouncilGrammar(t *testing.T) {
	taken := "A vote was taken by show of hands."
	before := "The President: I shall put to the vote the draft resolution contained in document S/1994/571."
	rows := []struct {
		name   string
		text   []string
		want   string
		vetoed bool
	}{
		{"digits", []string{before, taken, "In favour:", "China, France, Spain", "Against:", "None", "Abstaining:", "Brazil and Pakistan",
			"The President: The draft resolution received 3 votes in favour, none against and 2 abstentions. The draft resolution has been adopted as resolution 917 (1994)."},
			"whole null|adopted|show_of_hands|3-0-2|3-0-2|S/1994/571|null|917 (1994)|null", false},
		{"the result in two paragraphs", []string{before, taken, "In favour: China, France, Spain", "Against: Brazil", "Abstaining: Pakistan",
			"The President: The result of the voting is as follows: three votes in favour, one against and one abstaining.", "The draft resolution has not been adopted, owing to the negative vote of a permanent member of the Council."},
			"whole null|rejected|show_of_hands|3-1-1|3-1-1|S/1994/571|null|null|null", true},
		{"unanimous", []string{before, taken, "In favour: Brazil, China, France", "The President: There were 3 votes in favour. The draft resolution has been adopted unanimously as resolution 918 (1994)."},
			"whole null|adopted|show_of_hands|3-0-0|3-0-0|S/1994/571|null|918 (1994)|null", false},
		{"unanimously before the verb", []string{before, taken, "In favour:", "Brazil, China, France", "Against:", "None", "Abstaining:", "None", "The President: The draft resolution received 3 votes in favour. The draft resolution has been unanimously adopted as resolution 918 (1994)."},
			"whole null|adopted|show_of_hands|3-0-0|3-0-0|S/1994/571|null|918 (1994)|null", false},
		{"too few votes", []string{before, taken, "In favour: China", "Against: France and Spain", "Abstaining: Brazil, Pakistan",
			"The President: The draft resolution received 1 vote in favour, 2 against and 2 abstentions. The draft resolution has not been adopted, having failed to obtain the required number of votes."},
			"whole null|rejected|show_of_hands|1-2-2|1-2-2|S/1994/571|null|null|null", false},
		{"agenda", []string{"The President: I shall put the provisional agenda to the vote.", taken, "In favour: France, Spain", "Against: China", "Abstaining: None",
			"The President: There were 2 votes in favour, 1 against and no abstentions. The provisional agenda has been adopted."},
			"motion null|carried|show_of_hands|2-1-0|2-1-0|null|null|null|null", false},
		{"amendment", []string{"The President: I shall first put to the vote the amendment contained in document S/1994/600 to the draft resolution contained in document S/1994/571.", taken, "In favour: China", "Against: None", "Abstaining: France, Spain",
			"The President: The amendment received 1 vote in favour, none against and 2 abstentions. The amendment has not been adopted, having failed to obtain the required number of votes."},
			"amendment draft resolution S/1994/571|rejected|show_of_hands|1-0-2|1-0-2|S/1994/600|null|null|null", false},
		{"drafts of five digits", []string{"The President: Members of the Council have before them document S/21742/Rev.1, which contains the text of a draft resolution.", taken, "In favour: China", "Against: None", "Abstaining: None",
			"The PRESIDENT: The result of the voting is as follows: 1 vote in favour, none against and no abstentions. The draft resolution has been adopted as resolution 670 (1990)."},
			"whole null|adopted|show_of_hands|1-0-0|1-0-0|S/21742/Rev.1|null|670 (1990)|null", false},
		{"a show of hands", []string{before, "A vote was taken by a show of hands.", "In favour: China, France, Spain", "Against: None", "Abstaining: None", "The President: There were 3 votes in favour. The draft resolution has been adopted unanimously as resolution 918 (1994)."},
			"whole null|adopted|show_of_hands|3-0-0|3-0-0|S/1994/571|null|918 (1994)|null", false},
		{"the President glued to the list", []string{before, taken, "In favour: China, France", "Against: None", "Abstaining: Brazil, United States of America The President: The draft resolution received 2 votes in favour, none against and 2 abstentions. The draft resolution has been adopted as resolution 918 (1994)."},
			"whole null|adopted|show_of_hands|2-0-2|2-0-2|S/1994/571|null|918 (1994)|null", false},
		{"the mover names the draft", []string{"Members have before them documents S/1994/24 and S/1994/25, each of which contains the text of a draft resolution.", "Mr. A (Russian Federation): We propose an oral amendment to paragraph 6 of the draft resolution contained in document S/1994/24.",
			"Mr. B (China): We have another amendment to the draft resolution contained in document S/1994/25.", "The President: I shall now put to the vote the oral amendment proposed by the Russian Federation.", taken, "In favour: China", "Against: France, Spain", "Abstaining: None",
			"The President: The proposed oral amendment received 1 vote in favour, 2 against and no abstentions. The proposed oral amendment has not been adopted."},
			"amendment paragraph 6 of S/1994/24|rejected|show_of_hands|1-2-0|1-2-0|null|null|null|null", false},
		{"by acclamation", []string{"The President: I take it that the Council wishes to adopt the draft resolution contained in document S/1994/571 by acclamation.", "The draft resolution has been adopted by acclamation as resolution 919 (1994)."},
			"whole null|adopted|without_vote|null-null-null|0-0-0|S/1994/571|null|919 (1994)|null", false},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			rec := readText(t, "S/PV.3756", councilDay, r.text...)
			if got := strings.Join(brief(rec), "\n"); got != r.want {
				t.Errorf("%s\n%v", firstDifference(got, r.want), rec.Problems)
			}
			for _, p := range rec.Problems {
				t.Errorf("problem %+v", p)
			}
			if len(rec.Votes) > 0 && rec.Votes[0].Vetoed != r.vetoed {
				t.Errorf("vetoed %v", rec.Votes[0].Vetoed)
			}
		})
	}
}

func TestStatements(t *testing.T) {
	vote := []string{"A recorded vote was taken.", "In favour: Cuba", "Against: France", "Abstaining: Togo", "Draft resolution A/61/L.5 was adopted by 1 vote to 1, with 1 abstention (resolution 61/5)."}
	rows := []struct{ text, want string }{
		{"[Subsequently the delegation of Montenegro advised the Secretariat that it had intended to vote in favour.]", "Montenegro yes"},
		{"[Subsequently, the delegation of the Gambia informed the Secretariat that it had intended to abstain.]", "the Gambia abstain"},
		{"[Subsequently, the delegations of Chad, Peru and Saint Kitts and Nevis advised the Secretariat that they had intended to vote in favour.]", "Chad yes, Peru yes, Saint Kitts and Nevis yes"},
		{"[Subsequently, the delegation of Chad informed the Secretariat that it had intended to vote in favour; the delegation of Peru had intended to vote against.]", "Chad yes, Peru no"},
		{"[The delegation of Chad subsequently informed the Secretariat that it had intended to vote against.]", "Chad no"},
		{"[Subsequently, the delegations of Chad and Peru advised the Secretariat that they had intended to vote in favour, and the delegation of Bosnia and Herzegovina advised the Secretariat that it had intended to vote against.]", "Chad yes, Peru yes, Bosnia and Herzegovina no"},
		{"[Subsequently the delegation of Chad advised the Secretariat that it had intended not to participate.]", "Chad non_voting"},
		{"[Subsequently, the delegation of Chad informed the Secretariat that it had intended to vote in favour. The delegation of Peru informed the Secretariat that it had intended to vote against.]", "Chad yes, Peru no"},
		{"[Subsequently, the delegation of Chad informed the Secretariat that it had intended to vote in favour and that of Peru that it had intended to abstain.]", "Chad yes, Peru abstain"},
		{"[Subsequently, the delegation of Chad informed the Secretariat that it had intended to vote in favour, the delegation of Peru against and the delegations of Togo and Cuba to abstain.]", "Chad yes, Peru no, Togo abstain, Cuba abstain"},
		{"[Subsequently, the delegations of Chad and Peru informed the Secretariat that they had intended to vote in favour and against, respectively.]", "Chad yes, Peru no"},
		{"[Subsequently, the delegation of Chad informed the Secretariat that it had intended to abstain rather than vote against.]", "Chad abstain"},
	}
	for _, r := range rows {
		rec := readText(t, "A/61/PV.107", assemblyDay, append(vote[:len(vote):len(vote)], r.text)...)
		var got []string
		for _, s := range rec.Statements {
			got = append(got, s.Name+" "+s.Intended)
			if s.Seq != 1 || s.Words != r.text {
				t.Errorf("statement %+v", s)
			}
		}
		if s := strings.Join(got, ", "); s != r.want {
			t.Errorf("%s\n got %s\nwant %s", r.text, s, r.want)
		}
	}
}

func TestStatementInTwoParagraphs(t *testing.T) {
	rec := readText(t, "A/61/PV.107", assemblyDay, "A recorded vote was taken.", "In favour: Cuba", "Against: France", "Abstaining: Togo", "Draft resolution A/61/L.5 was adopted by 1 vote to 1, with 1 abstention (resolution 61/5).",
		"[Subsequently, the delegation of Chad informed the Secretariat that it had intended to vote in favour.", "The delegation of Peru informed the Secretariat that it had intended to abstain.]")
	if len(rec.Statements) != 2 || rec.Statements[1].Name != "Peru" || rec.Statements[1].Intended != "abstain" {
		t.Errorf("%+v", rec.Statements)
	}
}

// A bracket that no one closed hides neither the statements nor the votes after it.
func TestStatementWithoutItsBracket(t *testing.T) {
	open := "[Subsequently, the delegation of Chad informed the Secretariat that it had intended to vote in favour."
	second := []string{"A recorded vote was taken.", "In favour: Cuba", "Against: Togo", "Abstaining: None", "Draft resolution A/61/L.6 was adopted by 1 vote to 1, with no abstentions (resolution 61/6)."}
	peru := "[Subsequently, the delegation of Peru advised the Secretariat that it had intended to abstain.]"
	for name, after := range map[string][]string{
		"the next vote closes no bracket":   second,
		"the next statement closes one":     append([]string{peru}, second...),
		"a speech before the next vote":     append([]string{"The President: I shall now put to the vote draft resolution A/61/L.6 [sic]."}, second...),
		"a paragraph without a mark":        append([]string{"Draft resolution A/61/L.6 is next."}, second...),
		"many paragraphs before a bracket":  append(slices.Concat(slices.Repeat([]string{"We thank you."}, 6), []string{"Thanks [sic]."}), second...),
		"a vote, and a bracket closes then": append(slices.Clone(second), peru),
	} {
		rec := readText(t, "A/61/PV.107", assemblyDay, slices.Concat([]string{"A recorded vote was taken.", "In favour: Cuba", "Against: France", "Abstaining: Togo", "Draft resolution A/61/L.5 was adopted by 1 vote to 1, with 1 abstention (resolution 61/5).", open}, after)...)
		if len(rec.Votes) != 2 || len(rec.Statements) == 0 || rec.Statements[0].Name != "Chad" || rec.Statements[0].Words != open {
			t.Errorf("%s: %d votes, statements %+v", name, len(rec.Votes), rec.Statements)
		}
		if slices.Contains(after, peru) != (len(rec.Statements) == 2) {
			t.Errorf("%s: statements %+v", name, rec.Statements)
		}
		if !strings.Contains(codes(rec), StatementUnread) {
			t.Errorf("%s: problems %q", name, codes(rec))
		}
	}
}

func TestFirstCharacter(t *testing.T) {
	for s, want := range map[string]string{"": "", "the": "The", "état": "État", "\xff": "\xff", "’s": "’s", "1st": "1st"} {
		if got := upperFirst(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	if got := lowerFirst("Élections"); got != "élections" {
		t.Error(got)
	}
}

// Which draft an amendment is to is decided by the next whole text if nobody says it.
func TestAmendmentIsToTheNextWholeText(t *testing.T) {
	rec := readText(t, "S/PV.3756", councilDay, "Members have before them documents S/1994/24 and S/1994/25, each of which contains the text of a draft resolution.",
		"The President: I shall now put to the vote the oral amendment proposed by the Russian Federation.", "A vote was taken by show of hands.", "In favour: China", "Against: France, Spain", "Abstaining: None",
		"The President: The proposed oral amendment received 1 vote in favour, 2 against and no abstentions. The proposed oral amendment has not been adopted.",
		"I shall now put to the vote the draft resolution contained in document S/1994/24.", "A vote was taken by show of hands.", "In favour: China, France, Spain", "Against: None", "Abstaining: None",
		"The President: The draft resolution received 3 votes in favour. The draft resolution is adopted as resolution 918 (1994).")
	if len(rec.Votes) != 2 || rec.Votes[0].Amends != "S/1994/24" {
		t.Errorf("%+v", rec.Votes)
	}
}

func TestNotParticipating(t *testing.T) {
	vote := []string{"The President: I shall put to the vote the draft resolution contained in document S/1994/571.", "A vote was taken by show of hands.", "In favour: France, Spain", "Against: None"}
	result := "The President: There were 2 votes in favour. The draft resolution has been adopted as resolution 918 (1994)."
	for name, more := range map[string][]string{
		"before the result":         {"Abstaining: None", "The representative of China did not participate in the voting.", result},
		"glued to the list":         {"Abstaining: None The representative of China did not participate in the voting.", result},
		"with the result":           {"Abstaining: None", "The President: China did not participate in the vote. There were 2 votes in favour. The draft resolution has been adopted as resolution 918 (1994)."},
		"a list of their own":       {"Abstaining: None", "Not participating: China", result},
		"one member":                {"Abstaining: None", "One member (China) did not participate in the voting.", result},
		"after the result":          {"Abstaining: None", result, "The representative of China did not take part in the voting."},
		"speakers are not the list": {"Abstaining: None", "The representative of China did not participate in the voting.", result, "Mr. A (Brazil): The representative of Brazil did not participate in the vote."},
	} {
		rec := readText(t, "S/PV.3756", councilDay, append(vote[:len(vote):len(vote)], more...)...)
		if len(rec.Votes) != 1 || strings.Join(rec.Votes[0].NotParticipating.Names, "|") != "China" || rec.Votes[0].Resolution != "918 (1994)" {
			t.Errorf("%s: %+v", name, rec.Votes)
		}
	}
}

func TestSessionFromTheMasthead(t *testing.T) {
	for head, want := range map[string]string{
		"United Nations\nGeneral Assembly\nTwenty-eighth session\n2214th plenary meeting": "28",
		"General Assembly Sixth special session Official Records":                         "S-6",
		"Tenth emergency special session":                                                 "ES-10",
		"2214th meeting, the thirtieth session being":                                     "30",
		"The meeting was called to order at 10 a.m.\nduring the thirtieth session":        "",
		"the next session": "",
	} {
		m, err := readMeeting(head + "\nA/PV.2214\nTuesday, 18 December 1973")
		if err != nil || m.Session != want {
			t.Errorf("%q: session %q, want %q (%v)", head, m.Session, want, err)
		}
	}
}

func codes(rec Record) string {
	var out []string
	for _, p := range rec.Problems {
		out = append(out, p.Code)
	}
	return strings.Join(out, " ")
}

// What was announced, or said to be decided, and is not among the decisions.
func TestIncompleteRecords(t *testing.T) {
	for name, r := range map[string]struct {
		text []string
		want string
	}{
		"a question without an answer": {[]string{"The President: Draft resolution I. May I take it that the Assembly wishes to do the same?", "Agenda item 5"}, Incomplete},
		"two questions, one answer":    {[]string{"The President: May I take it that the Assembly wishes to adopt draft resolution A/61/L.5?", "May I take it that the Assembly wishes to adopt draft resolution A/61/L.6?", "Draft resolution A/61/L.6 was adopted."}, Incomplete},
		"a vote that never came":       {[]string{"The President: I shall now put to the vote draft resolution A/61/L.5.", "Mr. A (Cuba): We thank you."}, Incomplete},
		"a sentence not understood":    {[]string{"The President: Draft resolution A/61/L.5 was adopted by xx votes to 1, with 2 abstentions (resolution 61/7)."}, Incomplete},
		"a missing number":             {[]string{"Draft resolution A/61/L.5 was adopted (resolution 61/7).", "Draft resolution A/61/L.6 was adopted (resolution 61/9)."}, Incomplete},
		"numbers with letters":         {[]string{"Draft resolution A/61/L.5 was adopted (resolution 61/7).", "Draft resolutions A/61/L.6 and A/61/L.7 were adopted (resolutions 61/8 A and 61/8 B).", "Draft resolution A/61/L.8 was adopted (resolution 61/9)."}, ""},
		"lists alone":                  {[]string{"In favour: Cuba", "Against: None", "Abstaining: None", "Draft resolution A/61/L.5 was adopted by 1 vote to none."}, Incomplete},
		"announced twice, answered":    {[]string{"The President: We will now take a decision on draft resolutions I to V.", "Draft resolution I. May I take it that the Assembly wishes to do the same?", "Draft resolution I was adopted (resolution 61/7)."}, ""},
		"so decided":                   {[]string{"The President: May I take it that the Assembly wishes to adopt it?", "It was so decided."}, ""},
	} {
		if got := codes(readText(t, "A/61/PV.107", assemblyDay, r.text...)); got != r.want {
			t.Errorf("%s: problems %q, want %q", name, got, r.want)
		}
	}
	council := readText(t, "S/PV.3756", councilDay, "The President: The draft resolution received 14 votes in favour, none against and 1 abstention. The draft resolution has been adopted as resolution 917 (1994).")
	if got := codes(council); got != Incomplete {
		t.Errorf("a result without lists: problems %q", got)
	}
}

func TestClosingSentence(t *testing.T) {
	for text, want := range map[string]bool{
		"The meeting rose at 1.05 p.m.":                                    true,
		"The meeting was suspended at 6.10 p.m.":                           true,
		"The meeting was adjourned at noon.":                               true,
		"It was so decided. The meeting rose at 1.05 p.m.":                 true,
		"The meeting was suspended at 1 p.m. and resumed at 3 p.m.":        false,
		"The delegation of Cuba said that the meeting rose to a new level": false,
	} {
		f := flow{head: "A/61/PV.107\n" + assemblyDay, paragraphs: []paragraph{{page: 1, text: text}}}
		rec, err := readRecord(f, membersOn(t))
		if err != nil || rec.Ended != want || strings.Contains(codes(rec), Incomplete) == want {
			t.Errorf("%q: ended %v, problems %q, %v", text, rec.Ended, codes(rec), err)
		}
	}
}
