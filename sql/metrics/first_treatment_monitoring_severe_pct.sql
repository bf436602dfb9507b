-- id: first_treatment_monitoring_severe_pct
-- title: Monitoring alone at a first visit that is Moderate or Severe
-- severity: warning
-- description: A serious case gets a treatment. Reads the first 20,000 patients.
-- unit: % of these visits
-- low: 0
-- high: 0.5
-- min_rows: 1000
-- source: reference model: Normal or Mild only

SELECT
    100.0 * count(*) FILTER (WHERE t.role = 'monitoring') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN condition_treatments AS t USING (condition_id, treatment_id)
WHERE
    v.patient_id <= 20000
    AND v.follow_up_of IS NULL
    AND v.severity IN ('Moderate', 'Severe')
