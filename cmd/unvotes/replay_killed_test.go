//go:build replay

package main

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func TestADeletedRecordStays(t *testing.T) {
	data, said, _ := corrected(t, []int64{4072364}, "--gone", "4072364")
	calls, votes := readTables(t, data)
	i := slices.IndexFunc(calls, func(c callRow) bool { return c.ID == "undl-4072364" })
	if i < 0 || len(votes["undl-4072364"]) != 15 || !slices.Contains(calls[i].Issues, "vanished") {
		t.Errorf("the vote is not kept with the issue vanished: %s", said)
	}
}

func TestAMergedRecordStays(t *testing.T) {
	const from, into = 4072364, 4072548
	data, said, paths := corrected(t, []int64{from}, "--merged", fmt.Sprintf("%d=%d", from, into))
	calls, _ := readTables(t, data)
	i := slices.IndexFunc(calls, func(c callRow) bool { return c.ID == fmt.Sprintf("undl-%d", from) })
	if i < 0 || !slices.Contains(calls[i].Issues, "vanished") {
		t.Errorf("the merged record's vote is not kept with the issue vanished: %s", said)
	}
	if got := recordIDs(paths); !slices.Equal(got, []int64{from}) {
		t.Errorf("asked for %v, want the merged record only: the other is held", got)
	}
}

// A first fill that dies within the official files must read what it had not:
// by sitemaps alone the rest would take years.
func TestAKilledFirstFillReadsTheOtherFile(t *testing.T) {
	exe := program(t)
	site := startReplay(t, "--since", "2024-01-01")
	for at, name := range map[int]string{4: "at the Assembly's file", 5: "between the files", 6: "at the Council's file"} {
		t.Run(name, func(t *testing.T) {
			f := newFront(t, site)
			args := []string{"sync", "--site", f.URL, "--data", t.TempDir(), "--delay", "0s"}
			c := exec.CommandContext(t.Context(), exe, args...)
			started := make(chan struct{})
			f.watch(func(n int) {
				if <-started; n == at {
					_ = c.Process.Kill() // an end by itself shows in its code
				}
			}, nil)
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			close(started)
			if err := c.Wait(); err == nil {
				t.Fatal("it was not killed")
			}
			f.watch(nil, nil)
			f.asked()
			if out, err := exec.CommandContext(t.Context(), exe, args...).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			paths := f.asked()
			if !slices.ContainsFunc(paths, func(p string) bool { return strings.HasSuffix(p, "sc_voting.csv") }) {
				t.Errorf("the Council's file was never read; asked for %d records instead: %v", len(recordIDs(paths)), paths[:8])
			}
		})
	}
}

// What was read of the sitemaps is not read again.
func TestAKillWithinTheSitemapsRepeatsOneRequest(t *testing.T) {
	exe := program(t)
	f := newFront(t, startReplay(t, "--since", "2023-01-01", "--others", "200", "--sitemap-size", "50"))
	args := []string{"sync", "--site", f.URL, "--data", t.TempDir(), "--delay", "0s"}
	c := exec.CommandContext(t.Context(), exe, args...)
	started, sitemaps := make(chan struct{}), 0
	f.watch(func(n int) {
		<-started
		f.mu.Lock()
		defer f.mu.Unlock()
		if strings.HasPrefix(f.paths[n-1], "/sitemap_0") {
			if sitemaps++; sitemaps == 5 {
				_ = c.Process.Kill()
			}
		}
	}, nil)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	close(started)
	if err := c.Wait(); err == nil {
		t.Fatal("it was not killed")
	}
	f.watch(nil, nil)
	before := f.asked()
	if out, err := exec.CommandContext(t.Context(), exe, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	n := 0
	for _, p := range f.asked() {
		if strings.HasPrefix(p, "/sitemap_0") && slices.Contains(before, p) {
			n++
		}
	}
	if n > 1 {
		t.Errorf("%d sitemaps were read again, want the one in flight", n)
	}
}
