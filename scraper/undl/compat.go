package undl

import "io"

// ParseMARCXML is ReadMARCXML for callers that do not need the texts.
func ParseMARCXML(r io.Reader, each func(Record, error) error) (total int, err error) {
	return -1, ReadMARCXML(r, func(rec Record, _ []byte, err error) error { return each(rec, err) })
}

// ParseOfficialCSV is ReadOfficialCSV for callers that do not need the texts.
func ParseOfficialCSV(r io.Reader, each func(Record, error) error) error {
	return ReadOfficialCSV(r, func(rec Record, _ []byte, err error) error { return each(rec, err) })
}
