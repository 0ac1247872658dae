package output

import (
	"context"
	"io"
	"iter"
	"slices"

	"github.com/parquet-go/parquet-go/compress"

	"unvotes/normalize"
)

// anyTable is a table without the type of its rows.
type anyTable interface {
	describe() Table
	write(ctx context.Context, dir string, codec compress.Codec, t Tables) (TableFacts, error)
	hash(ctx context.Context, codec compress.Codec, t Tables) (TableFacts, error)
	csv(ctx context.Context, dir string, out io.Writer) error
}

// tables are all tables, in the order in which they are shown and hashed.
var tables = []anyTable{rollCallsTable, votesTable, adoptionsTable, membersTable, periodsTable, issuesTable, statementsTable, vetoesTable}

// What can stand in the columns that have a closed list of values.
var (
	bodies     = values(normalize.GA, normalize.SC, normalize.HRC, normalize.CHR)
	kinds      = values(normalize.Regular, normalize.EmergencySpecial, normalize.Special, normalize.Nuclear)
	methods    = values(normalize.Recorded, normalize.NonRecorded, normalize.RollCallVote, normalize.ShowOfHands, normalize.VotingByMail, normalize.WithoutVote)
	lists      = values(normalize.Complete, normalize.Partial, normalize.NoList)
	scopes     = values(normalize.Whole, normalize.Part, normalize.Paragraph, normalize.Amendment, normalize.Motion, normalize.Other)
	outcomes   = values(normalize.Adopted, normalize.Rejected, normalize.Retained, normalize.NotRetained, normalize.Carried, normalize.NotCarried)
	choices    = values(normalize.Yes, normalize.No, normalize.Abstain, normalize.NonVoting)
	severities = values(normalize.Info, normalize.Warning, normalize.Error)
	forms      = []string{"record_page", "marcxml", "catalogue", "official_csv", "meeting_record", "ohchr"}
)

func values[S ~string](vs ...S) []string {
	out := make([]string, len(vs))
	for i, v := range vs {
		out[i] = string(v)
	}
	return out
}

// The phrases that several descriptions share.
const (
	fromSymbol  = "read from the symbols"
	fromRecord  = "the record"
	fromList    = "the list of votes"
	fromSummary = "the source's own totals"
	fromProgram = "this program"
	fromVetoes  = "the list of vetoes, the meeting record"
	fromTable   = "unvotes' table of members"
	inStates    = "member states"
)

