{{define "compared" -}}
with lists as ( -- each vote once: the first record of it whose list tells votes
  select distinct on (vote_group_id) vote_group_id, roll_call_id
  from 'votes.parquet' where vote is not null
  order by vote_group_id, date, roll_call_id),
ballots as ( -- yes 2, abstention 1, no 0
  select roll_call_id, ms_code, case min(vote) when 'yes' then 2 when 'abstain' then 1 else 0 end as vote
  from 'votes.parquet' semi join lists using (roll_call_id)
  where ms_code is not null
  group by all having count(distinct coalesce(vote, 'not known')) = 1 and min(vote) in ('yes', 'no', 'abstain')),
pairs as ( -- a piece and its whole, with the lists that tell their votes
  select p.roll_call_id as one, pl.roll_call_id as one_list, wl.roll_call_id as other_list
  from 'roll_calls.parquet' p join 'roll_calls.parquet' w on w.roll_call_id = p.parent_id
  join lists pl on pl.vote_group_id = p.vote_group_id join lists wl on wl.vote_group_id = w.vote_group_id
  where p.roll_call_id = p.vote_group_id)
{{- end}}
