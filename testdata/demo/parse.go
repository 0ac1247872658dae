package demo

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// codes are the keys under which members may stand, "blank" for those that the
// site prints without a code. Another key is an error: no letter is guessed at.
var codes = map[string]string{"Y": "Y", "N": "N", "A": "A", "y": "y", "n": "n", "a": "a", "AN": "AN", "blank": ""}

// parse reads one file of votes/: lines "key: value", where a line that begins
// with a blank goes on the one before and "#" begins a comment.
func parse(text string) (Record, error) {
	var r Record
	var moves []string
	for _, line := range unfold(text) {
		key, value, ok := strings.Cut(line, ": ")
		if !ok || value == "" {
			return Record{}, fmt.Errorf("line %q is not \"key: value\"", line)
		}
		if key == "moved" {
			moves = append(moves, value)
			continue
		}
		if err := r.set(key, value); err != nil {
			return Record{}, fmt.Errorf("%s: %w", key, err)
		}
	}
	if r.ID <= 0 || r.Title == "" {
		return Record{}, errors.New("id or title is missing")
	}
	slices.SortStableFunc(r.Lines, func(a, b Line) int { return cmp.Compare(sortKey(a.Label), sortKey(b.Label)) })
	for _, m := range moves {
		if err := r.move(m); err != nil {
			return Record{}, fmt.Errorf("moved: %w", err)
		}
	}
	return r, nil
}

func unfold(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, " ") && len(lines) > 0:
			lines[len(lines)-1] += " " + trimmed
		default:
			lines = append(lines, trimmed)
		}
	}
	return lines
}

// set takes one line into the record. Keys that name a list may stand again,
// the others once.
func (r *Record) set(key, value string) error {
	if code, ok := codes[key]; ok {
		return r.addLines(code, value)
	}
	switch key {
	case "id":
		return setNumber(&r.ID, value)
	case "title":
		return setOnce(&r.Title, value)
	case "resolution":
		return setOnce(&r.Resolution, value)
	case "note":
		return setOnce(&r.Note, value)
	case "date":
		return setOnce(&r.Date, value)
	case "summary":
		return r.setTotals(value)
	case "meeting":
		r.MeetingRecords = append(r.MeetingRecords, value)
		return nil
	case "agenda":
		return addEntry(&r.Agenda, value)
	case "draft":
		return addEntry(&r.Drafts, value)
	case "report":
		return addEntry(&r.CommitteeReports, value)
	}
	return errors.New("unknown key")
}

func setOnce(field *string, value string) error {
	if *field != "" {
		return fmt.Errorf("both %q and %q", *field, value)
	}
	*field = value
	return nil
}

func setNumber(field *int64, value string) error {
	if *field != 0 {
		return fmt.Errorf("both %d and %q", *field, value)
	}
	n, err := strconv.ParseInt(value, 10, 64)
	*field = n
	return err
}

// addEntry reads "A/C.4/78/L.13 -> 4026563", the arrow only where there is a link.
func addEntry(list *[]Entry, value string) error {
	e := Entry{Text: value}
	if text, link, ok := strings.Cut(value, "->"); ok {
		e.Text = strings.TrimSpace(text)
		if err := setNumber(&e.Link, strings.TrimSpace(link)); err != nil {
			return err
		}
	}
	*list = append(*list, e)
	return nil
}

// setTotals reads "52 5 2 1 60": yes, no, abstentions, non-voting, membership.
func (r *Record) setTotals(value string) error {
	if r.Totals != nil {
		return errors.New("stands twice")
	}
	words := strings.Fields(value)
	if len(words) != 5 {
		return fmt.Errorf("%q is not five numbers", value)
	}
	var n [5]int
	for i, w := range words {
		var err error
		if n[i], err = strconv.Atoi(w); err != nil {
			return err
		}
	}
	r.Totals = &Totals{Yes: n[0], No: n[1], Abstain: n[2], NonVoting: n[3], Membership: n[4]}
	return nil
}

func (r *Record) addLines(code, value string) error {
	for label := range strings.SplitSeq(value, ";") {
		label = strings.TrimSpace(label)
		if label == "" {
			return fmt.Errorf("an empty name among those with code %q", code)
		}
		if r.find(label) >= 0 {
			return fmt.Errorf("%s stands twice", label)
		}
		r.Lines = append(r.Lines, Line{Code: code, Label: label})
	}
	return nil
}

func (r *Record) find(label string) int {
	return slices.IndexFunc(r.Lines, func(l Line) bool { return l.Label == label })
}

// move carries out "X after Y", for a member that the site prints out of the
// alphabet.
func (r *Record) move(value string) error {
	label, before, ok := strings.Cut(value, " after ")
	from := r.find(label)
	if !ok || from < 0 || r.find(before) < 0 || label == before {
		return fmt.Errorf("%q is not \"MEMBER after MEMBER\" of the list", value)
	}
	line := r.Lines[from]
	r.Lines = slices.Delete(r.Lines, from, from+1)
	r.Lines = slices.Insert(r.Lines, r.find(before)+1, line)
	return nil
}

var plainLetters = strings.NewReplacer("Ô", "O", "Ü", "U", "İ", "I", "Ý", "Y")

// sortKey orders labels as the site does as a rule: accents do not count, and
// USSR stands where its long name would.
func sortKey(label string) string {
	if label == "USSR" {
		return "UNION OF SOVIET SOCIALIST REPUBLICS"
	}
	return plainLetters.Replace(label)
}
