{{template "ballots" .}},
mine as (
  select m.roll_call_id, m.vote, count(*) as voted, count(*) filter (where o.vote = m.vote) - 1 as company,
    string_agg(s.name, ', ' order by s.name) filter (where o.vote = m.vote and o.ms_code <> m.ms_code) as names
  from ballots m join ballots o using (roll_call_id) join 'members.parquet' s on s.ms_code = o.ms_code
  where m.ms_code = {{text .Member}} group by all)
select r.date as "Date", coalesce(r.resolution, r.resolution_printed, r.drafts[1], r.roll_call_id) as "Text", trim(split_part(r.title, ' : ', 1)) as "Title",
  case m.vote when 2 then 'yes' when 1 then 'abstain' else 'no' end as "Vote", m.company as "Others with it",
  case when m.company <= 5 then m.names end as "Who", m.voted as "Voted"
from mine m join 'roll_calls.parquet' r using (roll_call_id)
order by m.company, m.voted desc, r.date desc nulls last, r.roll_call_id limit 12;
