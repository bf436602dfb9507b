-- id: unscheduled_weekend_pct
-- title: Unscheduled first visits on Saturday and Sunday
-- severity: warning
-- description: First visits whose treatment is not planned ahead, deliveries left out. Illness does not
--   know weekdays: two of seven days are 28.6 %. Reads the first 50,000 patients.
-- unit: % of these visits
-- low: 26
-- high: 30
-- min_rows: 12000
-- source: assumption

SELECT
    100.0 * count(*) FILTER (WHERE extract(ISODOW FROM v.date_of_admission) >= 6)
    / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN conditions AS c USING (condition_id)
JOIN treatments AS t USING (treatment_id)
WHERE
    v.patient_id <= 50000
    AND v.follow_up_of IS NULL
    AND NOT t.scheduled
    AND c.name <> 'Childbirth'
