package main

import (
	"errors"
	"strings"
	"testing"
)

func TestWanted(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"A/77/PV.69", "meetings A/77/PV.69"},
		{"a/77/pv69", "meetings A/77/PV.69"},
		{"a-77-pv-69", "meetings A/77/PV.69"},
		{"S/PV.8422", "meetings S/PV.8422"},
		{"A/PV.1384 and Corr.1", "meetings A/PV.1384"},
		{"A/ES-11/PV.5", "meetings A/ES-11/PV.5"},
		{"pv:A/77/PV.69:A/77/L.65:PP9", "meetings A/77/PV.69"},
		{"https://undocs.org/en/A/77/PV.69", "meetings A/77/PV.69"},
		{"https://documents.un.org/api/symbol/access?s=A/77/PV.69&l=en&t=pdf", "meetings A/77/PV.69"},

		{"4029442", "library 4029442"},
		{"undl-4029442", "library 4029442"},
		{"UNDL|4029442", "library 4029442"},
		{"record|4029442", "library 4029442"},
		{"https://digitallibrary.un.org/record/4029442?ln=en", "library 4029442"},
		{"digitallibrary.un.org/record/4029442", "library 4029442"},
		{"dhl-1390624", "catalogue 1390624"},
		{"ohchr-35381", "ohchr 35381"},
		{"https://searchlibrary.ohchr.org/record/35381?ln=en", "ohchr 35381"},

		{"A/RES/77/284", "catalogue A/RES/77/284"},
		{"a-res-77-284", "catalogue A/RES/77/284"},
		{"a-res-es-11-1", "catalogue A/RES/ES-11/1"},
		{"77/284", "catalogue A/RES/77/284"},
		{"ES-11/1", "catalogue A/RES/ES-11/1"},
		{"3379 (XXX)", "catalogue A/RES/3379(XXX)"},
		{"S/RES/2202 (2015)", "catalogue S/RES/2202(2015)"},
		{"2202 (2015)", "catalogue S/RES/2202(2015)"},
		{"https://docs.un.org/en/A/RES/77/284", "catalogue A/RES/77/284"},
		{"https://docs.un.org/S/RES/2202(2015)", "catalogue S/RES/2202(2015)"},
		{"resolution|2202", "catalogue S/RES/2202 A/RES/2202"},
		{"Security Council resolution 2202 (2015)", "catalogue S/RES/2202(2015)"},
		{"UN resolution 77/284", "catalogue A/RES/77/284"},
		{"S/RES/2202", "catalogue S/RES/2202"},
		{"A/DEC/80/506", "catalogue A/DEC/80/506"},

		{"77/284|A/RES/77/284|A/77/PV.69", "catalogue A/RES/77/284, meetings A/77/PV.69"},

		{"A/77/L.65", "wrong usage: A/77/L.65 is a draft"},
		{"https://example.org/A/77/PV.69", "is not a meeting record"},
		{"undl", "is not a meeting record"},
		{"nonsense", "is not a meeting record"},
		{"", "is not a meeting record"},
		{"99999999999999999999", "is not a meeting record"},
	} {
		read, err := readWanted(strings.Split(c.args, "|"))
		var got []string
		for _, w := range read {
			got = append(got, w.source+" "+strings.Join(w.keys, " "))
		}
		if err != nil {
			if !errors.Is(err, errUsage) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%q: %v, want %q", c.args, err, c.want)
			}
			continue
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%q is %q, want %q", c.args, got, c.want)
		}
	}
}
