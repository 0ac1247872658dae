package main

import (
	"testing"

	"unvotes/output/view"
)

func TestStyle(t *testing.T) {
	for _, c := range []struct {
		terminal bool
		width    int
		env      map[string]string
		want     view.Style
	}{
		{false, 0, nil, view.Style{Width: 80}},
		{true, 0, nil, view.Style{Width: 80, Colour: true}},
		{true, 132, nil, view.Style{Width: 132, Colour: true}},
		{true, 132, map[string]string{"COLUMNS": "40"}, view.Style{Width: 40, Colour: true}},
		{false, 0, map[string]string{"COLUMNS": "40"}, view.Style{Width: 40}},
		{false, 0, map[string]string{"COLUMNS": "wide"}, view.Style{Width: 80}},
		{false, 0, map[string]string{"COLUMNS": "-1"}, view.Style{Width: 80}},
		{true, 80, map[string]string{"NO_COLOR": "1"}, view.Style{Width: 80}},
		{true, 80, map[string]string{"NO_COLOR": ""}, view.Style{Width: 80, Colour: true}},
		{true, 80, map[string]string{"TERM": "dumb"}, view.Style{Width: 80}},
		{true, 80, map[string]string{"TERM": "xterm"}, view.Style{Width: 80, Colour: true}},
		{false, 0, map[string]string{"LANG": "C"}, view.Style{Width: 80}},
		{false, 0, map[string]string{"LANG": "de_DE.utf8"}, view.Style{Width: 80}},
		{false, 0, map[string]string{"LANG": "en_GB.UTF-8"}, view.Style{Width: 80}},
		{false, 0, map[string]string{"LANG": "de_DE.ISO-8859-1"}, view.Style{Width: 80, ASCII: true}},
		{false, 0, map[string]string{"LANG": "de_DE.ISO-8859-1", "LC_ALL": "C.UTF-8"}, view.Style{Width: 80}},
	} {
		if got := styleOf(c.terminal, c.width, func(name string) string { return c.env[name] }); got != c.want {
			t.Errorf("terminal %t, width %d, %v: %+v, want %+v", c.terminal, c.width, c.env, got, c.want)
		}
	}
}