var rollCallsTable = declare(table[normalize.RollCall]{
	Table: Table{
		Name:       "roll_calls",
		Meaning:    "One row per vote taken, as its source records it. The same vote can be in several records: count vote_group_id, not rows.",
		Key:        []string{"roll_call_id"},
		Sorted:     []string{"date", "roll_call_id"},
		References: []Reference{{"vote_group_id", "roll_calls", "roll_call_id"}, {"vetoed_by", "members", "ms_code"}},
		Columns: []Column{
			{Name: "roll_call_id", Meaning: "The id of the vote. Its meaning never changes. undl- and the number of the library's record; ohchr- and the number in OHCHR's library (docs/human-rights.md); for a vote that only a meeting record has, pv: and a key of what was voted on (docs/meeting-records.md).", Source: fromProgram, Example: "undl-4029442"},
			{Name: "former_ids", Meaning: "Ids that this row had before: a record was merged, or the library's record came after the meeting's.", Source: fromProgram, Example: "[]"},
			{Name: "undl_id", Meaning: "The number of the library's record; null for a vote that only the meeting record or OHCHR's library has.", Source: fromRecord, Example: "4029442"},
			{Name: "undl_url", Meaning: "The record's page; null like undl_id.", Source: fromRecord, Example: "https://digitallibrary.un.org/record/4029442"},
			{Name: "dhl_id", Meaning: "The record's number in the library's catalogue, not the same as undl_id; null if the source does not have it.", Source: "the page, MARC 035", Example: "1390624"},
			{Name: "body", Values: bodies, Meaning: "The organ that voted: GA General Assembly, SC Security Council, HRC Human Rights Council, CHR Commission on Human Rights (until 2006); null if no symbol says.", Source: fromSymbol, Example: "GA"},
			{Name: "session", Meaning: "The session; for the Security Council the year. Null if no symbol says.", Source: fromSymbol, Example: "78"},
			{Name: "session_number", Meaning: "The session as a number; null if it is not a number: ES-11, S-14.", Source: fromSymbol, Example: "78"},
			{Name: "session_kind", Values: kinds, Meaning: "The kind of session; null for the Security Council. nuclear is the Nuclear Commission on Human Rights of 1946.", Source: fromSymbol, Example: "regular"},
			{Name: "date", Unit: "day", Meaning: "The day of the vote as the source has it; null if it has none.", Source: fromRecord, Example: "2023-12-07"},
			{Name: "resolution", Meaning: "The symbol of what was adopted, in canonical form; null where there is none or it could not be read, and for drafts and amendments of the Human Rights Council. It is not a key: several texts are E/CN.4/RES(II).", Source: "resolution_printed, normalized", Example: "A/RES/78/76"},
			{Name: "resolution_printed", Meaning: "The same symbol as printed.", Source: fromRecord, Example: "A/RES/78/76"},
			{Name: "resolution_base", Meaning: "The symbol without the part.", Source: fromSymbol, Example: "A/RES/63(I)"},
			{Name: "part", Meaning: "The part of the resolution that was voted on; null for the whole.", Source: fromSymbol, Example: "PARA.1"},
			{Name: "vote_group_id", Meaning: "The roll_call_id of the first record of the same vote: the same for all records of one vote (A/RES/50/38 has 14); for most rows their own id. Count these, not rows; docs/quality.md says when.", Source: fromProgram, Example: "undl-4029442"},
			{Name: "drafts", Meaning: "Symbols of the drafts; of an amendment its own.", Source: fromRecord, Example: "[A/C.4/78/L.13]"},
			{Name: "committee_reports", Meaning: "Symbols of the reports that recommend the text.", Source: fromRecord, Example: "[A/78/421]"},
			{Name: "meeting_records", Meaning: "Symbols of the records of the meeting; the Human Rights Council's are not known.", Source: fromRecord, Example: "[A/78/PV.45]"},
			{Name: "meeting_seq", Unit: "decisions, from 1", Meaning: "The order of the vote among the votes and adoptions of its meeting; null if the meeting record was not read.", Source: "the meeting record", Example: "3"},
			{Name: "title", Meaning: "The title proper; for a vote that only the meeting record has, what was voted on, in the words of the meeting record.", Source: "title_printed", Example: "Admission of new Members"},
			{Name: "title_printed", Meaning: "The whole line as printed.", Source: fromRecord, Example: "Admission of new Members : resolution / adopted by the General Assembly"},
			{Name: "agenda", Meaning: "The agenda items as printed; from a meeting record, the number of the item.", Source: fromRecord, Example: "[A/2227 19 Admission of new Members.]"},
			{Name: "subjects", Meaning: "The catalogue's subject headings; the Assembly's pages have them at the end of the agenda line, in capitals.", Source: "MARCXML, the official CSV, agenda", Example: "[KAMPUCHEA SITUATION]"},
			{Name: "topics", Values: normalize.Topics, Meaning: "The areas that the headings decide; empty where they decide none, null where there is no heading (docs/topics.md).", Source: "subjects, unvotes' table of headings", Example: "[colonialism]"},
			{Name: "note_printed", Meaning: "The note on how the vote was taken, as printed.", Source: fromRecord, Example: "RECORDED - No machine generated vote"},
			{Name: "remark", Meaning: "What the source says about members outside the list; from OHCHR's library the main sponsors, and its words on draft and meeting. Null without such a remark.", Source: "the record's note, the Council CSV's vote_note, MARC 500, 952, 993", Example: "China did not participate in the voting"},
			{Name: "method", Values: methods, Meaning: "How the vote was taken; null if the source does not say (the Council's pages).", Source: "note_printed, modality, the meeting record", Example: "recorded"},
			{Name: "scope", Values: scopes, Meaning: "What was voted on; null if the symbol is missing or could not be read.", Source: "the symbol, the meeting record", Example: "whole"},
			{Name: "target", Meaning: "The piece that was voted on: PP a preambular, OP an operative paragraph; null for a whole text.", Source: "target_printed, normalized", Example: "PP9"},
			{Name: "target_printed", Meaning: "The same as printed; of an amendment the draft that it would change.", Source: "the meeting record, MARC 993", Example: "ninth preambular paragraph"},
			{Name: "parent_id", Meaning: "For a vote on a piece: the roll_call_id or adoption_id of the whole.", Source: fromProgram, Example: "undl-4029442"},
			{Name: "outcome", Values: outcomes, Meaning: "The outcome of the vote; null if the source does not state it.", Source: "the source of the row", Example: "adopted"},
			{Name: "vetoed_by", Meaning: "ms_codes of the permanent members whose votes against prevented the adoption.", Source: fromList, Example: "[RUS]"},
			{Name: "list", Values: lists, Meaning: "How complete the list of names is: complete, a line for every member of that day, with or without codes; partial, fewer, like the list of a meeting record, which names only those who voted; none, no names.", Source: fromList, Example: "complete"},
			{Name: "yes", Unit: inStates, Meaning: "Votes in favour, counted from the list; null without a list, or if no line has a code.", Source: fromList, Example: "86"},
			{Name: "no", Unit: inStates, Meaning: "Votes against, counted as yes is.", Source: fromList, Example: "12"},
			{Name: "abstain", Unit: inStates, Meaning: "Abstentions, counted as yes is.", Source: fromList, Example: "75"},
			{Name: "non_voting", Unit: inStates, Meaning: "Lines without a code in a list that has codes: absent, not participating or not entitled. Also null if the list is from a meeting record, which names only those who voted.", Source: fromList, Example: "20"},
			{Name: "membership", Unit: inStates, Meaning: "All members of the list; null like non_voting.", Source: fromList, Example: "193"},
			{Name: "printed_yes", Unit: inStates, Meaning: "Votes in favour as the source states them; null if it does not.", Source: fromSummary, Example: "86"},
			{Name: "printed_no", Unit: inStates, Meaning: "Votes against as stated.", Source: fromSummary, Example: "12"},
			{Name: "printed_abstain", Unit: inStates, Meaning: "Abstentions as stated.", Source: fromSummary, Example: "75"},
			{Name: "printed_non_voting", Unit: inStates, Meaning: "Members that did not vote, as stated. OHCHR's library counts lines whose vote is null, too.", Source: fromSummary, Example: "20"},
			{Name: "printed_membership", Unit: inStates, Meaning: "The membership as stated.", Source: fromSummary, Example: "193"},
			{Name: "issues", Meaning: "Codes of what is wrong or odd with this row, each once, in alphabetical order; empty for most rows. The table issues has the details, docs/quality.md the meaning of each code.", Source: fromProgram, Example: "[total_mismatch]"},
			{Name: "source", Values: forms, Meaning: "The form of the source that this row was read from. meeting_record: the library has no record of the vote, or it was not collected.", Source: fromProgram, Example: "record_page"},
			{Name: "sources", Values: forms, Meaning: "All forms in which the vote was found.", Source: fromProgram, Example: "[record_page official_csv]"},
			{Name: "retrieved_at", Unit: "UTC, microseconds", Meaning: "When this version of the content was first fetched. Fetching it again unchanged does not change the time.", Source: "the archive", Example: "2024-03-14T22:08:35Z"},
			{Name: "content_sha256", Meaning: "SHA-256, in hex, of the parsed record, not of the page; for a meeting record, of the document.", Source: fromProgram, Example: "9f86d081…b0f00a08 (64 digits)"},
		},
	},
	plan:    rollCallRows,
	compare: compareRollCalls,
	day:     func(r *normalize.RollCall) *normalize.Date { return r.Date },
	long:    []string{"title", "title_printed", "remark"},
})

