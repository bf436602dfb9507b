-- id: follow_up_treatment_monitoring_pct
-- title: Monitoring at follow-ups
-- severity: warning
-- description: Childbirth and Heart disease do not count, because they have follow-up treatments of their
--   own. Reads the first 20,000 patients.
-- unit: % of follow-ups
-- low: 24
-- high: 36
-- min_rows: 6000
-- source: reference model: 30 %

SELECT
    100.0 * count(*) FILTER (WHERE t.role = 'monitoring') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN condition_treatments AS t USING (condition_id, treatment_id)
JOIN conditions AS c USING (condition_id)
WHERE
    v.patient_id <= 20000
    AND v.follow_up_of IS NOT NULL
    AND c.name NOT IN ('Childbirth', 'Heart disease')
