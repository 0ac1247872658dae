{{define "pairs" -}}
{{template "ballots" .}},
often as (
  select roll_call_id, ms_code, vote from ballots
  qualify count(*) over (partition by ms_code) * 2 >= (select count(*) from lists)),
half as (
  select a.ms_code as a, b.ms_code as b, count(*) as votes, sum(2 - abs(a.vote - b.vote)) as halves
  from often a join often b on a.roll_call_id = b.roll_call_id and a.ms_code < b.ms_code
  group by all),
pairs as ( -- tenths of a per cent
  select a, b, votes, (1000 * halves + votes) // (2 * votes) as tenths
  from (from half union all select b, a, votes, halves from half))
{{- end}}