var votesTable = declare(table[normalize.VoteLine]{
	Table: Table{
		Name:       "votes",
		Meaning:    "One row per line of a list of votes, with enough columns to need no join.",
		Key:        []string{"roll_call_id", "line"},
		Sorted:     []string{"date", "roll_call_id", "line"},
		References: []Reference{{"roll_call_id", "roll_calls", "roll_call_id"}, {"vote_group_id", "roll_calls", "roll_call_id"}, {"ms_code", "members", "ms_code"}},
		Columns: []Column{
			{Name: "roll_call_id", Meaning: "The vote: a row of roll_calls.", Source: "roll_calls", Example: "undl-4029442"},
			{Name: "line", Unit: "lines, from 1", Meaning: "The place in the list as printed.", Source: fromList, Example: "1"},
			{Name: "date", Unit: "day", Meaning: "The day of the vote; null if the source has none.", Source: "roll_calls", Example: "2023-12-07"},
			{Name: "body", Values: bodies, Meaning: "The organ that voted; null if no symbol says.", Source: "roll_calls", Example: "GA"},
			{Name: "session", Meaning: "The session; for the Council the year.", Source: "roll_calls", Example: "78"},
			{Name: "resolution", Meaning: "The symbol of what was adopted, in canonical form.", Source: "roll_calls", Example: "A/RES/78/76"},
			{Name: "scope", Values: scopes, Meaning: "What was voted on.", Source: "roll_calls", Example: "whole"},
			{Name: "vote_group_id", Meaning: "The same for all records of one vote: count each group once, or a vote that is in 14 records counts 14 times.", Source: "roll_calls", Example: "undl-4029442"},
			{Name: "ms_code", Meaning: "The library's code of the member; null if no member had this label on that day.", Source: fromTable, Example: "AFG"},
			{Name: "member_name", Meaning: "The name of the member in the table of members; null like ms_code.", Source: fromTable, Example: "Afghanistan"},
			{Name: "member_printed", Meaning: "The member as printed that day; its code where the source prints no name (OHCHR's library).", Source: fromList, Example: "AFGHANISTAN"},
			{Name: "vote", Values: choices, Meaning: "How the member voted; non_voting is a blank in a list that has codes. Null if the source does not say how the member voted: a list without any code, a code that cannot be read, a text adopted without a vote, a line of OHCHR's library without a code.", Source: "vote_printed, normalized", Example: "yes"},
			{Name: "vote_printed", Meaning: "The code as printed; null for a blank. In a list of a meeting record, the heading above the name, in one spelling: In favour, Against, Abstaining, Not participating.", Source: fromList, Example: "Y"},
			{Name: "permanent_member", Meaning: "Whether the member had a permanent seat in the Council on the day; null in other bodies, and if the member or the day is not known.", Source: fromTable, Example: "true"},
			{Name: "eligible", Meaning: "False for a member that is listed but not entitled to vote; null if the source does not say.", Source: "MARC 967 $b", Example: "false"},
		},
	},
	plan:    voteRows,
	compare: compareVotes,
	day:     func(r *normalize.VoteLine) *normalize.Date { return r.Date },
})

