-- id: first_treatment_secondary_pct
-- title: Secondary treatment at the first visit
-- severity: warning
-- description: Childbirth does not count, because the kind of delivery decides there. Reads the first
--   20,000 patients.
-- unit: % of first visits
-- low: 19
-- high: 33
-- min_rows: 2000
-- source: reference model: 26 %

SELECT
    100.0 * count(*) FILTER (WHERE t.role = 'secondary') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN condition_treatments AS t USING (condition_id, treatment_id)
JOIN conditions AS c USING (condition_id)
WHERE
    v.patient_id <= 20000
    AND v.follow_up_of IS NULL
    AND c.name <> 'Childbirth'
