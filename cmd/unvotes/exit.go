package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"unvotes/output"
	"unvotes/output/view"
	"unvotes/scraper/source"
)

// The exit codes, the same for every command.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 64
	exitFailures    = 3
	exitRefused     = 4
	exitCheck       = 5
	exitLocked      = 75
	exitInterrupted = 130
	exitTerminated  = 143
)

// exitCodes is the one table of what the codes mean.
var exitCodes = []struct {
	code    int
	meaning string
}{
	{exitDone, "done; also when there was nothing new"},
	{exitFailed, "failed"},
	{exitFailures, "done, but single records failed; each has a message"},
	{exitRefused, "the source refuses us (firewall, robots.txt); what was fetched before that is kept and built"},
	{exitCheck, "a check failed"},
	{exitUsage, "wrong usage"},
	{exitLocked, "another run is using the data directory"},
	{exitInterrupted, "interrupted"},
	{exitTerminated, "terminated"},
}

// exitHelp is the topic of help.
func exitHelp() string {
	var b strings.Builder
	b.WriteString("Every command ends with one of these exit codes:\n\n")
	for _, e := range exitCodes {
		column(&b, fmt.Sprintf("  %d", e.code), e.meaning, 8)
	}
	return b.String()
}

// Errors that only the command line knows.
var (
	errUsage    = errors.New("wrong usage")
	errFailures = errors.New("some records failed")
	errLocked   = errors.New("locked")
)

// codeOf is the code of a run that ended with err: a signal that ended its
// context goes before what that led to.
func codeOf(ctx context.Context, err error) int {
	var s signalError
	switch {
	case err == nil:
		return exitDone
	case errors.As(context.Cause(ctx), &s):
		return s.code()
	}
	return exitCode(err)
}

// exitCode maps an error to its code.
func exitCode(err error) int {
	for _, e := range []struct {
		err  error
		code int
	}{
		{errUsage, exitUsage},
		{errLocked, exitLocked},
		{source.ErrRefused, exitRefused},
		{source.ErrCheck, exitCheck},
		{output.ErrVerify, exitCheck},
		{output.ErrOtherContent, exitCheck},
		{output.ErrLoss, exitCheck},
		{view.ErrDamaged, exitCheck},
		{errFailures, exitFailures},
		{context.Canceled, exitInterrupted},
	} {
		if errors.Is(err, e.err) {
			return e.code
		}
	}
	return exitFailed
}
