"""Measure unvotes beside what people use instead, and print one Markdown table.

    make benchtable        or:  python compare.py UNVOTES SHARED > table.md

UNVOTES is the program, SHARED the shared data, whose replay of the library gives the pages, the official CSV files and
the number of requests. Everything is measured in one run, each figure as the least of several turns; the ways to do a
thing take turns. The last column is the ratio to the first way of each group.
"""

import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

TURNS = int(os.environ.get("TURNS", 3))


# The scripts that somebody would write: read a folder of saved pages, write the records and the lines of their lists.


def page_lxml(text):
    import lxml.html

    for row in lxml.html.fromstring(text).xpath('//div[@class="metadata-row"]'):
        title, value = row.xpath('./span[contains(@class, "title")]')[0], row.xpath('./span[contains(@class, "value")]')[0]
        for br in value.xpath(".//br"):
            br.tail = "\n" + (br.tail or "")
        yield title.text_content(), value.text_content()


def page_parsel(text):
    import parsel

    for row in parsel.Selector(text).css("div.metadata-row"):
        yield "".join(row.css("span.title ::text").getall()), "\n".join(row.css("span.value ::text").getall())


def page_soup(text):
    import bs4

    for row in bs4.BeautifulSoup(text, "lxml").select("div.metadata-row"):
        yield row.select_one("span.title").get_text(), row.select_one("span.value").get_text("\n")


VOTE = re.compile(r"^ *([YNA]?) +(\S.*)$")


def scrape(page, folder):
    records, votes = [], []
    for file in sorted(pathlib.Path(folder).iterdir()):
        record = {"undl_id": int(file.stem)}
        for title, value in page(file.read_text(encoding="utf-8")):
            name = " ".join(title.split()).lower().replace(" ", "_")
            if name != "vote":
                record[name] = " ".join(value.split())
                continue
            for line, label in enumerate((s for s in value.split("\n") if s.strip()), 1):
                letter, member = VOTE.match(" " + label.rstrip()).groups()
                votes.append({"undl_id": record["undl_id"], "line": line, "member": member, "vote": letter or None})
        for vote in reversed(votes):
            if vote["undl_id"] != record["undl_id"]:
                break
            vote["resolution"], vote["date"] = record.get("resolution"), record.get("vote_date")
        records.append(record)
    return records, votes


def write_pyarrow(tables, out):
    import pyarrow as pa
    import pyarrow.parquet as pq

    for name, rows in tables.items():
        columns = {c: None for row in rows for c in row}
        pq.write_table(pa.table({c: [row.get(c) for row in rows] for c in columns}), f"{out}/{name}.parquet", compression="zstd")


def write_pandas(tables, out):
    import pandas as pd

    for name, rows in tables.items():
        pd.DataFrame(rows).to_parquet(f"{out}/{name}.parquet", compression="zstd")


SCRIPTS = {"lxml + PyArrow": (page_lxml, write_pyarrow), "parsel + pandas": (page_parsel, write_pandas), "BeautifulSoup + pandas": (page_soup, write_pandas)}

# The question of the table: how many times did each member of the Assembly vote yes, by year? The answers are the same, but that
# Voeten's shape has a vote that stands in several records once.

QUESTIONS = {
    "votes.parquet, DuckDB": "select ms_code m, year(date) y, count(*) n from '{votes}' where body = 'GA' and vote = 'yes' and ms_code is not null group by all",
    "the library's CSV, DuckDB": "select ms_code m, year(try_cast(date as date)) y, count(*) n from read_csv('{library}', all_varchar = true) where ms_vote = 'Y' group by all",
    "Voeten's shape, DuckDB": "select ccode m, year(try_cast(date as date)) y, count(*) n from read_csv('{voeten}', all_varchar = true) where vote = '1' group by all",
    "votes.parquet, pandas": ("parquet", "votes", ["ms_code", "date", "vote", "body"], lambda d: d[(d.body == "GA") & (d.vote == "yes")], "ms_code", lambda d: d.date.dt.year),
    "the library's CSV, pandas": ("csv", "library", ["ms_code", "date", "ms_vote"], lambda d: d[d.ms_vote == "Y"], "ms_code", lambda d: d.date.str[:4]),
    "Voeten's shape, pandas": ("csv", "voeten", ["ccode", "date", "vote"], lambda d: d[d.vote == "1"], "ccode", lambda d: d.date.str[:4]),
}


