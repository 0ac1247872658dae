{{define "ballots" -}}
with lists as ( -- each vote on a text once: the first record of it whose list tells votes
  select distinct on (vote_group_id) vote_group_id, roll_call_id, date
  from 'votes.parquet'
  where body = 'GA' and coalesce(scope, 'whole') in ('whole', 'part') and vote is not null
    and roll_call_id not in (select roll_call_id from 'roll_calls.parquet' where parent_id is not null)
{{- if .From}}
    and date between '{{.From}}' and '{{.To}}'
{{- end}}
  order by vote_group_id, date, roll_call_id),
ballots as ( -- yes 2, abstention 1, no 0: a half of agreement is a step
  select roll_call_id, ms_code, case min(vote) when 'yes' then 2 when 'abstain' then 1 else 0 end as vote
  from 'votes.parquet' semi join lists using (roll_call_id)
  where ms_code is not null
  group by all having count(distinct coalesce(vote, 'not known')) = 1 and min(vote) in ('yes', 'no', 'abstain'))
{{- end}}
