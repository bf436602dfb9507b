-- id: distinct_conditions_3_pct
-- title: Patients with three conditions
-- severity: warning
-- description: Among patients seen at least five times: who came once cannot show three. Read on the first
--   50,000 patients.
-- unit: % of patients seen 5 times
-- low: 3
-- high: 16
-- min_rows: 2000
-- source: reference model: 10 %

SELECT
    100.0 * count(*) FILTER (WHERE chart.conditions = 3) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM (
    SELECT count(*) FILTER (WHERE follow_up_of IS NULL) AS conditions
    FROM visits
    WHERE patient_id <= 50000
    GROUP BY patient_id
    HAVING count(*) >= 5
) AS chart
