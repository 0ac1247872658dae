package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"unvotes/normalize"
	"unvotes/output"
	"unvotes/output/view"
	"unvotes/scraper/catalogue"
	"unvotes/scraper/libraries"
	"unvotes/scraper/pv"
)

// wanted is what an argument of fetch names.
type wanted struct {
	arg    string
	source string
	keys   []string // of the source; several if the argument can mean several
	names  []string // by which show finds it
	hint   string   // what to do if it is not found
	kept   bool     // it came
}

var (
	recordID = regexp.MustCompile(`(?i)^(?:(` + libraries.Prefixes("|") + `)[- ]?)?([1-9]\d{0,17})$`)
	// numberOnly is a resolution without its session or year.
	numberOnly = regexp.MustCompile(`^(?:(A|S)/)?RES/([1-9]\d*)$`)
	emergency  = regexp.MustCompile(`\bES/`)
	// firstWord is an argument that the next one completes: undl 4029442.
	firstWord = regexp.MustCompile(`(?i)^(` + libraries.Prefixes("|") + `|record|resolution|res)$`)
)

// readWanted reads the arguments of fetch.
func readWanted(args []string) (out []wanted, err error) {
	for i := 0; i < len(args); i++ {
		arg := strings.TrimSpace(args[i])
		if firstWord.MatchString(arg) && i+1 < len(args) {
			i++
			arg += " " + strings.TrimSpace(args[i])
		}
		w, err := wantedBy(arg)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errUsage, err)
		}
		if !slices.ContainsFunc(out, func(o wanted) bool { return o.source == w.source && slices.Equal(o.keys, w.keys) }) {
			out = append(out, w)
		}
	}
	return out, nil
}

func wantedBy(arg string) (wanted, error) {
	w := wanted{arg: arg}
	text := view.FromAddress(strings.TrimPrefix(arg, "record "))
	if m := recordID.FindStringSubmatch(text); m != nil {
		prefix := cmp.Or(strings.ToLower(m[1]), "undl")
		w.source, w.keys, w.names = libraries.ByPrefix(prefix).Name, []string{m[2]}, []string{prefix + "-" + m[2]}
		return w, nil
	}
	text = strings.ToUpper(text)
	if number, ok := strings.CutPrefix(text, "RES "); ok {
		text = "RES/" + number
	}
	if id, ok := strings.CutPrefix(text, "PV:"); ok { // of a vote that only the meeting record has
		text, _, _ = strings.Cut(id, ":")
	}
	if !strings.Contains(text, "/") {
		text = emergency.ReplaceAllString(strings.ReplaceAll(text, "-", "/"), "ES-")
	}
	if symbol, ok := output.VerbatimSymbol(text); ok {
		w.source, w.keys, w.names = pv.SourceName, []string{symbol}, []string{symbol}
		return w, nil
	}
	w.source = catalogue.SourceName
	if m := numberOnly.FindStringSubmatch(text); m != nil {
		for _, body := range []string{"S", "A"} {
			if m[1] == "" || m[1] == body {
				w.keys = append(w.keys, body+"/RES/"+m[2])
			}
		}
		w.names, w.hint = w.keys, "; add its year or session, as in S/RES/2202(2015) or A/RES/3379(XXX)"
		return w, nil
	}
	for _, prefix := range []string{"", "A/RES/", "S/RES/"} {
		if sym, err := normalize.ParseResolution(prefix + strings.TrimPrefix(text, "RES/")); err == nil {
			if sym.Body == normalize.HRC || sym.Body == normalize.CHR {
				return w, fmt.Errorf("%s: records of the human rights bodies are named by their number in OHCHR's library, as ohchr-35381; 'unvotes sync --source ohchr' fetches all", sym)
			}
			w.keys, w.names = []string{sym.String()}, []string{sym.String()}
			return w, nil
		}
	}
	if sym, _, err := normalize.ParseDocument(text); err == nil {
		return w, fmt.Errorf("%s is a draft, a report or a letter; its votes are in the records of the resolution or of the meeting: fetch one of these, 'unvotes show %s' names them if they are known", sym, sym)
	}
	return w, fmt.Errorf("%q is not a meeting record (A/77/PV.69), a resolution (A/RES/77/284, S/RES/2202(2015)), an id (undl-4029442), or an address of one of these at docs.un.org, undocs.org, documents.un.org or digitallibrary.un.org", arg)
}
