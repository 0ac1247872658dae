with lists as ( -- each vote once: the first record of it whose list tells votes
  select distinct on (vote_group_id) vote_group_id, roll_call_id
  from 'votes.parquet' where vote is not null
  order by vote_group_id, date, roll_call_id),
ballots as ( -- yes 2, abstention 1, no 0
  select roll_call_id, ms_code, case min(vote) when 'yes' then 2 when 'abstain' then 1 else 0 end as vote
  from 'votes.parquet' semi join lists using (roll_call_id)
  where ms_code is not null
  group by all having count(distinct coalesce(vote, 'not known')) = 1 and min(vote) in ('yes', 'no', 'abstain')),
pairs as (
  select p.roll_call_id as one, l.roll_call_id as other, coalesce(w.resolution, w.resolution_printed, w.drafts[1], w.roll_call_id) as symbol,
    coalesce(p.target, p.part, p.scope) as piece, p.date as date
  from 'roll_calls.parquet' p semi join lists using (roll_call_id)
  join 'roll_calls.parquet' w on w.roll_call_id = p.parent_id join lists l on l.vote_group_id = w.vote_group_id),
{{template "shifted" .}}
select symbol as "Text", piece as "Piece", date as "Date", moved as "Moved", in_both as "Voted on both", tenths / 10.0 as "Shift, %", who as "Who moved"
from shifted order by tenths desc, moved desc, one limit 15;
