package report

import (
	"fmt"
	"html/template"
	"io"
)

// Charts are the ids of the figures that have a picture, in the order of the
// report.
func (r *Report) Charts() (ids []string) {
	for _, s := range r.Sections {
		for _, f := range s.Figures {
			if f.Chart != nil {
				ids = append(ids, f.ID)
			}
		}
	}
	return ids
}

// margin is round a picture that stands alone.
const margin = 16

// WritePicture writes the picture of a figure as an SVG file of its own, by day
// and by night as the page is. The error says when there is no such picture.
func (r *Report) WritePicture(w io.Writer, id string) error {
	for _, s := range r.Sections {
		for _, f := range s.Figures {
			if f.ID != id || f.Chart == nil {
				continue
			}
			t, err := templates()
			if err != nil {
				return err
			}
			d := pictures(f)[0]
			d.Class = "alone"
			return t.ExecuteTemplate(w, "alone", struct {
				drawing
				Style                     template.CSS
				Margin, OuterWidth, Outer px
			}{d, template.CSS(chartStyle), -margin, d.Width + 2*margin, d.Height + 2*margin}) //nolint:gosec // G203: a file of this package
		}
	}
	return fmt.Errorf("the report has no picture %q", id)
}
