{{template "ballots" .}},
dated as (
  select b.ms_code, b.roll_call_id, b.vote, year(l.date) as year from ballots b join lists l using (roll_call_id) where l.date is not null)
select a.year as "Year"
{{- range .Others}},
  (1000 * sum(2 - abs(a.vote - b.vote)) filter (where b.ms_code in ({{text .Code}}{{with .Before}}, {{text .}}{{end}}))
    + count(*) filter (where b.ms_code in ({{text .Code}}{{with .Before}}, {{text .}}{{end}})))
    // (2 * count(*) filter (where b.ms_code in ({{text .Code}}{{with .Before}}, {{text .}}{{end}}))) / 10.0 as "{{.Code}}, %",
  count(*) filter (where b.ms_code in ({{text .Code}}{{with .Before}}, {{text .}}{{end}})) as "{{.Code}} votes"
{{- end}}
from dated a join dated b on a.roll_call_id = b.roll_call_id
where a.ms_code = {{text .Member}} and b.ms_code <> a.ms_code
group by all order by 1;
