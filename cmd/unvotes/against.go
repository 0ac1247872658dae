package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"unvotes/output"
)

// against compares a snapshot with one of the library's own files, and prints
// each difference. The error, for any of them, ends the program with 5.
func (a *app) against(ctx context.Context, name, file string, asJSON bool) (err error) {
	dir, err := output.Find(a.data, name)
	if err != nil {
		return err
	}
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("%w: --against: %w", errUsage, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	c, err := output.Against(ctx, dir, f)
	if err != nil {
		return err
	}
	if asJSON {
		e := json.NewEncoder(a.stdout)
		e.SetIndent("", "  ")
		return errors.Join(e.Encode(c), c.Err())
	}
	p := printer{w: a.stdout}
	for _, d := range c.Differences {
		p.line("%s", d)
	}
	for _, id := range c.MissingInDataset {
		p.line("undl-%d: in the file, not here", id)
	}
	for _, id := range c.MissingInFile {
		p.line("%s: here, not in the file", id)
	}
	for _, why := range c.Unreadable {
		p.line("the file: %s", why)
	}
	p.line("%d roll calls and %d votes compared: %d differences, %d roll calls missing here, %d missing in the file, %d of it unreadable",
		c.RollCalls, c.Votes, len(c.Differences), len(c.MissingInDataset), len(c.MissingInFile), len(c.Unreadable))
	return errors.Join(p.err, c.Err())
}

// printer keeps the first error of several lines.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}
