-- id: follow_up_one_day_pct
-- title: Follow-ups of one day, among follow-ups with a night
-- severity: warning
-- description: Same-day follow-ups do not count. Reads the first 20,000 patients.
-- unit: % of follow-ups
-- low: 80
-- high: 90
-- min_rows: 2000
-- source: reference model: 1 day 85 %, 2 days 15 %

SELECT
    100.0 * count(*) FILTER (WHERE date_of_discharge - date_of_admission = 1) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits
WHERE
    patient_id <= 20000
    AND follow_up_of IS NOT NULL
    AND date_of_discharge > date_of_admission
