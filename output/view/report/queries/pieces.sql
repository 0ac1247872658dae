{{template "compared" .}},
shifted as (
  select one, count(*) as in_both, count(*) filter (where a.vote <> b.vote) as moved,
    string_agg(a.ms_code, ', ' order by a.ms_code) filter (where a.vote <> b.vote) as who,
    (1000 * sum(abs(a.vote - b.vote)) + count(*)) // (2 * count(*)) as tenths
  from pairs p join ballots a on a.roll_call_id = p.one_list join ballots b on b.roll_call_id = p.other_list and a.ms_code = b.ms_code
  group by all having in_both >= 10 and moved > 0)
select coalesce(w.resolution, w.resolution_printed, w.drafts[1], w.roll_call_id) as "Text", coalesce(p.target, p.part, p.scope, '') as "Piece", p.date as "Date",
  moved as "Moved", in_both as "Voted on both", tenths / 10.0 as "Shift, %", who as "Who moved"
from shifted s join 'roll_calls.parquet' p on p.roll_call_id = s.one join 'roll_calls.parquet' w on w.roll_call_id = p.parent_id
order by tenths desc, moved desc, one limit 15;
