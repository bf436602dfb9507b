-- id: first_charge_severity_correlation
-- title: First charges rise with severity
-- severity: warning
-- description: Correlation of the logarithm of the charge (before the hospital's multiplier) with the
--   severity as 1 to 4. Only stays of the same condition and the same length are compared, because severity
--   mostly follows the length of stay, which raises the charge too. n counts the stays that can be compared.
--   Reads the first 50,000 patients.
-- unit: correlation
-- low: 0.1
-- high: 0.25
-- min_rows: 8000
-- source: reference model

WITH first_visits AS (
    SELECT
        v.condition_id,
        v.date_of_discharge - v.date_of_admission AS days,
        array_position(ARRAY['Normal', 'Mild', 'Moderate', 'Severe'], v.severity) AS severity,
        ln(b.total_charge::float8 / h.charge_multiplier::float8) AS charge
    FROM visits AS v
    JOIN conditions AS c USING (condition_id)
    JOIN billing AS b USING (patient_id, visit_id)
    JOIN hospitals AS h USING (hospital_id)
    WHERE
        v.patient_id <= 50000
        AND v.follow_up_of IS NULL
        AND c.name IN ('Broken bones', 'Flu', 'Migraine', 'Allergies')
),

alike AS (
    SELECT
        regr_sxy(charge, severity) AS sxy,
        regr_sxx(charge, severity) AS sxx,
        regr_syy(charge, severity) AS syy,
        count(*) AS visits
    FROM first_visits
    GROUP BY condition_id, days
    HAVING min(severity) < max(severity)
)

SELECT
    sum(sxy) / nullif(sqrt(sum(sxx) * sum(syy)), 0) AS value,
    sum(visits) AS n
FROM alike
