select coalesce(r.body, 'not known') as "Body", count(*) as "Records", count(distinct r.vote_group_id) as "Votes",
  sum(coalesce(l.lines, 0))::bigint as "Lines", sum(coalesce(l.without, 0))::bigint as "Lines without a vote",
  min(r.date) as "First", max(r.date) as "Last"
from 'roll_calls.parquet' r
left join (select roll_call_id, count(*) as lines, count(*) filter (where vote is null) as without from 'votes.parquet' group by all) l using (roll_call_id)
group by all order by 1;