var adoptionsTable = declare(table[normalize.Adoption]{
	Table: Table{
		Name:    "adoptions",
		Meaning: "Texts adopted without a vote. They are not in roll_calls, so that averages over votes do not include them.",
		Key:     []string{"adoption_id"},
		Sorted:  []string{"date", "adoption_id"},
		Columns: []Column{
			{Name: "adoption_id", Meaning: "The id of the adoption. Its meaning never changes.", Source: fromProgram, Example: "pv:A/70/PV.4:A/70/L.1"},
			{Name: "symbols", Meaning: "Symbols of what was adopted.", Source: "the record, the meeting record", Example: "[A/RES/70/1]"},
			{Name: "date", Unit: "day", Meaning: "The day of the adoption; null if the source has none.", Source: "the record, the meeting record", Example: "2015-09-25"},
			{Name: "title", Meaning: "The title as printed.", Source: fromRecord, Example: "Transforming our world : the 2030 Agenda for Sustainable Development"},
			{Name: "meeting", Meaning: "Symbol of the meeting record.", Source: "the record, the meeting record", Example: "A/70/PV.4"},
			{Name: "source", Values: forms, Meaning: "The form of the source that this row was read from.", Source: fromProgram, Example: "meeting_record"},
			{Name: "former_ids", Meaning: "Ids that this row had before: the library's record came later than the meeting's.", Source: fromProgram, Example: "[pv:A/70/PV.4:A/70/L.1]"},
			{Name: "meeting_seq", Unit: "decisions, from 1", Meaning: "The order of the adoption among the votes and adoptions of the meeting; null if the meeting record was not read.", Source: "the meeting record", Example: "1"},
			{Name: "drafts", Meaning: "Symbols of the drafts.", Source: "the record, the meeting record", Example: "[A/70/L.1]"},
			{Name: "committee_reports", Meaning: "Symbols of the reports that recommend the text.", Source: "the record, the meeting record", Example: "[A/65/448]"},
			{Name: "scope", Values: scopes, Meaning: "What was adopted; null if the symbol is missing or could not be read.", Source: "the symbol, the meeting record", Example: "whole"},
			{Name: "target", Meaning: "The piece that was adopted, as in roll_calls; null for a whole text.", Source: "target_printed, normalized", Example: "PP9"},
			{Name: "target_printed", Meaning: "The same as printed.", Source: "the meeting record", Example: "draft resolution III"},
			{Name: "parent_id", Meaning: "For a piece: the roll_call_id or adoption_id of the whole.", Source: fromProgram, Example: "undl-4029442"},
			{Name: "sources", Values: forms, Meaning: "All forms in which the adoption was found.", Source: fromProgram, Example: "[meeting_record]"},
		},
	},
	plan:    func(t Tables) iter.Seq[normalize.Adoption] { return slices.Values(t.Adoptions) },
	compare: compareAdoptions,
	day:     func(r *normalize.Adoption) *normalize.Date { return r.Date },
	long:    []string{"title", "title_printed", "remark"},
})

