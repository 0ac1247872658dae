package main

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"unvotes/normalize"
)

// mostCompletions is how many symbols a shell is given at once.
const mostCompletions = 500

// completions make shells complete arguments and values of flags, without network.
// What cannot be read completes to nothing.
func (a *app) completions(root *cobra.Command) {
	arguments := map[string]cobra.CompletionFunc{
		"show": atMost(1, a.symbols), "compare": atMost(2, a.symbols), "fetch": a.symbols, "members": members,
		"verify": atMost(1, a.snapshots), "export": atMost(1, a.snapshots), "diff": atMost(2, a.snapshots), "import": cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault),
	}
	values := map[string]cobra.CompletionFunc{"member": members, "with": members, "vetoed-by": members, "split": members, "symbol": a.symbols}
	for _, cmd := range root.Commands() {
		if cmd.ValidArgsFunction = arguments[cmd.Name()]; cmd.ValidArgsFunction == nil {
			cmd.ValidArgsFunction = cobra.NoFileCompletions
		}
		add := func(f *pflag.Flag) {
			value, _ := pflag.UnquoteUsage(f)
			complete := values[f.Name]
			switch {
			case complete != nil:
			case strings.Contains(value, "|"):
				complete = cobra.FixedCompletions(strings.Split(value, "|"), cobra.ShellCompDirectiveNoFileComp)
			case value == "DIR" || value == "FILE" || value == "PATH":
				return
			default:
				complete = cobra.NoFileCompletions
			}
			_ = cmd.RegisterFlagCompletionFunc(f.Name, complete) // the flag exists, and has none yet
		}
		cmd.LocalNonPersistentFlags().VisitAll(add)
	}
}

// loadCompletion is how each shell loads its script.
var loadCompletion = map[string]string{
	"bash": `In this shell (the package bash-completion must be installed):

  source <(unvotes completion bash)

In every new shell:

  unvotes completion bash > ~/.local/share/bash-completion/completions/unvotes`,
	"zsh": `In every new shell, if ~/.zshrc has "autoload -U compinit; compinit":

  unvotes completion zsh > "${fpath[1]}/_unvotes"`,
	"fish": `In every new shell:

  unvotes completion fish > ~/.config/fish/completions/unvotes.fish`,
	"powershell": `In this shell; add the line to your profile for every new one:

  unvotes completion powershell | Out-String | Invoke-Expression`,
}

// addCompletion adds cobra's completion command, with help in plain words. An
// unknown shell is an error.
func addCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	cmd, _, err := root.Find([]string{"completion"})
	if err != nil {
		return // cobra has none to add
	}
	cmd.Short = "Print a script with which your shell completes commands"
	cmd.Long = cmd.Short + `: names of members,
symbols and values of flags, too. The help of each shell says how to load it.`
	cmd.Args = noArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	for _, shell := range cmd.Commands() {
		shell.Short = "Print the script for " + shell.Name()
		shell.Long = loadCompletion[shell.Name()]
		if f := shell.Flags().Lookup("no-descriptions"); f != nil {
			f.Usage = "leave out the descriptions"
		}
	}
}

// plainUsage takes the marks of the values out of the usage of flags, which cobra
// hands to the shell as it is.
func plainUsage(cmd *cobra.Command) {
	plain := func(f *pflag.Flag) { _, f.Usage = pflag.UnquoteUsage(f) }
	cmd.PersistentFlags().VisitAll(plain)
	cmd.Flags().VisitAll(plain)
	for _, sub := range cmd.Commands() {
		plainUsage(sub)
	}
}

func atMost(n int, complete cobra.CompletionFunc) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		if len(args) >= n {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return complete(cmd, args, begun)
	}
}

// begins returns word in the case in which it was begun: shells compare case, the
// program does not.
func begins(word, begun string) (string, bool) {
	if len(word) < len(begun) || !strings.EqualFold(word[:len(begun)], begun) {
		return "", false
	}
	return begun + word[len(begun):], true
}

func members(_ *cobra.Command, _ []string, begun string) (out []string, _ cobra.ShellCompDirective) {
	dir, err := normalize.NewDirectory()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	before := "" // of a list, as for --split
	if i := strings.LastIndex(begun, ","); i >= 0 {
		before, begun = begun[:i+1], begun[i+1:]
	}
	for _, m := range dir.Members() {
		if code, ok := begins(m.MSCode, begun); ok {
			out = append(out, before+code+"\t"+m.Name)
		}
		if name, ok := begins(m.Name, begun); ok && begun != "" {
			out = append(out, before+name)
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

func (a *app) symbols(cmd *cobra.Command, _ []string, begun string) (out []string, _ cobra.ShellCompDirective) {
	if a.prepare(cmd) == nil { // for UNVOTES_DATA
		if s, err := a.latest(); err == nil {
			if x, err := s.Index(cmd.Context()); err == nil {
				for _, symbol := range x.Symbols() {
					if symbol, ok := begins(symbol, begun); ok && len(out) < mostCompletions {
						out = append(out, symbol)
					}
				}
			}
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

func (a *app) snapshots(cmd *cobra.Command, _ []string, begun string) (out []string, _ cobra.ShellCompDirective) {
	out = []string{"latest", "previous"}
	if a.prepare(cmd) == nil {
		dirs, _ := filepath.Glob(filepath.Join(a.data, "snapshots", "*")) // the pattern is sound
		for _, dir := range dirs {
			out = append(out, filepath.Base(dir))
		}
	}
	return slices.DeleteFunc(out, func(name string) bool { return !strings.HasPrefix(name, begun) }), cobra.ShellCompDirectiveDefault
}
