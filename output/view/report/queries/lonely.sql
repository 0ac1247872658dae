{{template "ballots" .}},
mine as (
  select m.roll_call_id, m.vote, count(*) filter (where o.vote = m.vote) - 1 as company, count(*) as voted
  from ballots m join ballots o using (roll_call_id)
  where m.ms_code = {{text .Member}} group by all)
select r.date as "Date", coalesce(r.resolution, r.roll_call_id) as "Text", trim(split_part(r.title, ' : ', 1)) as "Title",
  case m.vote when 2 then 'yes' when 1 then 'abstain' else 'no' end as "Vote", m.company as "Others with it", m.voted as "Voted"
from mine m join 'roll_calls.parquet' r using (roll_call_id)
order by m.company, m.voted desc, r.date desc nulls last, r.roll_call_id limit 12;
