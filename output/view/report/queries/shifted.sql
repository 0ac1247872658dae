{{define "shifted" -}}
shifted as (
  select p.*, count(*) as in_both, count(*) filter (where a.vote <> b.vote) as moved,
    (1000 * sum(abs(a.vote - b.vote)) + count(*)) // (2 * count(*)) as tenths
  from pairs p join ballots a on a.roll_call_id = p.one join ballots b on b.roll_call_id = p.other and a.ms_code = b.ms_code
  group by all having in_both >= 10 and moved > 0)
{{- end}}
