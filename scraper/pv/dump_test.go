package pv

import (
	"fmt"
	"os"
	"strconv"
	"testing"
)

func TestDump(t *testing.T) {
	f := os.Getenv("F")
	if f == "" {
		t.Skip()
	}
	e, err := newEngine(t.Context(), "/tmp/h/pvexp/cache")
	if err != nil {
		t.Fatal(err)
	}
	defer e.close()
	b, _ := os.ReadFile("/work/shared/corpus/meeting-records/" + f)
	ps, err := e.sheets(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	fl, err := readFlow(ps)
	if err != nil {
		t.Fatal(err)
	}
	only, _ := strconv.Atoi(os.Getenv("P"))
	for _, p := range fl.paragraphs {
		if only != 0 && p.page != only {
			continue
		}
		fmt.Println(p.page, p.note, p.text)
	}
}
