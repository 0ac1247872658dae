package report

import (
	"bytes"
	"embed"
	"fmt"
	"strings"
	"text/template"
)

//go:embed queries
var queryFiles embed.FS

var queries = template.Must(template.New("").Funcs(template.FuncMap{"text": sqlText}).ParseFS(queryFiles, "queries/*.sql"))

// query is the query of that name, filled in. The templates are files of this
// package, and every text that is not ours goes through sqlText.
func query(name string, with any) (string, error) {
	var b bytes.Buffer
	if err := queries.ExecuteTemplate(&b, name+".sql", with); err != nil {
		return "", fmt.Errorf("query %s: %w", name, err)
	}
	return b.String(), nil
}

// sqlText is a text as SQL writes it; a character that would not be seen is
// written by its number.
func sqlText(s string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for _, r := range s {
		switch {
		case r == '\'':
			b.WriteString("''")
		case hidden(r):
			fmt.Fprintf(&b, "' || chr(%d) || '", r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('\'')
	return b.String()
}
