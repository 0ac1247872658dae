"""Runs the recipes of a page and holds their answers against each other.

    recipes.py PAGE DATASET...

A recipe is a heading "## 1. …" with code under "### DuckDB", "### pandas" and
"### Polars"; "### R" is not run. Each runs with DATASET as the folder data. Its
answer is that of its last statement. The three must have the same columns and
the same rows; their order is not compared. Of several datasets the last is the
largest, where no recipe may answer nothing. Ends with 1 after naming each
difference.
"""

import ast
import datetime
import math
import os
import re
import sys
import tempfile
from pathlib import Path

import duckdb

RUN = ("DuckDB", "pandas", "Polars")

# Invented, in the shape of the published file.
IDEAL_POINTS = """ccode\tiso3c\tcountryname\tyear\tidealpointall
2\tUSA\tUnited States\t1975\t2.5
365\tRUS\tRussia\t1975\t-1.75
710\tCHN\tChina\t1975\t-0.5
2\tUSA\tUnited States\t2023\t2.25
710\tCHN\tChina\t2023\t-0.75
999\t\tNowhere\t2023\t0
"""


def recipes(page):
    """Every recipe's heading and its code by engine."""
    for part in re.split(r"^## (?=\d+\. )", page, flags=re.M)[1:]:
        title, _, body = part.partition("\n")
        yield title, {name: code for name, code in re.findall(r"^### (\w+)\n+```\w+\n(.*?)^```", body, flags=re.M | re.S)}


def run_sql(code):
    relation = duckdb.connect().sql(code)
    return relation.columns, relation.fetchall()


def run_python(code):
    tree, names = ast.parse(code), {}
    last = tree.body.pop()
    exec(compile(tree, "recipe", "exec"), names)
    frame = eval(compile(ast.Expression(last.value), "recipe", "eval"), names)
    if hasattr(frame, "rows"):  # Polars
        return frame.columns, frame.rows()
    return list(frame.columns), [tuple(row) for row in frame.astype(object).where(frame.notna(), None).itertuples(index=False)]


def plain(value):
    """One form for what the three call the same value."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, datetime.datetime):
        value = value.date()
    if value is None or isinstance(value, (str, datetime.date)):
        return value
    return None if math.isnan(value) else round(float(value), 9)


def answer(name, code):
    columns, rows = (run_sql if name == "DuckDB" else run_python)(code)
    rows = [tuple(plain(v) for v in row) for row in rows]
    return list(columns), sorted(rows, key=lambda r: [(v is None, str(type(v)), v if v is not None else 0) for v in r])


def main(page, *datasets):
    found, wrong, home = list(recipes(Path(page).read_text())), 0, Path.cwd()
    if len(found) != 10:
        print(f"{len(found)} recipes, want 10")
        wrong += 1
    for data in datasets:
        with tempfile.TemporaryDirectory() as here:
            Path(here, "data").symlink_to(home / data)
            Path(here, "ideal-points.tab").write_text(IDEAL_POINTS)
            os.chdir(here)
            for title, codes in found:
                if not set(RUN) <= set(codes):
                    print(f"{title}: code for {sorted(codes)} only")
                    wrong += 1
                    continue
                answers = {name: answer(name, codes[name]) for name in RUN}
                columns, rows = answers["DuckDB"]
                for name in RUN[1:]:
                    if answers[name] != (columns, rows):
                        other = answers[name]
                        extra = [r for r in other[1] if r not in rows][:3]
                        missing = [r for r in rows if r not in other[1]][:3]
                        print(f"{title}: {name} differs from DuckDB: {other[0]} and {columns}; {len(other[1])} and {len(rows)} rows; {extra} and {missing}")
                        wrong += 1
                if not rows and len(datasets) > 1 and data == datasets[-1]:
                    print(f"{title}: no answer")
                    wrong += 1
                print(f"{Path(data).name}: {title}: {len(rows)} rows, such as {rows[len(rows) // 2] if rows else None}")
            os.chdir(home)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
