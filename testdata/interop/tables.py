"""Holds what each reader makes of a dataset against what the Go reader says.

    tables.py EXPECTED LOCATION ENGINE...

EXPECTED is the JSON that the test in cmd/unvotes writes: rows, columns, types,
nulls, the count of every vote value, and for each column a hash over all of its
cells. LOCATION is a directory of tables, or s3://BUCKET/FOLDER: then the tables
are those that latest.json there names, read in place; ENDPOINT and the AWS
variables say how. Ends with 1 after naming each difference.

A cell as text: null is NUL; a date is 2023-12-07; a time is its microseconds
since 1970; true and false; each element of a list ends with US. Each cell ends
with RS.
"""

import hashlib
import json
import os
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs

NUL, US, RS = "\0", "\x1f", "\x1e"

# The type of a column as each reader should show it.
ARROW = {
    "string": "string", "int32": "int32", "int64": "int64", "bool": "bool", "date": "date32[day]",
    "timestamp": "timestamp[us, tz=UTC]", "list<string>": "list<element: string not null>",
}
POLARS = {
    "string": "String", "int32": "Int32", "int64": "Int64", "bool": "Boolean", "date": "Date",
    "timestamp": "Datetime(time_unit='us', time_zone='UTC')", "list<string>": "List(String)",
}
DUCKDB = {
    "string": "VARCHAR", "int32": "INTEGER", "int64": "BIGINT", "bool": "BOOLEAN", "date": "DATE",
    "timestamp": "TIMESTAMP WITH TIME ZONE", "list<string>": "VARCHAR[]",
}
SPARK = {
    "string": "string", "int32": "int", "int64": "bigint", "bool": "boolean", "date": "date",
    "timestamp": "timestamp", "list<string>": "array<string>",
}
# pandas has no null for int and bool: it shows float64 and object there.
PANDAS = {
    "string": "str", "int32": "int32", "int64": "int64", "bool": "bool", "date": "object",
    "timestamp": "datetime64[us, UTC]", "list<string>": "object",
}
PANDAS_NULLABLE = PANDAS | {"int32": "float64", "int64": "float64", "bool": "object"}

TEXT = {
    "string": lambda v: v, "int32": str, "int64": str, "timestamp": str, "date": str,
    "bool": lambda v: "true" if v else "false", "list<string>": lambda v: "".join(e + US for e in v),
}


def digest(values, kind):
    text = TEXT[kind]
    return hashlib.sha256("".join([(NUL if v is None else text(v)) + RS for v in values]).encode()).hexdigest()


class Local:
    """Tables in a directory."""

    def __init__(self, location):
        self.location, self.filesystem = location, None

    def path(self, table):
        return f"{self.location}/{table}.parquet"


class S3:
    """Tables of the snapshot that latest.json names, on an S3 server."""

    def __init__(self, location):
        self.endpoint, self.region = os.environ["ENDPOINT"], os.environ["AWS_REGION"]
        self.key, self.secret = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
        self.filesystem = fs.S3FileSystem(endpoint_override=self.endpoint, scheme="http", region=self.region, access_key=self.key, secret_key=self.secret)
        self.base = location.removeprefix("s3://")
        with self.filesystem.open_input_file(self.base + "/latest.json") as f:
            self.files = {x["name"]: x["path"] for x in json.load(f)["files"]}

    def path(self, table):
        return f"{self.base}/{self.files[table + '.parquet']}"


# Each engine is a class: read returns the types as the engine names them, a
# function that gives a column's values, and the count of each vote value as the
# engine itself counts it.


class PyArrow:
    def __init__(self, store):
        self.store = store

    def read(self, table):
        t = pq.read_table(self.store.path(table), filesystem=self.store.filesystem)
        return {f.name: str(f.type) for f in t.schema}, lambda name: arrow_values(t[name]), lambda: {r["vote"]: r["vote_count"] for r in t.group_by("vote").aggregate([([], "count_all")]).rename_columns(["vote", "vote_count"]).to_pylist()}

    def type(self, column):
        return ARROW[column["type"]]


def arrow_values(column):
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", "UTC")).cast(pa.int64())
    return column.to_pylist()


class Pandas:
    def __init__(self, store):
        import pandas

        self.pandas, self.store = pandas, store

    def read(self, table):
        t = self.pandas.read_parquet(self.store.path(table), filesystem=self.store.filesystem)
        counts = lambda: {None if self.pandas.isna(v) else v: int(n) for v, n in t["vote"].value_counts(dropna=False).items()}
        return t.dtypes.astype(str).to_dict(), lambda name: self.values(t[name]), counts

    def values(self, column):
        if str(column.dtype).startswith("datetime64[us"):
            return column.astype("int64").tolist()
        there = column.notna()
        if column.dtype == "float64":
            return [int(v) if ok else None for v, ok in zip(column.tolist(), there.tolist())]
        return column.astype(object).where(there, None).tolist()

    def type(self, column):
        return (PANDAS_NULLABLE if column["nulls"] else PANDAS)[column["type"]]


