// Unvotes keeps a complete, checked, reproducible record of how every UN member
// voted: it crawls the UN Digital Library's collection "Voting Data" politely,
// keeps what it fetched, and publishes it as Parquet.
//
//	unvotes demo       run the whole pipeline on 28 built-in records
//	unvotes doctor     check the data directory and how the hosts answer
//	unvotes sync       fetch what is new, build, switch latest: what cron runs
//	unvotes backfill   fetch every vote of a span of years, resumable
//	unvotes fetch      fetch single records or meeting records now, then build
//	unvotes import     read records and meeting records from disk, then build
//	unvotes build      make the tables from the archive, without network
//	unvotes verify     check a snapshot; diff compares two, export writes CSV
//	unvotes status     show what is held, missing and wrong
//	unvotes search     find votes by words of the title, members, days
//	unvotes show       show every vote on a text, and who voted how
//	unvotes compare    show who changed their vote, and how far members agree
//	unvotes report     write one page of pictures, or the same facts as text
//	unvotes members    look up a member by name or code, or the members on a date
//	unvotes publish    copy the tables to a directory or a bucket
//
// Each command is a file: flags in, exit code out. Start reading at [run]. The
// exit codes are in exit.go.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"unvotes/output"
)

func main() {
	boundMemory()
	ctx, stop := onSignal(context.Background())
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// boundMemory trades memory for speed, up to a limit of 240 MB: a build makes
// much garbage, and may run on a small machine. GOGC and GOMEMLIMIT override it.
func boundMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(240 << 20)
	}
}

// run runs the program with args and returns its exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	cmd := newCommand(stdout, stderr) //nolint:contextcheck // the commands take it from ExecuteContext below
	if len(args) > 0 && args[0] == cobra.ShellCompRequestCmd {
		plainUsage(cmd)
	}
	cmd.SetArgs(withLostIDs(args))
	err := cmd.ExecuteContext(ctx)
	code := codeOf(ctx, err)
	switch code {
	case exitDone:
	case exitInterrupted, exitTerminated:
		_, _ = fmt.Fprintf(stderr, "unvotes: stopped; what was fetched is kept, and the next run continues from there\n")
	default:
		_, _ = fmt.Fprintf(stderr, "unvotes: %s\n", output.EscapeControl(err.Error())) // it may repeat what a damaged file says
	}
	return code
}

// signalError is the cause of a context that a signal cancelled.
type signalError struct{ os.Signal }

func (s signalError) Error() string { return s.String() }

func (s signalError) code() int {
	if s.Signal == os.Interrupt {
		return exitInterrupted
	}
	return exitTerminated
}

// onSignal returns a context that the first SIGINT, SIGTERM or SIGHUP cancels: the
// run finishes the request in flight and stops. A second signal kills the program.
func onSignal(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // as under nohup
		signal.Notify(signals, syscall.SIGHUP)
	}
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
