select date as "Date", roll_call_id as "Record", coalesce(resolution, resolution_printed, drafts[1], roll_call_id) as "Text",
  coalesce(target, part, scope, 'not known') as "Voted on",
  yes as "Yes", no as "No", abstain as "Abstain", non_voting as "Non-voting",
  printed_yes as "Stated yes", printed_no as "Stated no", printed_abstain as "Stated abstain", outcome as "Outcome"
from 'roll_calls.parquet'
where roll_call_id in ({{range $i, $id := .}}{{if $i}}, {{end}}{{text $id}}{{end}})
order by list_position([{{range $i, $id := .}}{{if $i}}, {{end}}{{text $id}}{{end}}], roll_call_id);
