{{define "ballots" -}}
with lists as ( -- each vote once: the first record of it whose list tells votes
  select distinct on (vote_group_id) vote_group_id, roll_call_id, date
  from 'votes.parquet'
  where body = 'GA' and coalesce(scope, 'whole') = 'whole' and vote is not null
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
