{{template "ballots" .}},
texts as (
  select l.roll_call_id, r.date, year(r.date) as year, coalesce(r.resolution, r.resolution_printed, r.drafts[1], r.roll_call_id) as symbol,
    trim(split_part(r.title, ' : ', 1)) as title, lower(trim(split_part(r.title, ' : ', 1))) as name
  from lists l join 'roll_calls.parquet' r using (roll_call_id)
  where r.date is not null and r.title is not null),
alone as (
  select * from texts qualify count(*) over (partition by name, year) = 1),
pairs as (
  select roll_call_id as one, lead(roll_call_id) over w as other, title, symbol, year, lead(symbol) over w as next, lead(year) over w as next_year
  from alone window w as (partition by name order by year)
  qualify next_year - year <= 3),
shifted as (
  select p.*, count(*) as in_both, count(*) filter (where a.vote <> b.vote) as moved,
    string_agg(a.ms_code, ', ' order by a.ms_code) filter (where a.vote <> b.vote) as who,
    (1000 * sum(abs(a.vote - b.vote)) + count(*)) // (2 * count(*)) as tenths
  from pairs p join ballots a on a.roll_call_id = p.one join ballots b on b.roll_call_id = p.other and a.ms_code = b.ms_code
  group by all having in_both >= 10 and moved > 0)
select title as "Title", symbol as "Text", year as "Year", next as "Follow-up", next_year as "Its year",
  moved as "Moved", in_both as "Voted both times", tenths / 10.0 as "Shift, %", who as "Who moved"
from shifted order by tenths desc, moved desc, one limit 15;
