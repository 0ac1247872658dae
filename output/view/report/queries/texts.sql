select r.date as "Date", r.roll_call_id as "Record", coalesce(r.target, r.part, r.scope, 'not known') as "Voted on",
  r.yes as "Yes", r.no as "No", r.abstain as "Abstain", r.non_voting as "Non-voting", r.outcome as "Outcome"
from 'roll_calls.parquet' r
where r.roll_call_id in ({{range $i, $id := .}}{{if $i}}, {{end}}{{text $id}}{{end}})
order by r.date, r.meeting_seq, r.roll_call_id;
