-- id: distinct_conditions_1_pct
-- title: Patients with one condition
-- severity: warning
-- description: Conditions that the patient has been seen for so far. Patients need time to show their
--   conditions: in a window under four or over five years n is 0. Reads the first 20,000 patients.
-- unit: % of patients seen
-- low: 50
-- high: 62
-- min_rows: 2000
-- source: reference model: 55 % (1-2 common)

SELECT
    100.0 * count(*) FILTER (WHERE chart.conditions = 1) / nullif(count(*), 0) AS value,
    count(*) FILTER (WHERE d.today - d.start BETWEEN 4 * 365 AND 5 * 366) AS n
FROM (
    SELECT count(*) FILTER (WHERE follow_up_of IS NULL) AS conditions
    FROM visits
    WHERE patient_id <= 20000
    GROUP BY patient_id
) AS chart
CROSS JOIN current_dataset AS d
