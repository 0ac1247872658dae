"""Run the queries of a report as they are printed, and hold what they give
against the tables above them: report.py PAGE SNAPSHOT.

A column that the program computes itself (data-own) is not in the query."""
import datetime
import html.parser
import os
import sys
import unicodedata

import duckdb


class Page(html.parser.HTMLParser):
    """The figures of a report: their tables and queries."""

    def __init__(self):
        super().__init__()
        self.figures, self.into = [], None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "figure":
            self.figures.append({"id": attrs["id"], "heads": [], "rows": [], "query": "", "charts": 0})
        if not self.figures:
            return
        figure = self.figures[-1]
        if tag == "svg":
            figure["charts"] += 1
        if tag == "tr":
            figure["rows"].append([])
        if tag == "th" and attrs.get("scope") == "col":
            figure["heads"].append(["", "data-own" in attrs])
            self.into = "head"
        elif tag in ("td", "th"):
            figure["rows"][-1].append("")
            self.into = "cell"
        if tag == "code":
            self.into = "query"

    def handle_endtag(self, tag):
        if tag in ("td", "th", "code"):
            self.into = None

    def handle_data(self, data):
        figure = self.figures[-1] if self.figures else None
        if self.into == "head":
            figure["heads"][-1][0] += data
        elif self.into == "cell":
            figure["rows"][-1][-1] += data
        elif self.into == "query":
            figure["query"] += data


def shown(text):
    """As the page shows characters that have no look of their own."""
    out = ""
    for c in text:
        if ord(c) < 0x20:
            c = chr(0x2400 + ord(c))
        elif c == "\x7f":
            c = "\u2421"
        elif unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp"):
            c = "⟨U+%04X⟩" % ord(c)
        out += c
    return out


def cell(value):
    if value is None:
        return ""
    if isinstance(value, float):
        return "%.1f" % value
    if isinstance(value, datetime.date):
        return value.isoformat()
    return shown(str(value))


def main(page, snapshot):
    reader = Page()
    with open(page, encoding="utf-8") as f:
        reader.feed(f.read())
    os.chdir(snapshot)
    failed, cells = 0, 0
    for figure in reader.figures:
        rows = [row for row in figure["rows"] if row]
        if not figure["query"]:
            if rows:
                failed += 1
                print("%s has a table and no query" % figure["id"])
            continue
        answer = duckdb.connect().execute(figure["query"])
        names = [column[0] for column in answer.description]
        want = [[cell(value) for value in row] for row in answer.fetchall()]
        own = [i for i, (_, computed) in enumerate(figure["heads"]) if computed]
        got = [[text for i, text in enumerate(row) if i not in own] for row in rows]
        heads = [name for name, computed in figure["heads"] if not computed]
        if rows and names != heads:
            failed += 1
            print("%s: the query has the columns %s, the table %s" % (figure["id"], names, heads))
        if got != want:
            failed += 1
            print("%s: %d rows on the page, %d by the query" % (figure["id"], len(got), len(want)))
            for one, other in [pair for pair in zip(got, want) if pair[0] != pair[1]][:5]:
                print("  page ", one[:12], "\n  query", other[:12])
        cells += sum(map(len, got))
        print("%-18s %4d rows, %d charts" % (figure["id"], len(rows), figure["charts"]))
    print("%d figures, %d cells" % (len(reader.figures), cells))
    if not cells:
        sys.exit("nothing was compared")
    sys.exit(1 if failed else 0)


main(sys.argv[1], sys.argv[2])
