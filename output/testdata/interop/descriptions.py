"""Reads a snapshot's descriptions with the standards' own validators: argv[1] is its directory.

Prints one line a check; ends with 1 when one fails.
"""
import json
import os
import sys

import mlcroissant
import pyarrow.parquet as pq
import yaml
from frictionless import Package, Resource, Schema

os.chdir(sys.argv[1])
bad = []


def check(name, problems):
    problems = [str(p) for p in problems]
    print(name, "holds" if not problems else "FAILS: " + "; ".join(problems[:5]))
    bad.extend(problems)


tables = {n[:-8]: pq.read_table(n) for n in sorted(os.listdir(".")) if n.endswith(".parquet")}

# Frictionless: the descriptor, then every row against it. Its own Parquet reader goes through pandas, which makes floats of
# nullable integers and arrays of lists, so the rows are handed in as Python values.
descriptor = json.load(open("datapackage.json", encoding="utf-8"))
check("datapackage.json is a data package", Package.metadata_validate(descriptor))
check("datapackage.json names all tables", set(tables) ^ {r["name"] for r in descriptor["resources"]})
package = Package(resources=[
    Resource(name=r["name"], data=[tables[r["name"]].column_names] + [list(row.values()) for row in tables[r["name"]].to_pylist()],
             schema=Schema.from_descriptor(r["schema"])) for r in descriptor["resources"]])
report = package.validate()
check("the rows are those of datapackage.json", [t.name + ": " + e.message for t in report.tasks for e in t.errors] + [e.message for e in report.errors])
for r in descriptor["resources"]:
    check(r["name"] + " has the stated rows", [] if r["rows"] == tables[r["name"]].num_rows else [tables[r["name"]].num_rows])

# Croissant: no error, no warning, and each record set yields its records.
dataset = mlcroissant.Dataset(jsonld="croissant.json")
issues = dataset.metadata.ctx.issues
check("croissant.json is Croissant 1.1", list(issues.errors) + list(issues.warnings))
check("croissant.json names all tables", set(tables) ^ {r.uuid for r in dataset.metadata.record_sets})
for record_set in dataset.metadata.record_sets:
    table = tables[record_set.uuid]
    records = list(dataset.records(record_set.uuid))
    names = {record_set.uuid + "/" + c for c in table.column_names}
    problems = [] if len(records) == table.num_rows else ["%d records of %d rows" % (len(records), table.num_rows)]
    problems += ["fields %s" % sorted(names ^ set(r))[:3] for r in records[:1] if set(r) != names]
    check("croissant.json reads " + record_set.uuid, problems)

# The dataset card: the hub's library reads the head and loads each table, if it is installed; the head is YAML in any case.
card = yaml.safe_load(open("README.md", encoding="utf-8").read().split("---\n")[1])
check("README.md has what the hub asks", {"license", "pretty_name", "size_categories", "configs", "dataset_info"} - set(card))
check("README.md has a configuration a table", set(tables) ^ {c["config_name"] for c in card["configs"]})
try:
    from datasets import Features
except ImportError:
    print("README.md: datasets is not installed, its types were not compared")
else:
    for info in card["dataset_info"]:
        want = Features.from_arrow_schema(tables[info["config_name"]].schema.remove_metadata())
        got = Features._from_yaml_list(info["features"])
        check("README.md has the types of " + info["config_name"], [] if list(got.items()) == list(want.items()) else
              ["%s: %s, the file has %s" % (n, got.get(n), want.get(n)) for n in want if got.get(n) != want[n]] or ["order"])

sys.exit(1 if bad else 0)
