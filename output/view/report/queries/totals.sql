{{template "compared" .}},
told as (
  select one, count(*) as in_both,
    string_agg(a.ms_code, ', ' order by a.ms_code) filter (where a.vote <> b.vote) as who
  from pairs p
  join ballots a on a.roll_call_id = p.one_list join ballots b on b.roll_call_id = p.other_list and a.ms_code = b.ms_code
  group by all),
totals as (
  select p.roll_call_id as one, coalesce(w.resolution, w.resolution_printed, w.drafts[1], w.roll_call_id) as symbol,
    coalesce(p.target, p.part, p.scope, '') as piece, p.date as date,
    coalesce(p.printed_yes, p.yes) as yes, coalesce(p.printed_no, p.no) as no, coalesce(p.printed_abstain, p.abstain) as abstain,
    coalesce(w.printed_yes, w.yes) as all_yes, coalesce(w.printed_no, w.no) as all_no, coalesce(w.printed_abstain, w.abstain) as all_abstain, told.who
  from 'roll_calls.parquet' p left join told on told.one = p.roll_call_id join 'roll_calls.parquet' w on w.roll_call_id = p.parent_id
  where p.roll_call_id = p.vote_group_id and coalesce(told.in_both, 0) < 10)
select symbol as "Text", piece as "Piece", date as "Date", yes as "Yes", no as "No", abstain as "Abstain",
  all_yes as "Whole: yes", all_no as "Whole: no", all_abstain as "Whole: abstain",
  (1000 * yes // (yes + no + abstain)) / 10.0 as "Yes, %", (1000 * all_yes // (all_yes + all_no + all_abstain)) / 10.0 as "Whole: yes, %", who as "Known to have moved"
from totals
where yes + no + abstain > 0 and all_yes + all_no + all_abstain > 0
order by abs(1000 * yes // (yes + no + abstain) - 1000 * all_yes // (all_yes + all_no + all_abstain)) desc, one limit 15;
