-- id: visits_4_to_7_pct
-- title: Patients with 4 to 7 visits in five years
-- severity: warning
-- description: Scaled and judged like visits_1_to_3_pct.
-- unit: % of patients seen
-- low: 20
-- high: 36
-- min_rows: 5000
-- source: reference model: 28 %

SELECT
    100.0 * count(*) FILTER (
        WHERE
        seen.visits * 5 * 365.25 / (d.today - d.start) >= 3.5
        AND seen.visits * 5 * 365.25 / (d.today - d.start) < 7.5
    ) / nullif(count(*), 0) AS value,
    count(*) FILTER (WHERE d.today - d.start BETWEEN 4 * 365 AND 8 * 366) AS n
FROM (
    SELECT count(*) AS visits
    FROM visits
    WHERE patient_id <= 50000
    GROUP BY patient_id
) AS seen
CROSS JOIN current_dataset AS d
WHERE d.today > d.start