var statementsTable = declare(table[normalize.Statement]{
	Table: Table{
		Name:       "statements",
		Meaning:    "How delegations later told the Secretariat that they had intended to vote. The table votes has the vote as it was recorded.",
		Key:        []string{"roll_call_id", "line"},
		Sorted:     []string{"roll_call_id", "line"},
		References: []Reference{{"roll_call_id", "roll_calls", "roll_call_id"}, {"ms_code", "members", "ms_code"}},
		Columns: []Column{
			{Name: "roll_call_id", Meaning: "The vote: a row of roll_calls, the first of its vote group.", Source: "the meeting record", Example: "undl-609197"},
			{Name: "line", Unit: "lines, from 1", Meaning: "The order of the statements on the vote.", Source: "the meeting record", Example: "1"},
			{Name: "ms_code", Meaning: "The library's code of the member; null if no member had this name on that day.", Source: fromTable, Example: "MNE"},
			{Name: "member_name", Meaning: "The name of the member in the table of members; null like ms_code.", Source: fromTable, Example: "Montenegro"},
			{Name: "member_printed", Meaning: "The member as printed.", Source: "the meeting record", Example: "Montenegro"},
			{Name: "intended_vote", Values: choices, Meaning: "How the member had intended to vote; null if the words say something else.", Source: "words, normalized", Example: "yes"},
			{Name: "words", Meaning: "The whole statement as printed.", Source: "the meeting record", Example: "[Subsequently the delegation of Montenegro advised the Secretariat that it had intended to vote in favour.]"},
		},
	},
	plan:    statementRows,
	compare: compareStatements,
	long:    []string{"words"},
})

var vetoesTable = declare(table[normalize.Veto]{
	Table: Table{
		Name:       "vetoes",
		Meaning:    "One row per permanent member and row of the library's list of vetoes in the Security Council (docs/vetoes.md), and one per veto that only meeting records have.",
		Key:        []string{"veto_id"},
		Sorted:     []string{"date", "veto_id"},
		References: []Reference{{"roll_call_id", "roll_calls", "roll_call_id"}, {"ms_code", "members", "ms_code"}},
		Columns: []Column{
			{Name: "veto_id", Meaning: "The id of the veto: its day, meeting and member; ~2 for the second of the same. It stays the same when the library adds rows.", Source: fromProgram, Example: "veto:2022-02-25:S/PV.8979:RUS"},
			{Name: "date", Unit: "day", Meaning: "The day of the vote, the last one if the list names several; null if it cannot be read.", Source: fromVetoes, Example: "2022-02-25"},
			{Name: "drafts", Meaning: "Symbols of what was voted on; empty if the text had none, like most until 1949.", Source: fromVetoes, Example: "[S/2022/155]"},
			{Name: "meeting_records", Meaning: "Symbols of the records of the meeting; in 2020, of the letters that take their place.", Source: fromVetoes, Example: "[S/PV.8979]"},
			{Name: "agenda", Meaning: "The agenda item as printed; from a meeting record, the number of the item.", Source: fromVetoes, Example: "Middle East - Syria"},
			{Name: "ms_code", Meaning: "The library's code of the member; null if no member has this name. China is CHN under either government.", Source: fromTable, Example: "RUS"},
			{Name: "member_printed", Meaning: "The member as printed.", Source: fromVetoes, Example: "Russian Federation"},
			{Name: "roll_call_id", Meaning: "The vote: a row of roll_calls. Null if it is not held, or if it is not certain which of several it is.", Source: fromProgram, Example: "pv:S/PV.8979:S/2022/155"},
			{Name: "source", Values: []string{normalize.VetoList, normalize.MeetingRecord}, Meaning: "veto_list: the library's list; meeting_record: the list does not have the veto, or is not held.", Source: fromProgram, Example: "veto_list"},
		},
	},
	plan:    func(t Tables) iter.Seq[normalize.Veto] { return slices.Values(t.Vetoes) },
	compare: compareVetoes,
	day:     func(r *normalize.Veto) *normalize.Date { return r.Date },
})

