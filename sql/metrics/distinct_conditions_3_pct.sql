-- id: distinct_conditions_3_pct
-- title: Patients with three conditions
-- severity: warning
-- description: Conditions that the patient has been seen for so far. Patients need time to show their
--   conditions: in a window under four or over five years n is 0. Reads the first 20,000 patients.
-- unit: % of patients seen
-- low: 6
-- high: 14
-- min_rows: 2000
-- source: reference model: 10 %

SELECT
    100.0 * count(*) FILTER (WHERE chart.conditions = 3) / nullif(count(*), 0) AS value,
    count(*) FILTER (WHERE d.today - d.start BETWEEN 4 * 365 AND 5 * 366) AS n
FROM (
    SELECT count(*) FILTER (WHERE follow_up_of IS NULL) AS conditions
    FROM visits
    WHERE patient_id <= 20000
    GROUP BY patient_id
) AS chart
CROSS JOIN current_dataset AS d
