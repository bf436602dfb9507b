-- id: follow_up_overnight_pct
-- title: Follow-ups that stay overnight
-- severity: warning
-- description: Psychotherapy, check-ups and counselling need no bed. Reads the first 50,000 patients.
-- unit: % of follow-ups
-- high: 50
-- min_rows: 5000
-- source: assumption; hard rule 8 allows same-day follow-ups for every condition

SELECT
    100.0 * count(*) FILTER (WHERE date_of_discharge > date_of_admission) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits
WHERE
    patient_id <= 50000
    AND follow_up_of IS NOT NULL
