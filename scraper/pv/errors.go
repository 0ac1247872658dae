package pv

import "fmt"

// Kind says why a body gives no record. Kinds are the sentinels of [*Error]:
// errors.Is(err, pv.Encrypted). Their text is a code for logs and tables.
type Kind string

func (k Kind) Error() string { return string(k) }

// The kinds.
const (
	// NotPDF is a body that does not begin as a PDF does: a page of the site, or
	// nothing.
	NotPDF Kind = "pv_not_pdf"
	// Truncated is a PDF without its end.
	Truncated Kind = "pv_truncated"
	// Encrypted is a PDF that asks for a password.
	Encrypted Kind = "pv_encrypted"
	// Broken is a PDF that cannot be read for another reason.
	Broken Kind = "pv_broken"
	// NoText is a PDF of pictures only, or with nearly no text.
	NoText Kind = "pv_no_text"
	// TooMuch is a body beyond every limit of real records: bytes, pages,
	// characters, unpacked size, memory, or time.
	TooMuch Kind = "pv_too_much"
	// LayoutUnknown is a document whose layout this package does not know: no
	// columns as records have them, or no heading of a record that it can read.
	LayoutUnknown Kind = "pv_layout_unknown"
)

// Error says why a body gives no record.
type Error struct {
	Kind   Kind
	Page   int    // of the PDF, from 1; 0 when it is not about a page
	Detail string // what exactly was found; one line
}

// Error names the kind, the page and what was found.
func (e *Error) Error() string {
	s := string(e.Kind)
	if e.Page > 0 {
		s += fmt.Sprintf(", page %d", e.Page)
	}
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	return s
}

// Unwrap is the kind, so that errors.Is finds it.
func (e *Error) Unwrap() error { return e.Kind }

func refuse(k Kind, format string, args ...any) error {
	return &Error{Kind: k, Detail: oneLine(fmt.Sprintf(format, args...))}
}
