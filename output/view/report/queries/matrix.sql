{{template "pairs" .}}
select * from (
  pivot (select a as "Code", b, tenths / 10.0 as agreement from pairs)
  on b in ({{range $i, $c := .Codes}}{{if $i}}, {{end}}{{text $c}}{{end}})
  using any_value(agreement) group by "Code")
order by list_position([{{range $i, $c := .Codes}}{{if $i}}, {{end}}{{text $c}}{{end}}], "Code");
