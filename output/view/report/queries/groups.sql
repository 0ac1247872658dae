select coalesce(m.un_regional_group, 'No group') as "Regional group",
  count(*) filter (where v.vote = 'yes') as "Yes", count(*) filter (where v.vote = 'no') as "No",
  count(*) filter (where v.vote = 'abstain') as "Abstain", count(*) filter (where v.vote = 'non_voting') as "Non-voting",
  count(*) filter (where v.vote is null) as "Not known"
from 'votes.parquet' v left join 'members.parquet' m using (ms_code)
where v.roll_call_id = {{text .}}
group by m.un_regional_group order by m.un_regional_group nulls last;
