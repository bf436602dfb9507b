-- id: after_bypass_medication_pct
-- title: Medication at heart disease visits after a bypass
-- severity: warning
-- description: Visits for heart disease that come after the patient's bypass surgery.
-- unit: % of these visits
-- low: 50
-- high: 70
-- min_rows: 300
-- source: reference model: Medication 60 %, Monitoring 40 %

SELECT
    100.0 * count(*) FILTER (WHERE t.name = 'Medication') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS bypass
JOIN treatments AS surgery ON bypass.treatment_id = surgery.treatment_id
JOIN visits AS v
    ON
        bypass.patient_id = v.patient_id
        AND bypass.condition_id = v.condition_id
        AND bypass.visit_id < v.visit_id
JOIN treatments AS t ON v.treatment_id = t.treatment_id
WHERE surgery.name = 'Bypass Surgery'
