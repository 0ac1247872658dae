with held as (
  select body, year(date) as year, count(*) filter (where source <> 'meeting_record') as records,
    count(distinct vote_group_id) filter (where source <> 'meeting_record') as votes,
    count(distinct vote_group_id) filter (where source = 'meeting_record') as elsewhere
  from 'roll_calls.parquet' group by all),
stated as (
  select nullif(c.body, '') as body, nullif(c.year, 0) as year, c.stated as stated
  from (select unnest(coverage) as c from read_json('manifest.json')))
select coalesce(coalesce(held.year, stated.year)::varchar, 'no date') as "Year",
{{- range .Bodies}}
  coalesce(sum(records) filter (where body = '{{.}}'), 0)::bigint as "{{.}} records",
  coalesce(sum(votes) filter (where body = '{{.}}'), 0)::bigint as "{{.}} votes",
  sum(stated) filter (where body = '{{.}}')::bigint as "{{.}} stated",
{{- end}}
  coalesce(sum(records) filter (where body is null), 0)::bigint as "Body not known",
  coalesce(sum(elsewhere), 0)::bigint as "In meeting records only"
from held full join stated using (body, year)
group by all order by 1;
