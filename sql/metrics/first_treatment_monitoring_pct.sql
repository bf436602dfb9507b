-- id: first_treatment_monitoring_pct
-- title: Monitoring at a first visit that is Normal or Mild
-- severity: warning
-- description: Childbirth does not count, because the kind of delivery decides there. Reads the first
--   20,000 patients.
-- unit: % of these visits
-- low: 2
-- high: 7
-- min_rows: 2000
-- source: reference model: 4 %

SELECT
    100.0 * count(*) FILTER (WHERE t.role = 'monitoring') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN condition_treatments AS t USING (condition_id, treatment_id)
JOIN conditions AS c USING (condition_id)
WHERE
    v.patient_id <= 20000
    AND v.follow_up_of IS NULL
    AND v.severity IN ('Normal', 'Mild')
    AND c.name <> 'Childbirth'
