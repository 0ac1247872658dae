package undl

import (
	"regexp"
	"strings"
)

// The heading that stands over the totals in the row "Vote summary".
const summaryHeading = "Voting Summary"

// parseSummary reads "Yes: 86 | No: 12 | Abstentions: 75 | Non-Voting: 20 | Total
// voting membership: 193". A number that is missing, not a number, or there
// twice stays empty: Printed has what stood there. Nil without any text.
func parseSummary(vs []string) *Summary {
	var printed []string
	for _, v := range vs {
		if v != summaryHeading && v != "" {
			printed = append(printed, v)
		}
	}
	if len(printed) == 0 {
		return nil
	}
	s := &Summary{Printed: strings.Join(printed, "\n")}
	seen := map[*string]bool{}
	for _, part := range strings.Split(strings.ReplaceAll(s.Printed, "\n", "|"), "|") {
		name, number, _ := strings.Cut(part, ":")
		field := s.field(strings.TrimSpace(name))
		if field == nil {
			continue
		}
		if *field = digits(number); seen[field] {
			*field = ""
		}
		seen[field] = true
	}
	return s
}

func (s *Summary) field(name string) *string {
	switch name {
	case "Yes":
		return &s.Yes
	case "No":
		return &s.No
	case "Abstentions":
		return &s.Abstain
	case "Non-Voting":
		return &s.NonVoting
	case "Total voting membership":
		return &s.Membership
	}
	return nil
}

var onlyDigits = regexp.MustCompile(`^[0-9]{1,6}$`)

// digits is s without blanks around it if it is a number as printed ("015"), else "".
func digits(s string) string {
	if s = strings.TrimSpace(s); onlyDigits.MatchString(s) {
		return s
	}
	return ""
}