class Polars:
    def __init__(self, store):
        import polars

        self.polars, self.store, self.options, self.scheme = polars, store, None, ""
        if isinstance(store, S3):
            self.scheme = "s3://"
            self.options = {"aws_endpoint_url": f"http://{store.endpoint}", "aws_allow_http": "true", "aws_region": store.region, "aws_access_key_id": store.key, "aws_secret_access_key": store.secret}

    def read(self, table):
        t = self.polars.scan_parquet(self.scheme + self.store.path(table), storage_options=self.options).collect()
        counts = lambda: dict(t.group_by("vote").len().iter_rows())
        return {n: str(d) if d != self.polars.Datetime("us", "UTC") else repr(d) for n, d in t.schema.items()}, lambda name: self.values(t[name]), counts

    def values(self, column):
        if isinstance(column.dtype, self.polars.Datetime):
            column = column.dt.epoch("us")
        return column.to_list()

    def type(self, column):
        return POLARS[column["type"]]


class DuckDB:
    def __init__(self, store):
        import duckdb

        self.store, self.scheme = store, ""
        self.connection = duckdb.connect()
        self.connection.execute("set TimeZone = 'UTC'")
        if isinstance(store, S3):
            import duckdb_extension_httpfs

            extension = next(Path(duckdb_extension_httpfs.__file__).parent.rglob("httpfs.duckdb_extension"))
            self.scheme = "s3://"
            self.connection.execute(f"load '{extension}'")
            self.connection.execute(f"create secret (type s3, key_id '{store.key}', secret '{store.secret}', endpoint '{store.endpoint}', region '{store.region}', url_style 'path', use_ssl false)")

    def read(self, table):
        source = f"read_parquet('{self.scheme}{self.store.path(table)}')"
        query = self.connection.sql
        types = dict((row[0], row[1]) for row in query(f"describe from {source}").fetchall())
        t = query(f"from {source}").to_arrow_table()
        return types, lambda name: arrow_values(t[name]), lambda: dict(query(f"select vote, count(*) from {source} group by 1").fetchall())

    def type(self, column):
        return DUCKDB[column["type"]]


class Spark:
    # What hadoop-aws asks for, without the bundle of all of the AWS SDK (600 MB).
    PACKAGES = ["org.apache.hadoop:hadoop-aws:3.5.0"] + [f"software.amazon.awssdk:{name}:2.35.4" for name in ("s3", "s3-transfer-manager", "sts")]
    WITHOUT = ["software.amazon.awssdk:bundle", "software.amazon.awssdk:netty-nio-client", "org.wildfly.openssl:wildfly-openssl"]

    def __init__(self, store):
        from pyspark.sql import SparkSession

        self.store, self.scheme = store, ""
        b = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config("spark.sql.session.timeZone", "UTC").config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
        b = b.config("spark.ui.showConsoleProgress", "false").config("spark.log.level", "ERROR").config("spark.sql.warehouse.dir", os.environ["TMPDIR"])
        if isinstance(store, S3):
            self.scheme = "s3a://"
            cache = Path(sys.prefix).parent / "interop-ivy"
            # A Maven repository of the user's may know of jars that it does not have.
            os.environ["SPARK_SUBMIT_OPTS"] = f"-Duser.home={cache}"
            b = b.config("spark.jars.ivy", str(cache)).config("spark.jars.packages", ",".join(self.PACKAGES)).config("spark.jars.excludes", ",".join(self.WITHOUT))
            for name, value in {"endpoint": f"http://{store.endpoint}", "endpoint.region": store.region, "path.style.access": "true", "access.key": store.key, "secret.key": store.secret, "connection.ssl.enabled": "false"}.items():
                b = b.config("spark.hadoop.fs.s3a." + name, value)
        self.session = b.getOrCreate()

    def read(self, table):
        df = self.session.read.parquet(self.scheme + self.store.path(table))
        t = df.toArrow()
        return dict(df.dtypes), lambda name: arrow_values(t[name]), lambda: {r["vote"]: r["count"] for r in df.groupBy("vote").count().collect()}

    def type(self, column):
        return SPARK[column["type"]]


ENGINES = {"pyarrow": PyArrow, "pandas": Pandas, "polars": Polars, "duckdb": DuckDB, "spark": Spark}


def compare(name, engine, expected):
    """Yields each difference between the engine's table and the expected one."""
    types, values, counts = engine.read(name)
    columns = expected["columns"]
    if list(types) != [c["name"] for c in columns]:
        yield f"columns {list(types)}"
        return
    for c in columns:
        if types[c["name"]] != engine.type(c):
            yield f"{c['name']}: type {types[c['name']]}, want {engine.type(c)}"
        cells = values(c["name"])
        nulls = sum(v is None for v in cells)
        if len(cells) != expected["rows"] or nulls != c["nulls"]:
            yield f"{c['name']}: {len(cells)} rows, {nulls} nulls; want {expected['rows']}, {c['nulls']}"
        elif digest(cells, c["type"]) != c["sha256"]:
            yield f"{c['name']}: other cells"
    if name == "votes":
        want = {None if v == "null" else v: n for v, n in expected["counts"].items()}
        if counts() != want:
            yield f"votes {counts()}, want {want}"


def main(expected, location, *engines):
    tables = json.loads(Path(expected).read_text())
    store = S3(location) if location.startswith("s3://") else Local(location)
    wrong = 0
    for name in engines:
        start, cells, engine = time.monotonic(), 0, ENGINES[name](store)
        for table, want in tables.items():
            cells += want["rows"] * len(want["columns"])
            for difference in compare(table, engine, want):
                wrong += 1
                print(f"{name}: {table}: {difference}")
        module = __import__("pyspark" if name == "spark" else name)
        print(f"{name} {module.__version__}: {len(tables)} tables, {cells} cells compared in {time.monotonic() - start:.1f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
