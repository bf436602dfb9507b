-- id: visits_8_or_more_complex_first_pct
-- title: Patients whose first condition is complex, with 8 or more visits in five years
-- severity: warning
-- description: Who begins with cancer, heart disease, kidney failure or stroke comes back more often (30,
--   30, 25, 15 %). Scaled and judged like visits_1_to_3_pct.
-- unit: % of these patients
-- low: 28
-- high: 52
-- min_rows: 1000
-- source: reference model: 25 % with 8 to 12 and 15 % with 13 to 18

SELECT
    100.0 * count(*) FILTER (WHERE seen.visits * 5 * 365.25 / (d.today - d.start) >= 7.5)
    / nullif(count(*), 0) AS value,
    count(*) FILTER (WHERE d.today - d.start BETWEEN 4 * 365 AND 8 * 366) AS n
FROM (
    SELECT
        patient_id,
        min(visit_id) AS first_visit,
        count(*) AS visits
    FROM visits
    WHERE patient_id <= 50000
    GROUP BY patient_id
) AS seen
JOIN visits AS v ON seen.first_visit = v.visit_id
JOIN conditions AS c USING (condition_id)
CROSS JOIN current_dataset AS d
WHERE
    d.today > d.start
    AND c.category = 'complex'
