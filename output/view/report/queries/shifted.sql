{{define "shifted" -}}
shifted as (
  select p.*, count(*) as in_both, count(*) filter (where a.vote <> b.vote) as moved,
    string_agg(a.ms_code, ', ' order by a.ms_code) filter (where a.vote <> b.vote) as who,
    (1000 * sum(abs(a.vote - b.vote)) + count(*)) // (2 * count(*)) as tenths
  from pairs p join ballots a on a.roll_call_id = p.one join ballots b on b.roll_call_id = p.other and a.ms_code = b.ms_code
  group by all having in_both >= {{.Least}} and moved > 0)
{{- end}}
