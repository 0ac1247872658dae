package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const helpWidth = 80

// commandGroups order the commands in the help of the program.
var commandGroups = []struct {
	title    string
	commands []string
}{
	{"Get the votes", []string{"demo", "sync", "fetch", "import", "backfill", "build"}},
	{"Look at them", []string{"search", "show", "compare", "report", "members"}},
	{"Take them elsewhere", []string{"export", "publish"}},
	{"Check", []string{"status", "doctor", "verify", "diff"}},
	{"More", []string{"completion", "version", "help"}},
	{"Topics", []string{"exit-codes", "terms"}},
}

// newTopic returns a page of help that is no command.
func newTopic(name, short, text string) *cobra.Command {
	return &cobra.Command{Use: name, Short: short, Long: text}
}

// newHelp is the help command; cobra's says nothing about a command that there is
// not.
func newHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND|TOPIC]",
		Short: "Show how to use a command, or a topic",
		ValidArgsFunction: func(*cobra.Command, []string, string) (names []string, _ cobra.ShellCompDirective) {
			for _, g := range commandGroups {
				names = append(names, g.commands...)
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil {
				return fmt.Errorf("%w: %w", errUsage, err)
			}
			if err := noArgs(root, rest); err != nil {
				return err
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		},
	}
}

// printUsage prints what follows the description in the help of a command, in at
// most 80 columns. The template of cobra has longer lines.
func printUsage(cmd *cobra.Command) error {
	var b strings.Builder
	use := cmd.UseLine()
	if cmd.HasAvailableSubCommands() {
		use = cmd.CommandPath() + " COMMAND [flags]"
	}
	fmt.Fprintf(&b, "Usage:\n  %s\n", use)
	if cmd.HasExample() {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", cmd.Example)
	}
	switch {
	case !cmd.HasParent():
		for _, g := range commandGroups {
			fmt.Fprintf(&b, "\n%s:\n", g.title)
			for _, name := range g.commands {
				if c, _, err := cmd.Find([]string{name}); err == nil && c != cmd {
					column(&b, "  "+name, c.Short, 14)
				}
			}
		}
	case cmd.HasAvailableSubCommands():
		b.WriteString("\nCommands:\n")
		for _, c := range cmd.Commands() {
			column(&b, "  "+c.Name(), c.Short, 14)
		}
	}
	printFlags(&b, "Flags", cmd.LocalFlags())
	printFlags(&b, "Flags of every command", cmd.InheritedFlags())
	if !cmd.HasParent() {
		b.WriteString("\n'unvotes help COMMAND' has more about a command.\n")
	} else if cmd.Runnable() {
		b.WriteString("\n'unvotes help exit-codes' says what the exit codes mean.\n")
	}
	_, err := io.WriteString(cmd.OutOrStderr(), b.String())
	return err
}

func printFlags(b *strings.Builder, title string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	fmt.Fprintf(b, "\n%s:\n", title)
	flags.VisitAll(func(f *pflag.Flag) {
		left := "      --" + f.Name
		if f.Shorthand != "" {
			left = "  -" + f.Shorthand + ", --" + f.Name
		}
		value, usage := pflag.UnquoteUsage(f)
		switch {
		case f.Name == "help":
			usage = "print this help"
		case f.Name == "version":
			usage = "print the version"
		case f.Value.Type() == "bool":
		case f.NoOptDefVal != "": // the value may be left out
			left += " [" + value + "]"
		default:
			left += " " + value
		}
		if d := strings.Trim(f.DefValue, "[]"); d != "" && d != "0" && d != "0s" && d != "false" && d != "-1" {
			usage += " (default " + d + ")"
		}
		if strings.Contains(value, "|") {
			usage = strings.Replace(usage, ": "+value, "", 1) // it stands on the left
		}
		column(b, left, usage, 28)
	})
}

// column prints words behind what stands on the left, or under it if that is long,
// from a column on.
func column(b *strings.Builder, left, words string, from int) {
	b.WriteString(left)
	at := utf8.RuneCountInString(left)
	if at > from-2 {
		at = helpWidth
	}
	for _, w := range strings.Fields(words) {
		switch n := utf8.RuneCountInString(w); {
		case at < from:
			b.WriteString(strings.Repeat(" ", from-at) + w)
			at = from + n
		case at+1+n > helpWidth:
			b.WriteString("\n" + strings.Repeat(" ", from) + w)
			at = from + n
		default:
			b.WriteString(" " + w)
			at += 1 + n
		}
	}
	b.WriteString("\n")
}
