select code as "Code", severity as "Severity", count(*) as "Issues", count(distinct roll_call_id) as "Records"
from 'issues.parquet' group by all order by count(*) desc, code, severity;
