"""Computes again, with DuckDB, what `unvotes show` and `unvotes compare` say.

    views.py DATASET ANSWERS

ANSWERS is a JSON list of {"args": […], "answer": …}: the arguments of a command
and the JSON that it wrote. Ends with 1 after naming each difference.
"""

import json
import sys

import duckdb

dataset, answers = sys.argv[1], json.load(open(sys.argv[2], encoding="utf-8"))
db = duckdb.connect()
for table in ("roll_calls", "votes", "member_periods"):
    db.sql(f"create view {table} as select * from '{dataset}/{table}.parquet'")
FROM, TO = ("valid_from", "valid_to") if "valid_from" in db.table("member_periods").columns else ('"from"', '"to"')

# One list for each vote group: of its records the first with a known vote. A
# member that stands there twice with two votes has none.
db.sql("""
create table chosen as
with told as (select roll_call_id, bool_or(vote is not null) as told from votes group by 1)
select vote_group_id, arg_min(r.roll_call_id, (not coalesce(t.told, false), r.date, r.roll_call_id)) as roll_call_id
from roll_calls r left join told t using (roll_call_id) group by 1
""")
db.sql("""
create table ballots as
select v.vote_group_id, r.body, r.date, year(r.date) as year, v.ms_code,
       case when count(distinct coalesce(v.vote, '?')) > 1 then null else any_value(v.vote) end as vote
from votes v join chosen c using (roll_call_id) join roll_calls r using (roll_call_id)
where v.ms_code is not null group by all
""")
PIECE = "(coalesce(r.scope, '') in ('paragraph', 'amendment', 'motion', 'other') or r.scope = 'part' and r.roll_call_id like 'pv:%')"
db.sql(f"create table whole as select vote_group_id from roll_calls r group by 1 having not bool_and({PIECE})")


def agreement(answer):
    """The years of an answer, computed by SQL."""
    a, b = answer["member"]["ms_code"], answer["with"]["ms_code"]
    where = ["true"]
    if answer.get("body"):
        where.append(f"body = '{answer['body']}'")
    for key, sign in (("from", ">="), ("to", "<=")):
        if answer[key]:
            where.append(f"date {sign} date '{answer[key]}'")
    if not answer["pieces_counted"]:
        where.append("vote_group_id in (select vote_group_id from whole)")
    rows = db.sql(f"""
    with a as (select vote_group_id, body, date, year, vote, true as listed from ballots where ms_code = '{a}' and {" and ".join(where)}),
         b as (select vote_group_id, body, date, year, vote, true as listed from ballots where ms_code = '{b}' and {" and ".join(where)}),
         pairs as (
           select coalesce(a.year, b.year) as year, a.vote as x, b.vote as y, a.listed and b.listed as both_listed,
                  case a.vote when 'yes' then 1.0 when 'abstain' then 0.5 when 'no' then 0.0 end as p,
                  case b.vote when 'yes' then 1.0 when 'abstain' then 0.5 when 'no' then 0.0 end as q
           from a full join b using (vote_group_id)
           -- The other had a seat: in the Council all who have one are in the list.
           where a.listed and b.listed or coalesce(a.body, b.body) is distinct from 'SC' and (coalesce(a.date, b.date) is null or exists (
             from member_periods p where p.ms_code = case when a.listed then '{b}' else '{a}' end
               and p.{FROM} <= coalesce(a.date, b.date) and (p.{TO} is null or coalesce(a.date, b.date) <= p.{TO})))
         )
    select year, avg(1 - abs(p - q)) as agreement, avg((p = q)::int) as agreement_strict, avg((p = q)::int) filter (where p <> 0.5 and q <> 0.5) as agreement_yes_no, count(p - q) as votes,
           count(*) filter (where p = q) as same, count(*) filter (where p = q and p = 0.5) as both_abstained, count(*) filter (where abs(p - q) = 0.5) as half, count(*) filter (where abs(p - q) = 1) as opposite,
           count(*) filter (where both_listed is null) as one_not_listed,
           count(*) filter (where both_listed and (x is null or y is null)) as vote_unknown,
           count(*) filter (where both_listed and x is not null and y is not null and (x = 'non_voting' or y = 'non_voting')) as non_voting
    from pairs group by 1 order by 1 nulls first
    """)
    return [dict(zip(rows.columns, row)) for row in rows.fetchall()]


def matrix(first, second):
    """How many voted how in both lists."""
    rows = db.sql(f"""
    select coalesce(a.vote, 'unknown'), coalesce(b.vote, 'unknown'), count(*)
    from votes a join votes b using (ms_code) where a.roll_call_id = '{first}' and b.roll_call_id = '{second}' group by all
    """).fetchall()
    return {(x, y): n for x, y, n in rows}


def totals(roll_call_id):
    rows = db.sql(f"select coalesce(vote, 'unknown'), count(*) from votes where roll_call_id = '{roll_call_id}' group by 1").fetchall()
    return dict(rows)


def differences(args, answer):
    """Yields what SQL has otherwise."""
    if "years" in answer:
        want = agreement(answer)
        if len(want) != len(answer["years"]):
            yield f"{len(answer['years'])} years, SQL has {len(want)}"
        for w, got in zip(want, answer["years"]):
            for key, value in w.items():
                same = abs(value - got[key]) < 1e-12 if isinstance(value, float) and got[key] is not None else value == got[key]
                if not same:
                    yield f"{w['year']}: {key} is {got[key]}, SQL has {value}"
    for pair in answer.get("pairs", []):
        want = matrix(pair["first"]["roll_call_id"], pair["second"]["roll_call_id"])
        got = {(x, y): n for x, row in pair["matrix"].items() for y, n in row.items() if n}
        if want != got:
            yield f"the matrix is {got}, SQL has {want}"
    for vote in answer.get("votes", []):
        want, got = totals(vote["roll_call_id"]), {}
        for line in vote["list"]:
            got[line["vote"]] = got.get(line["vote"], 0) + 1
        if want != got:
            yield f"{vote['roll_call_id']}: {got}, SQL has {want}"


bad = compared = 0
for one in answers:
    compared += len(one["answer"].get("years", [])) + len(one["answer"].get("pairs", [])) + len(one["answer"].get("votes", []))
    for difference in differences(one["args"], one["answer"]):
        bad += 1
        print("unvotes", *one["args"], "\n   ", difference)
print(f"{len(answers)} answers, {compared} years, pairs and votes compared, {bad} differences")
sys.exit(1 if bad or not compared else 0)
