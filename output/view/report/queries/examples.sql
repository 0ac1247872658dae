select i.code as "Code", i.roll_call_id as "Record", i.place as "Place", i.detail as "Detail"
from 'issues.parquet' i
qualify row_number() over (partition by i.code order by i.roll_call_id nulls last, i.place, i.detail) <= 3
order by i.code, i.roll_call_id nulls last, i.place, i.detail;
