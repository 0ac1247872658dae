select coalesce(v.member_name, v.member_printed) as "Member", coalesce(v.ms_code, '') as "Code",
  coalesce(m.un_regional_group, 'No group') as "Regional group", coalesce(v.vote, 'not known') as "Vote"
from 'votes.parquet' v left join 'members.parquet' m using (ms_code)
where v.roll_call_id = {{text .}}
order by v.line;
