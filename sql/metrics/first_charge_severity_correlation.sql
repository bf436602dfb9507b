-- id: first_charge_severity_correlation
-- title: First charges rise with severity
-- severity: warning
-- description: Correlation of the logarithm of the charge (before the hospital's multiplier) with the
--   severity as 0 to 3, both as the difference from the condition's mean. Read on the first 20,000
--   patients.
-- unit: correlation
-- low: 0.15
-- high: 1
-- min_rows: 2000
-- source: reference model

WITH first_visits AS (
    SELECT
        v.condition_id,
        ln(b.total_charge::float8 / h.charge_multiplier::float8) AS charge,
        array_position(ARRAY['Normal', 'Mild', 'Moderate', 'Severe'], v.severity)::float8 AS severity
    FROM visits AS v
    JOIN billing AS b USING (patient_id, visit_id)
    JOIN hospitals AS h USING (hospital_id)
    WHERE
        v.patient_id <= 20000
        AND v.follow_up_of IS NULL
),

differences AS (
    SELECT
        charge - avg(charge) OVER of_condition AS charge,
        severity - avg(severity) OVER of_condition AS severity
    FROM first_visits
    WINDOW of_condition AS (PARTITION BY condition_id)
)

SELECT
    corr(charge, severity) AS value,
    count(*) AS n
FROM differences
