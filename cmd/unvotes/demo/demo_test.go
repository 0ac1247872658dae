package demo

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHandler(t *testing.T) {
	list := "/search?cc=Voting+Data&fct__9=Vote&rg=200&so=a&"
	for _, tt := range []struct {
		path string
		code int
		says string
	}{
		{"/robots.txt", 200, "User-agent: *\nCrawl-Delay: 0\n"},
		{"/record/4029442?ln=en", 200, `<link rel="canonical" href="https://digitallibrary.un.org/record/4029442">`},
		{"/record/1", 200, "Requested record does not seem to exist."},
		{list + "jrec=1&fct__2=General+Assembly&fct__3=1950", 200, "<strong>2</strong> records found"},
		{list + "jrec=1&fct__2=Security+Council", 200, "<strong>5</strong> records found"},
		{list + "jrec=1&fct__2=General+Assembly&fct__3=1949", 200, "No match found"},
		{list + "jrec=201&fct__2=General+Assembly", 200, "No match found"},
		{strings.Replace(list, "=Vote", "=Without+Vote", 1) + "jrec=1&fct__2=General+Assembly", 200, "No match found"},
		{"/sitemap_index.xml.gz", 404, ""},
		{"/", 404, ""},
	} {
		w := httptest.NewRecorder()
		Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, tt.path, http.NoBody))
		if w.Code != tt.code || !strings.Contains(w.Body.String(), tt.says) {
			t.Errorf("%s: %d %s", tt.path, w.Code, w.Body)
		}
	}
}