var membersTable = declare(table[normalize.Member]{
	Table: Table{
		Name:       "members",
		Meaning:    "Every member state that has or had a code, former ones included.",
		Key:        []string{"ms_code"},
		Sorted:     []string{"ms_code"},
		References: []Reference{{"successors", "members", "ms_code"}, {"predecessors", "members", "ms_code"}},
		Columns: []Column{
			{Name: "ms_code", Meaning: "The library's code of the member.", Source: fromTable, Example: "TUR"},
			{Name: "name", Meaning: "Its name, the latest if it had several.", Source: fromTable, Example: "Türkiye"},
			{Name: "iso3", Meaning: "ISO 3166-1 alpha-3, also of former states; null for a state that never had one.", Source: fromTable, Example: "TUR"},
			{Name: "iso2", Meaning: "ISO 3166-1 alpha-2, also of former states; null for a state that never had one. CS was Czechoslovakia's and then that of Serbia and Montenegro.", Source: fromTable, Example: "TR"},
			{Name: "m49", Meaning: "The UN's M49 code, three digits as text; null for a state that never had one.", Source: fromTable, Example: "792"},
			{Name: "un_regional_group", Meaning: "The regional group at the UN; null if it belongs or belonged to none.", Source: fromTable, Example: "Western European and Others"},
			{Name: "successors", Meaning: "ms_codes of the states that succeeded it.", Source: fromTable, Example: "[CZE SVK]"},
			{Name: "predecessors", Meaning: "ms_codes of the states that it succeeded.", Source: fromTable, Example: "[CSK]"},
			{Name: "labels", Meaning: "Every label that the sources print for it.", Source: fromTable, Example: "[TURKEY TÜRKİYE]"},
		},
	},
	plan:    func(t Tables) iter.Seq[normalize.Member] { return slices.Values(t.Members) },
	compare: compareMembers,
})

var periodsTable = declare(table[normalize.Period]{
	Table: Table{
		Name:       "member_periods",
		Meaning:    "Periods of membership under one name: admissions, withdrawals, mergers, changes of name.",
		Key:        []string{"ms_code", "valid_from"},
		Sorted:     []string{"ms_code", "valid_from"},
		References: []Reference{{"ms_code", "members", "ms_code"}},
		Columns: []Column{
			{Name: "ms_code", Meaning: "The member: a row of members.", Source: fromTable, Example: "SYR"},
			{Name: "valid_from", Unit: "day", Meaning: "The first day of the period.", Source: fromTable, Example: "1945-10-24"},
			{Name: "valid_to", Unit: "day", Meaning: "The last day of the period; null while it lasts.", Source: fromTable, Example: "1958-02-21"},
			{Name: "name", Meaning: "The name in that period.", Source: fromTable, Example: "Syria"},
			{Name: "cow", Meaning: "The Correlates of War country code in that period, as text: China is 713 until 1971-10-24 and 710 since.", Source: fromTable, Example: "652"},
			{Name: "reason", Meaning: "What began the period.", Source: fromTable, Example: "admitted"},
		},
	},
	plan:    func(t Tables) iter.Seq[normalize.Period] { return slices.Values(t.Periods) },
	compare: comparePeriods,
})

var issuesTable = declare(table[normalize.Issue]{
	Table: Table{
		Name:    "issues",
		Meaning: "What is wrong in the sources. The data stays as printed.",
		Sorted:  []string{"roll_call_id", "code", "place", "detail"},
		Columns: []Column{
			{Name: "roll_call_id", Meaning: "The vote concerned; null if the place gave no vote.", Source: fromProgram, Example: "undl-669502"},
			{Name: "place", Meaning: "Where to look: a row of the record, a line of its list, or the address that gave no record.", Source: fromProgram, Example: "row Vote, line 41"},
			{Name: "code", Meaning: "The kind of issue; docs/quality.md has all of them with counts.", Source: fromProgram, Example: "odd_vote_code"},
			{Name: "severity", Values: severities, Meaning: "info changes nothing; warning may matter to an analysis; error: a value of the row is missing or contradicted.", Source: fromProgram, Example: "error"},
			{Name: "detail", Meaning: "The printed text, or both numbers of a disagreement.", Source: fromProgram, Example: `"AN" before "PAKISTAN"`},
		},
	},
	plan:    func(t Tables) iter.Seq[normalize.Issue] { return slices.Values(t.Issues) },
	compare: compareIssues,
	long:    []string{"detail"},
})
