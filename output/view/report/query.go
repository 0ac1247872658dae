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

// sqlText is a text as SQL writes it.
func sqlText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
