package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"unvotes/output"
)

// messages is a [slog.Handler] that writes a log for people at a terminal:
// "warning: no record (source library, result blank)", without what is zero or
// empty.
type messages struct {
	out   io.Writer
	level slog.Level
	attrs []slog.Attr
	clear string // written before each message: [clearLine] where a progress bar may stand
}

func (m messages) Enabled(_ context.Context, l slog.Level) bool { return l >= m.level }

func (m messages) WithAttrs(attrs []slog.Attr) slog.Handler {
	m.attrs = slices.Concat(m.attrs, attrs)
	return m
}

func (m messages) WithGroup(string) slog.Handler { return m }

// plain are the attributes whose value says enough without their name.
var plain = []string{"error", "note", "detail", "why", "list", "budget"}

// clearLine takes away a progress bar; the next step draws it again.
const clearLine = "\r\x1b[K"

func (m messages) Handle(_ context.Context, r slog.Record) error {
	var details []string
	add := func(a slog.Attr) bool {
		v := a.Value.Resolve()
		words := v.String()
		switch {
		case words == "0" || words == "0s" || words == "" || words == "false" || v.Kind() == slog.KindTime && v.Time().IsZero():
			return true
		case v.Kind() == slog.KindTime:
			words = v.Time().Local().Format(time.DateTime)
		}
		if !slices.Contains(plain, a.Key) {
			words = strings.ReplaceAll(a.Key, "_", " ") + " " + words
		}
		details = append(details, words)
		return true
	}
	for _, a := range m.attrs {
		add(a)
	}
	r.Attrs(add)
	text := r.Message
	switch {
	case r.Level >= slog.LevelError:
		text = "error: " + text
	case r.Level >= slog.LevelWarn:
		text = "warning: " + text
	}
	if len(details) > 0 {
		text += " (" + strings.Join(details, ", ") + ")"
	}
	_, err := fmt.Fprintf(m.out, "%s%s\n", m.clear, output.EscapeControl(text))
	return err
}