def answer(way, paths):
    """Return the sum of the answer's counts and the least seconds that it took, without Python's start and imports."""
    import duckdb
    import pandas as pd

    seconds, q = [], QUESTIONS[way]
    for _ in range(TURNS):
        began = time.perf_counter()
        if isinstance(q, str):
            n = sum(n for _, _, n in duckdb.connect().sql(q.format(**paths)).fetchall())
        else:
            form, path, columns, chosen, member, year = q
            read = pd.read_parquet(paths[path], columns=columns, dtype_backend="pyarrow") if form == "parquet" else pd.read_csv(paths[path], usecols=columns, dtype=str)
            d = chosen(read)
            n = int(d.groupby([d[member], year(d)]).size().sum())
        seconds.append(time.perf_counter() - began)
    return n, min(seconds)


# Measuring.


def run(*args):
    """Run a command; return its output, its wall seconds and its processor seconds."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errs:
        began = time.monotonic()
        p = subprocess.Popen([str(a) for a in args], stdin=subprocess.DEVNULL, stdout=out, stderr=errs)
        _, status, used = os.wait4(p.pid, 0)
        wall = time.monotonic() - began
        out.seek(0), errs.seek(0)
        if os.waitstatus_to_exitcode(status):
            sys.exit(f"{args}: code {os.waitstatus_to_exitcode(status)}\n{errs.read().decode()[-2000:]}")
        return out.read().decode(), wall, used.ru_utime + used.ru_stime


def turns(ways):
    """Run each of the named commands in turns; return the least wall and processor seconds of each, and the last output."""
    best = {name: [None, 1e9, 1e9] for name in ways}
    for _ in range(TURNS):
        for name, command in ways.items():
            print(name, file=sys.stderr)
            out, wall, cpu = run(*command)
            best[name] = [out, min(best[name][1], wall), min(best[name][2], cpu)]
    return best


class Replay:
    """The library on loopback, with the number of requests that it had."""

    def __init__(self, shared, log, *flags):
        self.log = pathlib.Path(log)
        self.process = subprocess.Popen([sys.executable, f"{shared}/undl-replay/undl_replay.py", "--port", "0", "--run-for", "3000", "--log", log, *flags], stdout=subprocess.PIPE, text=True)
        self.site = self.process.stdout.readline().split()[0]

    def requests(self):
        return sum(1 for _ in self.log.open()) if self.log.exists() else 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def group(rows, what, figures, form):
    """Add the rows of a group; the first of the figures is one."""
    first = next(iter(figures.values()))
    for i, (name, n) in enumerate(figures.items()):
        rows.append((what if i == 0 else "", name, form(n), f"{n / first:.2f}" if first else ""))


def seconds(n):
    return f"{n:.3g} s"


def number(n):
    return f"{n:,}"


def requests(rows, unvotes, shared, work):
    """Count the requests of a first fill and of a night that finds nothing new, by each route."""
    first, quiet = {}, {}
    for route, replay, flags in (
        ("the library's lists (--permission)", ["--allow-search"], []),
        ("the library's CSV files, then sitemaps", [], []),
        ("the catalogue (--source catalogue)", [], ["--source", "catalogue"]),
    ):
        print(route, file=sys.stderr)
        name = re.sub(r"\W+", "-", route)
        with Replay(shared, f"{work}/{name}.log", *replay) as r:
            sync = [unvotes, "sync", "--site", r.site, "--catalogue", r.site, "--data", f"{work}/{name}", "--delay", "0s", *flags]
            run(*sync)
            first[route] = r.requests()
            run(*sync)
            quiet[route] = r.requests() - first[route]
    group(rows, "requests of a first fill", first, number)
    group(rows, "requests of a night with nothing new or due", quiet, number)


def pages(data, folder):
    """Write the archived pages to a folder, as a browser would have saved them."""
    import pyarrow as pa

    folder.mkdir()
    with sqlite3.connect(f"file:{data}/archive.db?mode=ro", uri=True) as db:
        for key, body in db.execute("select d.key, b.zstd from document d join body b using (sha256) where d.form = 'record_page'"):
            (folder / f"{key}.html").write_bytes(pa.input_stream(pa.BufferReader(body), compression="zstd").read())
    return len(list(folder.iterdir()))


def main(unvotes, shared):
    import duckdb
    import pyarrow.parquet as pq

    rows = []
    with tempfile.TemporaryDirectory() as tmp:
        work, me = pathlib.Path(tmp), pathlib.Path(__file__).resolve()
        data, paths = work / "data", {}
        with Replay(shared, f"{tmp}/fill.log", "--allow-search") as r:
            run(unvotes, "backfill", "--site", r.site, "--from", "1946", "--to", "2026", "--delay", "0s", "--data", data)
            paths["library"], _ = urllib.request.urlretrieve(f"{r.site}/record/4060887/files/2026_02_06_ga_voting.csv", f"{tmp}/ga.csv")
        n = pages(data, work / "pages")
        paths["votes"] = str(data / "latest" / "votes.parquet")
        paths["voeten"] = f"{tmp}/voeten.csv"
        run(unvotes, "export", "--format", "voeten", "--data", data, "--out", f"{tmp}/voeten")
        os.rename(next(pathlib.Path(f"{tmp}/voeten").iterdir()), paths["voeten"])

        builds = {"`unvotes build`, with its checks": [unvotes, "build", "--data", data], "`unvotes verify`, which builds again": [unvotes, "verify", "--data", data]}
        for name in SCRIPTS:
            (work / name).mkdir()
            builds[name] = [sys.executable, me, "scrape", name, work / "pages", work / name]
        took = turns(builds)
        lines = pq.ParquetFile(paths["votes"]).metadata.num_rows
        for name in SCRIPTS:
            if (got := pq.ParquetFile(work / name / "votes.parquet").metadata.num_rows) != lines:
                sys.exit(f"{name}: {got} lines of lists, unvotes has {lines}")
        group(rows, f"tables from the same {n:,} pages, wall time", {k: v[1] for k, v in took.items()}, seconds)
        group(rows, "the same, processor time", {k: v[2] for k, v in took.items()}, seconds)

        answers = {way: run(sys.executable, me, "answer", way, json.dumps(paths))[0].split() for way in QUESTIONS}
        if len({n for way, (n, _) in answers.items() if "Voeten" not in way}) != 1:
            sys.exit(f"the answers differ: {answers}")
        group(rows, "yes votes by member and year, reading included", {way: float(took) for way, (_, took) in answers.items()}, seconds)

        db, sizes = duckdb.connect(), {"votes.parquet": os.path.getsize(paths["votes"])}
        pq.write_table(pq.read_table(paths["votes"]), f"{tmp}/pyarrow.parquet", compression="zstd")
        sizes["PyArrow's Parquet, zstd"] = os.path.getsize(f"{tmp}/pyarrow.parquet")
        for name, options in (("DuckDB's Parquet, zstd", "format parquet, compression zstd"), ("CSV", "format csv"), ("CSV, gzip", "format csv, compression gzip")):
            db.sql(f"copy (select * from '{paths['votes']}') to '{tmp}/size' ({options})")
            sizes[name] = os.path.getsize(f"{tmp}/size")
        group(rows, f"bytes of the same columns of {lines:,} votes", sizes, number)
        requests(rows, unvotes, shared, work)
    print("| what | with | measured | ratio |\n|---|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    if sys.argv[1] == "scrape":
        page, write = SCRIPTS[sys.argv[2]]
        write(dict(zip(("records", "votes"), scrape(page, sys.argv[3]))), sys.argv[4])
    elif sys.argv[1] == "answer":
        print(*answer(sys.argv[2], json.loads(sys.argv[3])))
    else:
        main(*sys.argv[1:])
