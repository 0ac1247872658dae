package report

import (
	_ "embed"
	"fmt"
	"strings"
	"text/template"
)

//go:embed queries.sql.tmpl
var queryTemplates string

var queries = template.Must(template.New("").Funcs(template.FuncMap{"text": sqlText, "list": sqlList}).Parse(queryTemplates))

// query fills in the query of that name. It panics if the template and its data
// do not fit each other: both are part of the program.
func query(name string, data any) string {
	var b strings.Builder
	if err := queries.ExecuteTemplate(&b, name, data); err != nil {
		panic(err)
	}
	return strings.TrimSpace(b.String()) + "\n"
}

// sqlText quotes a text for SQL. Characters that cannot be seen are written by
// their numbers.
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

// sqlList quotes texts and separates them by commas.
func sqlList(texts []string) string {
	quoted := make([]string, len(texts))
	for i, s := range texts {
		quoted[i] = sqlText(s)
	}
	return strings.Join(quoted, ", ")
}
