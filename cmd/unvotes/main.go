// Unvotes keeps a complete, checked, reproducible record of how every UN member
// voted: it crawls the UN Digital Library's collection "Voting Data" politely,
// keeps what it fetched, and publishes it as Parquet.
//
//	unvotes demo       the whole pipeline on two dozen embedded votes
//	unvotes sync       what cron runs: fetch what is new, build, switch latest
//	unvotes backfill   every vote of a span of years, resumable
//	unvotes import     records and meeting records from disk, then a build
//	unvotes build      archive to tables, without network
//	unvotes verify     prove a snapshot; diff compares two, export writes CSV
//	unvotes status     what is held, missing and wrong
//	unvotes search     votes by words of the title, members, days
//	unvotes show       every vote on one text, and who voted how
//	unvotes compare    who moved between two votes, how much members agree
//	unvotes report     one page of pictures, or the same facts as text
//	unvotes members    look a label, a code or a day up
//	unvotes publish    the tables to a directory or a bucket
//
// Each command is one small file here: flags in, exit code out. The exit codes
// are the same everywhere and stand in exit.go and in the help.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

func main() {
	boundMemory()
	ctx, stop := onSignal(context.Background())
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// boundMemory lets garbage pile up to twice of what lives, but not beyond 240 MB
// with it: a build leaves much of it, and small machines run builds. GOGC and
// GOMEMLIMIT win.
func boundMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(240 << 20)
	}
}

// run is the program: arguments in, exit code out.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	cmd := newCommand(stdout, stderr) //nolint:contextcheck // the commands take it from ExecuteContext below
	cmd.SetArgs(args)
	err := cmd.ExecuteContext(ctx)
	code := codeOf(ctx, err)
	switch code {
	case exitDone:
	case exitInterrupted, exitTerminated:
		_, _ = fmt.Fprintf(stderr, "unvotes: stopped by a signal; what was fetched is kept, the next run goes on from there\n")
	default:
		_, _ = fmt.Fprintf(stderr, "unvotes: %v\n", err)
	}
	return code
}

// signalError is the cause of a context that a signal ended.
type signalError struct{ os.Signal }

func (s signalError) Error() string { return s.String() }

func (s signalError) code() int {
	if s.Signal == syscall.SIGTERM {
		return exitTerminated
	}
	return exitInterrupted
}

// onSignal ends the context at the first SIGINT or SIGTERM: the request in
// flight is finished, then the run stops. A second signal kills the program.
func onSignal(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	done := make(chan struct{})
	go func() {
		defer close(done)
		s, ok := <-signals
		if !ok {
			return
		}
		signal.Stop(signals)
		cancel(signalError{s})
	}()
	return ctx, func() {
		signal.Stop(signals)
		select {
		case <-done:
		default:
			close(signals)
			<-done
		}
		cancel(nil)
	}
}
