{{template "pairs" .}},
ends as (
  select a, max((tenths, votes, b)) as near, min((tenths, -votes, b)) as far from pairs group by all),
voted as (
  select ms_code, count(*) as votes from ballots group by all)
select m.name as "Member", m.ms_code as "Code", coalesce(m.un_regional_group, 'No group') as "Regional group", v.votes as "Votes",
  n.name as "Nearest", near[1] / 10.0 as "Nearest, %", near[2] as "Nearest, votes", f.name as "Farthest", far[1] / 10.0 as "Farthest, %", -far[2] as "Farthest, votes"
from ends join voted v on v.ms_code = a join 'members.parquet' m on m.ms_code = a
join 'members.parquet' n on n.ms_code = near[3] join 'members.parquet' f on f.ms_code = far[3]
order by list_position([{{range $i, $c := .Codes}}{{if $i}}, {{end}}{{text $c}}{{end}}], a);
